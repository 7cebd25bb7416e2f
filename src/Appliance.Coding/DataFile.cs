using System.Reflection;

namespace Appliance.Coding;

/// <summary>
/// The readable rule and word files that are compiled into this assembly: one record a line, fields parted by <c>|</c>, <c>#</c> begins a comment line.
/// A broken file is a fault of the build and throws.
/// </summary>
internal static class DataFile
{
    /// <summary>The names of the files that begin with some letters, in order.</summary>
    /// <param name="start">Beginning of the file name inside a Data folder (<c>terms-</c>).</param>
    public static IEnumerable<string> Names(string start)
    {
        const string Folder = ".Data.";
        return Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Select(r => r[(r.LastIndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..])
            .Where(n => n.StartsWith(start, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
    }

    /// <summary>The records of a file, each with its trimmed fields.</summary>
    /// <param name="name">File name inside a Data folder (<c>negation.txt</c>).</param>
    public static IEnumerable<string[]> Read(string name)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var resource = assembly.GetManifestResourceNames().Single(r => r.EndsWith(".Data." + name, StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        while (reader.ReadLine() is { } line)
        {
            var text = line.AsSpan().Trim();
            if (text.IsEmpty || text[0] == '#')
                continue;
            yield return line.Split('|', StringSplitOptions.TrimEntries);
        }
    }
}
