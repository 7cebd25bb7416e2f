using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using R4 = Hl7.Fhir.Model;

namespace Appliance.Fhir.Files;

/// <summary>One file of a run.</summary>
internal sealed partial class IntakeFile
{
    private IntakeFile(string path, int number, string hash)
    {
        Path = path;
        Hash = hash;
        var name = System.IO.Path.GetFileName(path);
        Name = BulkName().Match(name) is { Success: true } match && R4.ModelInfo.IsKnownResource(match.Groups[1].Value)
            ? name
            : string.Create(CultureInfo.InvariantCulture, $"file {number}");
    }

    public string Path { get; }

    /// <summary>SHA-256 of the file as it lies on disk.</summary>
    public string Hash { get; }

    /// <summary>What it is called in the output: its name only where that is a resource type, as in bulk exports; other names may hold a patient's.</summary>
    public string Name { get; }

    /// <summary>True when each line is a resource.</summary>
    public bool IsLines => Path.Contains(".ndjson", StringComparison.OrdinalIgnoreCase) || Path.Contains(".jsonl", StringComparison.OrdinalIgnoreCase);

    /// <summary>Types that it holds; found when it is first read.</summary>
    public HashSet<string> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>True once something of it was refused: it is then delivered again by the next run.</summary>
    public bool HasRefusals { get; set; }

    /// <summary>True once all of it was delivered or refused.</summary>
    public bool IsFinished { get; set; }

    /// <summary>The files below the paths, in order, each with its hash.</summary>
    public static async Task<List<IntakeFile>> FindAsync(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        var found = paths.SelectMany(p => Directory.Exists(p)
            ? Directory.EnumerateFiles(p, "*", SearchOption.AllDirectories).Where(f => Known().IsMatch(f)).Order(StringComparer.Ordinal)
            : Enumerable.Repeat(p, 1));
        var files = new List<IntakeFile>();
        foreach (var path in found.Select(System.IO.Path.GetFullPath).Distinct(StringComparer.Ordinal))
        {
            await using var stream = File.OpenRead(path);
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation).ConfigureAwait(false));
            files.Add(new IntakeFile(path, files.Count + 1, hash));
        }

        return files;
    }

    /// <summary>Its content, unpacked.</summary>
    public Stream Open()
    {
        var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.SequentialScan);
        return Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    [GeneratedRegex(@"\.(json|ndjson|jsonl)(\.gz)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Known();

    [GeneratedRegex(@"^([A-Za-z]+)(\.[0-9]{1,6})?\.ndjson(\.gz)?$")]
    private static partial Regex BulkName();
}
