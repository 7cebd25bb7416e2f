using System.Globalization;
using System.Text;

namespace Appliance.Encounters.Workers.Launch;

/// <summary>
/// The directories of the workers' sockets: one for each start of a worker, mode 2750 (the worker writes, the service's group may enter), below a folder that
/// only the service can enter.
/// </summary>
internal sealed class SocketDirectory
{
    /// <summary>Longest path that fits in <c>sockaddr_un.sun_path</c> with its closing zero.</summary>
    public const int MaxSocketPath = 107;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Mode2750 = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.SetGroup;

    private int _next;

    private SocketDirectory(string root) => Root = root;

    /// <summary>The folder above them.</summary>
    public string Root { get; }

    /// <summary>Takes the run folder, or, when its path is too long for a socket, a private folder in the temporary directory; what an earlier host left is removed.</summary>
    public static SocketDirectory Open(string runFolder)
    {
        var longest = Path.Combine(runFolder, "w999999", WorkerLaunch.SocketName);
        if (Encoding.UTF8.GetByteCount(longest) > MaxSocketPath)
        {
            return new SocketDirectory(Directory.CreateTempSubdirectory("appliance-run-").FullName);
        }

        Directory.CreateDirectory(runFolder, OwnerOnly);
        foreach (var stale in Directory.EnumerateDirectories(runFolder, "w*"))
        {
            Directory.Delete(stale, recursive: true);
        }

        return new SocketDirectory(runFolder);
    }

    /// <summary>Makes a fresh directory.</summary>
    public string Make()
    {
        var path = Path.Combine(Root, string.Create(CultureInfo.InvariantCulture, $"w{Interlocked.Increment(ref _next)}"));
        Directory.CreateDirectory(path, OwnerOnly);
        File.SetUnixFileMode(path, Mode2750);
        return path;
    }

    /// <summary>Removes one.</summary>
    public static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (IOException)
        {
            // The next start of the host removes it.
        }
    }
}
