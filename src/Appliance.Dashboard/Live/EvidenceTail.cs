using Appliance.Evidence;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Appliance.Dashboard.Live;

/// <summary>
/// Follows the evidence log once for all screens: what moved today, per minute, and the latest entries. The map and the chart are drawn from this, so
/// they show what the log says and nothing else.
/// </summary>
public sealed partial class EvidenceTail(IEvidenceLog log, TimeProvider time, ILogger<EvidenceTail> logger) : BackgroundService
{
    /// <summary>Minutes that the chart can show.</summary>
    public const int MinutesKept = 360;

    private const int LatestKept = 60;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly TodayCounter _counter = new(LatestKept, MinutesKept + 1);
    private Action<SequencedEntry>[] _listeners = [];

    /// <summary>The log that is followed.</summary>
    public IEvidenceLog Log => log;

    /// <summary>The counts as they stand.</summary>
    public Today Current
    {
        get
        {
            lock (_gate)
            {
                return _counter.Take(Midnight());
            }
        }
    }

    /// <summary>The last minutes, oldest first.</summary>
    public IReadOnlyList<MinuteCount> Minutes(int count)
    {
        lock (_gate)
        {
            return _counter.Minutes(time.GetUtcNow(), count);
        }
    }

    /// <summary>Calls back for each new entry until disposed. The callback MUST return at once and not throw.</summary>
    public IDisposable Listen(Action<SequencedEntry> listener)
    {
        lock (_gate)
        {
            _listeners = [.. _listeners, listener];
        }

        return new Listening(this, listener);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? next = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                next ??= await FirstSinceAsync(Midnight(), stoppingToken);
                await foreach (var entry in log.FollowAsync(next.Value, stoppingToken))
                {
                    next = entry.Sequence + 1;
                    Count(entry);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (EvidenceDamagedException damage) when (next == damage.Sequence)
            {
                // The log said so, and the screens say it: the counts go on behind it.
                next = damage.Sequence + 1;
                continue;
            }
            catch (Exception failure)
            {
                // Screens lag until it works again; the host goes on.
                LogInterrupted(logger, failure.GetType().Name);
            }

            await Task.Delay(Retry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Count(SequencedEntry entry)
    {
        Action<SequencedEntry>[] listeners;
        lock (_gate)
        {
            _counter.Count(entry, Midnight());
            listeners = _listeners;
        }

        foreach (var listener in listeners)
        {
            listener(entry);
        }
    }

    // The times of entries never decrease by more than a clock correction, so a binary search finds the day's first entry.
    private async Task<long> FirstSinceAsync(DateTimeOffset midnight, CancellationToken cancellation)
    {
        var (low, high) = (0L, log.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (await TimeOfAsync(middle, cancellation) < midnight)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return Math.Max(0, Math.Min(low, log.Count - LatestKept));
    }

    // A damaged entry has no time: null is never before midnight, so that rather more is counted than too little.
    private async Task<DateTimeOffset?> TimeOfAsync(long sequence, CancellationToken cancellation)
    {
        try
        {
            var read = await log.ReadAsync(sequence, 1, cancellation);
            return read.Count > 0 ? read[0].Entry.At : null;
        }
        catch (EvidenceDamagedException)
        {
            return null;
        }
    }

    private DateTimeOffset Midnight()
    {
        var now = time.GetLocalNow();
        return new DateTimeOffset(now.Date, now.Offset);
    }

    private void Remove(Action<SequencedEntry> listener)
    {
        lock (_gate)
        {
            _listeners = [.. _listeners.Where(l => l != listener)];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading the evidence log for the dashboard was interrupted; it is tried again ({Failure}).")]
    private static partial void LogInterrupted(ILogger logger, string failure);

    private sealed class Listening(EvidenceTail tail, Action<SequencedEntry> listener) : IDisposable
    {
        public void Dispose() => tail.Remove(listener);
    }
}
