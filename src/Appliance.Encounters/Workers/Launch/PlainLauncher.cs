namespace Appliance.Encounters.Workers.Launch;

/// <summary>Starts a worker as an ordinary child: its own process and heap bound, an empty environment, no core file, and no other confinement.</summary>
/// <param name="reason">Why nothing stronger is used.</param>
public sealed class PlainLauncher(string reason) : IWorkerLauncher
{
    /// <inheritdoc/>
    public string Name => "plain";

    /// <inheritdoc/>
    public string? Reason => reason;

    /// <inheritdoc/>
    public Task<LaunchedWorker> LaunchAsync(WorkerLaunch launch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(launch);
        var command = WorkerCommand.For(launch.ExecutablePath);
        return LaunchedWorker.StartAsync(
            command.Line(command.Folder, command.DotnetRoot, launch.Socket, launch.CodeSetsDirectory),
            WorkerCommand.Environment(launch.MemoryLimitBytes),
            cancellation);
    }
}
