using Appliance.Encounters.Review;
using Microsoft.Extensions.Hosting;

namespace Appliance.Dashboard.Live;

/// <summary>Knows whether synthetic encounters are in the store, so that every screen can say so.</summary>
public sealed class SampleWatch(IReviewWork work, LivePulse pulse) : BackgroundService
{
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
            catch (OperationCanceledException)
            {
                return;
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
}
