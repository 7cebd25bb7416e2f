using Appliance.Encounters.Workers;
using Appliance.Host.Operations;

namespace Appliance.Host.Composition;

/// <summary>Starts the coding workers before the encounters that need them, and ends them after.</summary>
internal sealed class WorkerPoolService(WorkerPool pool) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => pool.StartAsync(cancellationToken);

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
