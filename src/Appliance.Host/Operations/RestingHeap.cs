namespace Appliance.Host.Operations;

/// <summary>
/// Gives memory back to the machine once the host rests: after a burst of intake the heap keeps its largest size until something makes it collect, and
/// at rest nothing does. It runs only in quiet, so that nobody waits for it.
/// </summary>
internal sealed class RestingHeap(TimeProvider time) : BackgroundService
{
    private const long QuietBytes = 8L * 1024 * 1024;
    private const long WorthwhileBytes = 16L * 1024 * 1024;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        var before = GC.GetTotalAllocatedBytes();
        var collected = 0L;
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            var now = GC.GetTotalAllocatedBytes();
            if (now - before < QuietBytes && now - collected > WorthwhileBytes)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                collected = now;
            }

            before = now;
        }
    }
}
