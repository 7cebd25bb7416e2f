using Appliance.Encounters.Workers;
using Appliance.Host.Operations;

namespace Appliance.Host.Composition;

/// <summary>
/// Starts the coding workers after the encounters that wait for them, and ends them before, so that what is under way ends and what waits is told so
/// while there is still somebody to tell.
/// </summary>
/// <param name="pool">The workers.</param>
/// <param name="wanted">False for a verb that codes nothing: encounters are then told at once that no worker runs, and stay queued for the next start.</param>
internal sealed class WorkerPoolService(WorkerPool pool, bool wanted) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => wanted ? pool.StartAsync(cancellationToken) : pool.StopAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => pool.StopAsync(cancellationToken);
}

/// <summary>At least one worker takes notes.</summary>
/// <param name="pool">The workers.</param>
public sealed class WorkerHealth(WorkerPool pool) : IHealthPart
{
    /// <inheritdoc/>
    public string Name => "worker";

    /// <inheritdoc/>
    public ValueTask<string?> FaultAsync(CancellationToken cancellation)
    {
        var status = pool.Status;
        return ValueTask.FromResult(status.Any(w => w.State == WorkerState.Ready)
            ? null
            : status.Select(w => w.Fault).FirstOrDefault(f => f is not null) ?? "no coding worker is ready");
    }
}
