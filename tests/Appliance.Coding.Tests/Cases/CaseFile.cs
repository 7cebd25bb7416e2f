using System.Reflection;

namespace Appliance.Coding.Tests.Cases;

/// <summary>Reads the case files of this project.</summary>
internal static class CaseFile
{
    public static IEnumerable<string[]> Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("Appliance.Coding.Tests.Cases." + name)!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line.Split('|', StringSplitOptions.TrimEntries);
        }
    }
}
