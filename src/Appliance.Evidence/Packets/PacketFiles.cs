using System.Buffers.Binary;
using System.IO.Compression;

namespace Appliance.Evidence.Packets;

/// <summary>The files of an evidence packet and how long each may be. A packet holds these and no other, in a folder or at the root of a zip.</summary>
internal static class PacketFiles
{
    public const string Manifest = "manifest.json";
    public const string Checkpoint = "checkpoint";
    public const string Keys = "keys.txt";
    public const string Entries = "entries.jsonl";
    public const string Proofs = "proofs.txt";
    public const string Page = "index.html";
    public const string Sums = "SHA256SUMS";

    private const long Mega = 1024 * 1024;

    /// <summary>Name and greatest length, in the order in which a packet is written.</summary>
    public static IReadOnlyList<(string Name, long MaxBytes)> All { get; } =
        [(Checkpoint, Mega), (Keys, 4 * Mega), (Entries, 512 * Mega), (Proofs, 1024 * Mega), (Manifest, Mega), (Page, 512 * Mega), (Sums, Mega)];

    public static long MaxBytes(string name) => All.First(file => file.Name == name).MaxBytes;
}

/// <summary>Where a packet is read from. Nothing is unpacked to disk.</summary>
internal sealed class PacketSource : IDisposable
{
    private readonly string? _folder;
    private readonly ZipArchive? _zip;

    private PacketSource(string? folder, ZipArchive? zip) => (_folder, _zip) = (folder, zip);

    /// <summary>Opens a packet.</summary>
    /// <exception cref="InvalidDataException">It is not one, or made to do harm: unknown, double, missing or overlong files.</exception>
    public static PacketSource Open(string path)
    {
        if (Directory.Exists(path))
            return OpenFolder(path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            ZipEnd.Check(stream);
            return OpenZip(new ZipArchive(stream, ZipArchiveMode.Read));
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Opens a packet that is at hand as a seekable stream, such as one that was dropped on a page.</summary>
    public static PacketSource Open(Stream zip)
    {
        ZipEnd.Check(zip);
        return OpenZip(new ZipArchive(zip, ZipArchiveMode.Read, leaveOpen: true));
    }

    /// <summary>Opens one of its files; reading more than it may hold throws <see cref="InvalidDataException"/>.</summary>
    public Stream Read(string name)
    {
        var stream = _zip is not null ? _zip.GetEntry(name)!.Open() : new FileStream(Path.Combine(_folder!, name), FileMode.Open, FileAccess.Read, FileShare.Read);
        return new BoundedStream(stream, PacketFiles.MaxBytes(name), name);
    }

    public byte[] ReadWhole(string name)
    {
        using var stream = Read(name);
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }

    public void Dispose() => _zip?.Dispose();

    private static PacketSource OpenFolder(string path)
    {
        foreach (var (name, max) in PacketFiles.All)
        {
            var file = new FileInfo(Path.Combine(path, name));
            if (!file.Exists || file.LinkTarget is not null)
                throw new InvalidDataException($"The packet has no file {name}.");
            if (file.Length > max)
                throw new InvalidDataException($"{name} is longer than it can be in a packet.");
        }

        if (Directory.EnumerateFileSystemEntries(path).Take(PacketFiles.All.Count + 1).Count() > PacketFiles.All.Count)
            throw new InvalidDataException("The packet holds a file that does not belong to one.");
        return new PacketSource(path, null);
    }

    private static PacketSource OpenZip(ZipArchive zip)
    {
        try
        {
            if (zip.Entries.Count != PacketFiles.All.Count)
                throw new InvalidDataException($"A packet has {PacketFiles.All.Count} files; this one has {zip.Entries.Count}.");
            foreach (var (name, max) in PacketFiles.All)
            {
                // Names are looked up, never joined to a path: a name with "../" is simply not one of them.
                if (zip.Entries.Count(entry => string.Equals(entry.FullName, name, StringComparison.Ordinal)) != 1)
                    throw new InvalidDataException($"The packet does not hold {name} once.");
                if (zip.GetEntry(name)!.Length is var length && (length < 0 || length > max))
                    throw new InvalidDataException($"{name} is longer than it can be in a packet.");
            }

            return new PacketSource(null, zip);
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }
}

/// <summary>
/// The end record of a zip, looked at before the library reads the list of files: that list is read whole, so its length is bounded here. A packet's zip has no comment.
/// <code>
/// signature (4) | disks (4) | files here (2) | files (2) | bytes of the list (4) | where the list begins (4) | length of the comment (2)
/// </code>
/// </summary>
internal static class ZipEnd
{
    private const int Length = 22;
    private const int MaxListBytes = 4096;

    public static void Check(Stream zip)
    {
        ArgumentNullException.ThrowIfNull(zip);
        Span<byte> end = stackalloc byte[Length];
        if (zip.Length < Length)
            throw new InvalidDataException("The file is not a packet: it is not a zip.");
        zip.Position = zip.Length - Length;
        zip.ReadExactly(end);
        zip.Position = 0;
        var files = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        var (bytes, start) = (BinaryPrimitives.ReadUInt32LittleEndian(end[12..]), BinaryPrimitives.ReadUInt32LittleEndian(end[16..]));
        if (!end.StartsWith("PK\x05\x06"u8) || files != PacketFiles.All.Count || bytes > MaxListBytes || start + (long)bytes != zip.Length - Length)
            throw new InvalidDataException($"The file is not a packet: a packet is a zip of {PacketFiles.All.Count} files and nothing else.");
    }
}

/// <summary>A stream that refuses to give more than a bound, whatever the length that its container claims.</summary>
internal sealed class BoundedStream(Stream inner, long max, string name) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        _read += read;
        return _read <= max ? read : throw new InvalidDataException($"{name} is longer than it can be in a packet.");
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
