using System.Globalization;
using Appliance.Domain;

namespace Appliance.Encounters.Hosting;

/// <summary>
/// The folder in which an installation keeps everything, and the right to use it: one process owns a folder at a time. The lock is held by the kernel
/// (<c>flock</c>), so it ends with the process however that ends.
/// </summary>
public sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>Absolute path of the folder.</summary>
    public string Path { get; }

    /// <summary>Domain data; PHI columns encrypted.</summary>
    public string ClinicalDatabase => System.IO.Path.Combine(Path, "appliance.db");

    /// <summary>Wrapped data keys; never backed up together with the data.</summary>
    public string KeyDatabase => System.IO.Path.Combine(Path, "keys.db");

    /// <summary>The key that wraps them, readable by the owner only.</summary>
    public string MasterKey => System.IO.Path.Combine(Path, "master.key");

    /// <summary>The evidence log.</summary>
    public string EvidenceDatabase => System.IO.Path.Combine(Path, "evidence.db");

    /// <summary>Which entries of the log are about whom; derived from the log, made anew when it is missing.</summary>
    public string SubjectIndex => System.IO.Path.Combine(Path, "evidence-index.db");

    /// <summary>Client keys and sign-in links.</summary>
    public string AccessDatabase => System.IO.Path.Combine(Path, "access.db");

    /// <summary>Sockets of the running appliance.</summary>
    public string RunDirectory => System.IO.Path.Combine(Path, "run");

    /// <summary>Takes possession of the folder; makes it (0700) when it is not there.</summary>
    public static Outcome<DataFolder> Open(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full, OwnerOnly);
            Directory.CreateDirectory(System.IO.Path.Combine(full, "run"), OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refusals.FolderUnusable(full, e is UnauthorizedAccessException ? "permission denied" : "it is no directory or cannot be made");
        }

        var lockPath = System.IO.Path.Combine(full, "lock");
        try
        {
            return new DataFolder(full, TakeLock(lockPath));
        }
        catch (UnauthorizedAccessException)
        {
            return Refusals.FolderUnusable(full, "permission denied");
        }
        catch (IOException)
        {
            return IsHeld(lockPath) ? Refusals.FolderInUse(full, OwnerOf(lockPath)) : Refusals.FolderUnusable(full, "its lock file cannot be written (is the disk full?)");
        }
    }

    /// <summary>Gives the folder up.</summary>
    public void Dispose() => _lock.Dispose();

    private static FileStream TakeLock(string path)
    {
        // FileShare.None is flock(LOCK_EX | LOCK_NB) in .NET on Unix. The file stays: removing it would let two processes lock two different files.
        var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            UnixCreateMode = OwnerFile,
        });
        try
        {
            // Beside the lock, because a file under an exclusive lock cannot be opened to be read either.
            File.WriteAllText(path + ".pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static bool IsHeld(string path)
    {
        try
        {
            using var probe = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static string OwnerOf(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(path + ".pid"), CultureInfo.InvariantCulture, out var pid) ? $"process {pid}" : "another process";
        }
        catch (IOException)
        {
            return "another process";
        }
    }
}
