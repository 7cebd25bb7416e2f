using System.Xml.Linq;

namespace Appliance.Acceptance.Architecture;

/// <summary>The source tree that this test was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> ProjectsUnder(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public static IEnumerable<string> SourcesUnder(string folder, string pattern = "*.cs") =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

    public static IReadOnlyList<string> References(string project) =>
        [.. XDocument.Load(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!)).Distinct()];

    /// <summary>Projects that are only built along (<c>ReferenceOutputAssembly=false</c>), not referenced.</summary>
    public static IReadOnlyList<string> BuiltAlong(string project) =>
        [.. XDocument.Load(project).Descendants("ProjectReference")
            .Where(r => (string?)r.Attribute("ReferenceOutputAssembly") == "false")
            .Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!))];

    public static IReadOnlyList<string> Packages(string project) =>
        [.. XDocument.Load(project).Descendants("PackageReference").Select(r => (string)r.Attribute("Include")!)];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
