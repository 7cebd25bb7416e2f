using Appliance.CodeSets;

namespace Appliance.Host.Operations;

/// <summary>
/// Gives memory back to the machine once the host rests: after a burst of intake the heap keeps its largest size until something makes it collect, and
/// at rest nothing does. It runs only in quiet, so that nobody waits for it.
/// </summary>
internal sealed class RestingHeap(CodeSetLibrary codeSets, TimeProvider time) : BackgroundService
{
    private const long QuietBytes = 8L * 1024 * 1024;
    private const long WorthwhileBytes = 16L * 1024 * 1024;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SearchRests = TimeSpan.FromSeconds(45);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        var before = GC.GetTotalAllocatedBytes();
        var collected = 0L;
        var looked = time.GetTimestamp();
        var freed = false;
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            if (time.GetElapsedTime(looked) >= SearchRests)
            {
                looked = time.GetTimestamp();
                freed |= codeSets.Rest();
            }

            var now = GC.GetTotalAllocatedBytes();
            if (now - before < QuietBytes && (freed || now - collected > WorthwhileBytes))
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                NativeHeap.Trim();
                (collected, freed) = (now, false);
            }

            before = now;
        }
    }
}
