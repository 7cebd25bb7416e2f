using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using Appliance.CodeSets.Tables;

namespace Appliance.CodeSets.Compilation;

/// <summary>An official file could not be read; the message completes "cannot be read: …".</summary>
internal sealed class OfficialFileException(string file, string message) : Exception(message)
{
    public string File { get; } = file;
}

/// <summary>An official file in memory: plain or gzip, bounded in size, with its hash.</summary>
internal sealed class OfficialInput
{
    /// <summary>The largest file that is read, unpacked; the largest official one (the tabular XML) has 10 MB.</summary>
    public const int MaxBytes = 96 * 1024 * 1024;
    private readonly byte[] _content;

    private OfficialInput(string name, string sha256, byte[] content)
    {
        Source = new SourceFile(name, sha256);
        _content = content;
    }

    public SourceFile Source { get; }

    public string Name => Source.Name;

    public static OfficialInput Open(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            using var stream = File.OpenRead(path);
            return Read(name, stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OfficialFileException(name, "it cannot be opened");
        }
    }

    public static OfficialInput Read(string name, Stream stream)
    {
        try
        {
            var raw = ReadBounded(name, stream);
            var hash = Convert.ToHexStringLower(SHA256.HashData(raw));
            if (raw is [0x1F, 0x8B, ..])
            {
                using var unzip = new GZipStream(new MemoryStream(raw), CompressionMode.Decompress);
                raw = ReadBounded(name, unzip);
            }

            return new OfficialInput(name, hash, raw);
        }
        catch (InvalidDataException)
        {
            throw new OfficialFileException(name, "it is not a whole gzip file");
        }
    }

    /// <summary>The lines of a text file, without their ends.</summary>
    public IEnumerable<string> Lines()
    {
        using var reader = Text();
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    public TextReader Text() => new StreamReader(new MemoryStream(_content), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);

    /// <summary>A reader that resolves nothing, accepts no DTD and stops at a bound.</summary>
    public XmlReader Xml() => XmlReader.Create(new MemoryStream(_content), new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxBytes,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    });

    public OfficialFileException Fault(string message) => new(Name, message);

    private static byte[] ReadBounded(string name, Stream stream)
    {
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (content.Length + read > MaxBytes)
            {
                throw new OfficialFileException(name, $"it is larger than {MaxBytes / 1024 / 1024} MB");
            }

            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }
}
