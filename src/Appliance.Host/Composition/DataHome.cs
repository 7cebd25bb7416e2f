using System.Runtime.InteropServices;
using Appliance.Dashboard.Send;

namespace Appliance.Host.Composition;

/// <summary>Where the data folder is when nobody says, and how what is made in it is protected.</summary>
public static class DataHome
{
    private const uint NobodyElse = 0x3F; // octal 077

    /// <summary><c>$XDG_DATA_HOME/appliance</c>, else <c>~/.local/share/appliance</c> (XDG Base Directory Specification).</summary>
    public static string Default()
    {
#pragma warning disable RS0030 // The host is the one that reads the environment.
        var home = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
#pragma warning restore RS0030
        if (string.IsNullOrEmpty(home) || !Path.IsPathRooted(home))
        {
            home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share");
        }

        return Path.Combine(home, "appliance");
    }

    /// <summary>Command lines that find the appliance of this folder.</summary>
    internal static CommandLines CommandLines(string dataFolder) =>
        new(Path.GetFullPath(dataFolder) == Path.GetFullPath(Default()) ? null : Path.GetFullPath(dataFolder));

    /// <summary>A verb as it is typed to reach the appliance of this folder.</summary>
    public static string Line(string dataFolder, string verb) => CommandLines(dataFolder).Of(verb);

    /// <summary>From here on, whatever this process creates, databases and sockets included, is for this user alone (umask(2)).</summary>
    public static void KeepToThisUser() => _ = Umask(NobodyElse);

    /// <summary>A reason in a few words, for a sentence.</summary>
    public static string Reason(Exception exception) => exception switch
    {
        UnauthorizedAccessException => "permission denied",
        DirectoryNotFoundException => "there is no such folder",
        FileNotFoundException => "there is no such file",
        _ => "the file system refuses it",
    };

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint Umask(uint mask);
}
