using Appliance.Encounters.Workers.Launch;
using Appliance.Evidence;
using Microsoft.Extensions.Logging;

namespace Appliance.Encounters.Workers;

/// <summary>What all workers of a pool share.</summary>
internal sealed record WorkerShop(
    WorkerOptions Options, IWorkerLauncher Launcher, SocketDirectory Sockets, AnswerValidator Validator, IEvidenceLog Log, TimeProvider Time, ILogger Logger)
{
    public required FairQueue Queue { get; init; }

    public required WorkerMetrics Metrics { get; init; }

    public required Suspects Suspects { get; init; }

    /// <summary>Called after each change of a worker's status.</summary>
    public required Action Changed { get; init; }

    public required string Executable { get; init; }
}
