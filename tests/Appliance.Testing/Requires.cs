using Xunit;

namespace Appliance.Testing;

/// <summary>
/// What a test needs of the machine. On a newcomer's machine an absent tool is a skip that says how to get it; in CI, which installs every tool, it is a failure.
/// </summary>
public static class Requires
{
    /// <summary>Full path of a program on the PATH.</summary>
    /// <param name="program">Its name, for example <c>bwrap</c>.</param>
    /// <param name="package">The Debian package that holds it.</param>
    public static string Tool(string program, string package)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
        if (found is null)
        {
            var reason = $"{program} is not on this machine (Debian package {package}).";
            Assert.False(IsContinuousIntegration, reason);
            Assert.Skip(reason);
        }

        return found!;
    }

    /// <summary>A folder that something else must have put on this machine.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="how">How to get it.</param>
    public static void Folder(string path, string how)
    {
        if (Directory.Exists(path))
            return;
        var reason = $"{Path.GetFileName(path)} is not on this machine ({how}).";
        Assert.False(IsContinuousIntegration, reason);
        Assert.Skip(reason);
    }

    private static bool IsContinuousIntegration => Environment.GetEnvironmentVariable("CI") is "true" or "1";
}
