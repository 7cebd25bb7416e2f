namespace Appliance.Encounters.Workers.Launch;

/// <summary>Starts worker processes with as much confinement as it is made for.</summary>
/// <remarks>
/// An implementation MUST give the worker no environment of the host, MUST NOT leave it a descriptor other than its three standard streams, and MUST make it
/// end when the host ends. It says nothing about what is in force: that is looked at on the running process.
/// </remarks>
public interface IWorkerLauncher
{
    /// <summary>Its name on screen and in reports.</summary>
    string Name { get; }

    /// <summary>Why nothing stronger is used; null for the strongest.</summary>
    string? Reason { get; }

    /// <summary>Starts a worker and waits until it says that it listens.</summary>
    /// <exception cref="WorkerStartException">It did not come so far; the message says why, without PHI.</exception>
    Task<LaunchedWorker> LaunchAsync(WorkerLaunch launch, CancellationToken cancellation);
}

/// <summary>What a worker is started with.</summary>
/// <param name="ExecutablePath">Full path of its executable: a <c>.dll</c> run by the host's own runtime, or a native file.</param>
/// <param name="SocketDirectory">Full path of the directory of its socket, its own.</param>
/// <param name="CodeSetsDirectory">Full path of a directory that it may read; null for none.</param>
/// <param name="MemoryLimitBytes">Bound of its heap.</param>
public sealed record WorkerLaunch(string ExecutablePath, string SocketDirectory, string? CodeSetsDirectory, long MemoryLimitBytes)
{
    /// <summary>Name of the socket in its directory; short, because a socket's path is bounded.</summary>
    public const string SocketName = "s";

    /// <summary>Full path of the socket as the host sees it.</summary>
    public string Socket => Path.Combine(SocketDirectory, SocketName);
}

/// <summary>A worker could not be started.</summary>
public sealed class WorkerStartException : Exception
{
    /// <summary>Creates the exception.</summary>
    public WorkerStartException()
    {
    }

    /// <summary>Creates the exception with a sentence.</summary>
    public WorkerStartException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a sentence and the failure beneath it.</summary>
    public WorkerStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
