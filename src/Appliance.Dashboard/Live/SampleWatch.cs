using Appliance.Encounters.Review;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Appliance.Dashboard.Live;

/// <summary>Knows whether synthetic encounters are in the store, so that every screen can say so.</summary>
public sealed partial class SampleWatch(IReviewWork work, LivePulse pulse, TimeProvider time, ILogger<SampleWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _moved = new(1, 1);

    /// <summary>True once a synthetic encounter was seen.</summary>
    public bool Loaded { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var first = new WorklistFilter { Order = WorklistOrder.ReceivedFirst, Take = WorklistFilter.MaxPageSize };
        var last = first with { Order = WorklistOrder.ReceivedLast };
        using var listening = pulse.Listen(edges => Wake(edges.Contains(Leg.In) || edges.Contains(Leg.Store)));
        while (!Loaded && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _moved.WaitAsync(stoppingToken);
                Loaded = await AnyAsync(first, stoppingToken) || await AnyAsync(last, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Only a label depends on it: the host goes on.
                LogFailed(logger, failure.GetType().Name);
                await Task.Delay(Retry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                Wake(true);
            }
        }
    }

    private async Task<bool> AnyAsync(WorklistFilter filter, CancellationToken cancellation) =>
        (await work.ListAsync(filter, cancellation)).Rows.Any(r => r.Sample);

    private void Wake(bool moved)
    {
        if (moved && _moved.CurrentCount == 0)
        {
            _moved.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for synthetic encounters failed ({Failure}); it is tried again.")]
    private static partial void LogFailed(ILogger logger, string failure);
}
