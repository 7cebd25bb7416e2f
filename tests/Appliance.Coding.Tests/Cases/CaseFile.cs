using System.Reflection;

namespace Appliance.Coding.Tests.Cases;

/// <summary>Reads the case files of this project.</summary>
internal static class CaseFile
{
    private const string Folder = "Appliance.Coding.Tests.Cases.";

    /// <summary>The files whose names begin so, in order.</summary>
    public static IEnumerable<string> Names(string beginning) =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.StartsWith(Folder + beginning, StringComparison.Ordinal)).Select(n => n[Folder.Length..]).Order(StringComparer.Ordinal);

    public static IEnumerable<string[]> Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + name)!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line.Split('|', StringSplitOptions.TrimEntries);
        }
    }
}
