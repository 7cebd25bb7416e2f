using Appliance.Evidence.Appending;

namespace Appliance.Evidence.Verification;

/// <summary>
/// Reads the whole stored log again on a schedule, because a start reads only its end: a disk that loses a page of last year is found while a backup still has it. It shows its progress and its
/// last result; what it finds wrong is an entry of the log. The host runs <see cref="RunAsync"/> as long as the log is open.
/// </summary>
public sealed class EvidenceScrub
{
    private readonly EvidenceLog _log;
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly SemaphoreSlim _one = new(1);
    private ScrubState _state = new(null, null, null);

    /// <summary>Makes a scrub; nothing is read yet.</summary>
    /// <param name="log">The log.</param>
    /// <param name="interval">Time from the end of one run to the beginning of the next, 1 minute or more; a day suits most.</param>
    /// <param name="time">Tells when.</param>
    public EvidenceScrub(EvidenceLog log, TimeSpan interval, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromMinutes(1));
        (_log, _interval, _time) = (log, interval, time);
    }

    /// <summary>How far the run under way is, and what the last one found.</summary>
    public ScrubState State => Volatile.Read(ref _state);

    /// <summary>Runs until cancelled: first after one interval, so that a start is not slowed down.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(_interval, _time, cancellation).ConfigureAwait(false);
            await VerifyNowAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Verifies now; waits for a run that is under way and then gives its own result.</summary>
    public async Task<VerifyReport> VerifyNowAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            Set(State with { Progress = new VerifyProgress(0, _log.Count) });
            var report = await Task.Factory.StartNew(
                () => EvidenceVerifier.Verify(_log.Reader, _log.FirstKey, new Watcher(this), cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
            var isNews = !report.IsGood && State.Last?.FirstBadIndex != report.FirstBadIndex;
            Set(new ScrubState(null, report, _time.GetUtcNow()));
            if (isNews)
                await _log.AppendAsync(LogFacts.Of(Change.DamageFound) with { Items = report.FirstBadIndex ?? 0 }, cancellation).ConfigureAwait(false);
            return report;
        }
        finally
        {
            Set(State with { Progress = null });
            _one.Release();
        }
    }

    private void Set(ScrubState state) => Volatile.Write(ref _state, state);

    private sealed class Watcher(EvidenceScrub scrub) : IProgress<VerifyProgress>
    {
        public void Report(VerifyProgress value) => scrub.Set(scrub.State with { Progress = value });
    }
}

/// <summary>Where a scrub stands.</summary>
/// <param name="Progress">How far the run under way is; null when none is.</param>
/// <param name="Last">What the last run found; null before the first.</param>
/// <param name="LastAt">When it ended; null before the first.</param>
public sealed record ScrubState(VerifyProgress? Progress, VerifyReport? Last, DateTimeOffset? LastAt);
