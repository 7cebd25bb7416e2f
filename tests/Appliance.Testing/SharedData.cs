using Xunit;

namespace Appliance.Testing;

/// <summary>
/// The data that lies beside the repository (<c>../shared</c>): code tables, notes and FHIR bundles that are too large or not ours to keep in git. A test
/// that needs them is skipped, with the reason, on a machine that does not have them.
/// </summary>
public static class SharedData
{
    private static readonly string? RootFolder = Find();

    /// <summary>True when the folder is there.</summary>
    public static bool IsPresent => RootFolder is not null;

    /// <summary>Full path of a file or folder of the shared data; the calling test is skipped when it is absent.</summary>
    /// <param name="relative">Path below the shared folder, for example <c>data/icd10cm</c>.</param>
    public static string Require(string relative)
    {
        var path = Path(relative);
        Assert.SkipWhen(path is null, $"../shared/{relative} is not on this machine.");
        return path!;
    }

    /// <summary>Full path of a file or folder of the shared data, or null when it is absent.</summary>
    /// <param name="relative">Path below the shared folder.</param>
    public static string? Path(string relative)
    {
        if (RootFolder is null)
        {
            return null;
        }

        var path = System.IO.Path.Combine(RootFolder, relative);
        return File.Exists(path) || Directory.Exists(path) ? path : null;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder.Parent is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.Parent.FullName, "shared");
            if (File.Exists(System.IO.Path.Combine(candidate, "DESIGN.md")))
                return candidate;
        }

        return null;
    }
}
