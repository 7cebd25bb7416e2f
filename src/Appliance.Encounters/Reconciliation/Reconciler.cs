using System.Globalization;
using Appliance.Domain;
using Appliance.Encounters.Keys;
using Appliance.Encounters.Storage.Sqlite;
using Appliance.Evidence;
using Appliance.Evidence.Trails;

namespace Appliance.Encounters.Reconciliation;

/// <summary>
/// Proves that what is stored and what the log says moved agree, subject by subject: counts and bytes of resources, sets of suggestions, decisions, in both
/// directions. So it finds data that came in without an entry, and data that is gone although an entry says it was stored. What a crash leaves unknown is
/// taken as unknown and raises no alarm.
/// </summary>
public sealed class Reconciler
{
    private const int PageSize = 500;
    private const int MaxTrail = 1_000_000;
    private const int Tries = 3;

    /// <summary>An entry stands before what it announces: a subject on which something happened since is looked at later.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    private static readonly Token Host = Words.Of(Actor.Host);

    private readonly StoredTallies _stored;
    private readonly SubjectIndex _index;
    private readonly IEvidenceLog _log;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Creates the reconciler.</summary>
    public Reconciler(ClinicalDatabase database, KeyStore keys, SubjectIndex index, IEvidenceLog log, TimeProvider time) =>
        (_stored, _index, _log, _time) = (new StoredTallies(database, keys), index, log, time);

    /// <summary>The latest comparison; null before the first.</summary>
    public ReconciliationReport? Latest { get; private set; }

    /// <summary>Subjects compared by the run that goes on; null when none does.</summary>
    public long? Progress { get; private set; }

    /// <summary>Compares all subjects; each gap that was not recorded before becomes an entry, and the run itself one.</summary>
    /// <exception cref="EvidenceUnavailableException">The outcome could not be recorded.</exception>
    public async Task<ReconciliationReport> RunAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            Progress = 0;
            var crashes = await CrashesAsync(cancellation).ConfigureAwait(false);
            var run = new Run(crashes);
            await CompareAsync(new KnownSubject(Guid.Empty, Guid.Empty), run, cancellation).ConfigureAwait(false);
            for (var page = _stored.Page(Guid.Empty, PageSize); page.Count > 0; page = _stored.Page(page[^1].Id, PageSize))
            {
                foreach (var subject in page)
                    await CompareAsync(subject, run, cancellation).ConfigureAwait(false);
            }

            await FindMissingAsync(run, cancellation).ConfigureAwait(false);
            await _log.AppendAsync(Outcome(run), cancellation).ConfigureAwait(false);
            return Latest = new ReconciliationReport(_time.GetUtcNow(), run.Compared, run.Busy, run.Erased, run.Gaps);
        }
        finally
        {
            Progress = null;
            _turn.Release();
        }
    }

    private async Task CompareAsync(KnownSubject subject, Run run, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (subject.Pseudonym is not { } pseudonym)
        {
            run.Erased++;
            return;
        }

        run.Seen.Add(pseudonym);
        for (var i = 0; i < Tries; i++)
        {
            var trail = await _index.TrailAsync(pseudonym, MaxTrail, cancellation).ConfigureAwait(false);
            var tally = TrailTally.Of(trail, run.Crashes);
            var stored = _stored.Of(subject.Id);
            var gaps = Gaps(pseudonym, tally, stored).ToList();
            if (gaps.Count == 0)
            {
                Progress = ++run.Compared;
                return;
            }

            var isQuiet = tally.Open == 0 && _time.GetUtcNow() - tally.Last >= Settled;
            if (isQuiet && (await _index.TrailAsync(pseudonym, MaxTrail, cancellation).ConfigureAwait(false)).Count == trail.Count)
            {
                Progress = ++run.Compared;
                foreach (var gap in gaps)
                    await ReportAsync(gap, trail, run, cancellation).ConfigureAwait(false);
                return;
            }
        }

        run.Busy++;
    }

    private static IEnumerable<TrailGap> Gaps(Guid subject, TrailTally trail, StoredTally stored)
    {
        if (stored.Resources < trail.Stored || stored.Resources > trail.Stored + trail.Unknown)
            yield return Gap(DataClass.ClinicalResources, stored.Resources, trail.Stored, "Resource versions");
        else if (stored.Bytes < trail.StoredBytes || stored.Bytes > trail.StoredBytes + trail.UnknownBytes)
            yield return Gap(DataClass.ClinicalResources, stored.Bytes, trail.StoredBytes, "Bytes of resources");
        // An answer that came back may not have been kept: the encounter was coded again.
        if (stored.Codings > trail.Returned)
            yield return Gap(DataClass.Suggestions, stored.Codings, trail.Returned, "Sets of suggestions");
        if (stored.Decisions > trail.Decided || stored.Decisions < trail.Decided - trail.CutOff)
            yield return Gap(DataClass.Decisions, stored.Decisions, trail.Decided, "Decisions");

        TrailGap Gap(DataClass data, long held, long said, string what) =>
            new(subject, data, held, said, string.Create(CultureInfo.InvariantCulture, $"{what} stored: {held:N0}; the log accounts for {said:N0}."));
    }

    /// <summary>Subjects whose storing the log announces, and of which storage knows nothing.</summary>
    private async Task FindMissingAsync(Run run, CancellationToken cancellation)
    {
        for (var page = await _index.SubjectsAsync(Guid.Empty, PageSize, cancellation).ConfigureAwait(false); page.Count > 0; page = await _index.SubjectsAsync(page[^1], PageSize, cancellation).ConfigureAwait(false))
        {
            foreach (var subject in page.Where(s => !run.Seen.Contains(s)))
            {
                var trail = await _index.TrailAsync(subject, MaxTrail, cancellation).ConfigureAwait(false);
                var tally = TrailTally.Of(trail, run.Crashes);
                if (tally.Stored == 0 || _time.GetUtcNow() - tally.Last < Settled)
                    continue;
                // With its key the pseudonym of an erased subject cannot be told; it counts as erased, not as lost, as long as there are that many.
                if (run.Unnamed++ >= run.Erased)
                    await ReportAsync(new TrailGap(subject, DataClass.ClinicalResources, 0, tally.Stored, string.Create(CultureInfo.InvariantCulture, $"Resource versions stored: 0; the log accounts for {tally.Stored:N0}.")), trail, run, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task ReportAsync(TrailGap gap, IReadOnlyList<SequencedEntry> trail, Run run, CancellationToken cancellation)
    {
        if (run.Gaps.Count < ReconciliationReport.MaxGaps)
            run.Gaps.Add(gap);
        var entry = new EvidenceEntry
        {
            Action = EvidenceAction.Reconciled,
            Phase = EvidencePhase.Fact,
            Actor = Host,
            Subject = gap.Subject,
            From = Zone.Storage,
            To = Zone.Host,
            Purpose = Purpose.Operations,
            Data = gap.Data,
            Items = Math.Abs(gap.Stored - gap.Recorded),
            Change = Change.Gap,
        };
        if (!trail.Any(t => t.Entry.Action == EvidenceAction.Reconciled && t.Entry.Data == entry.Data && t.Entry.Items == entry.Items))
            await _log.AppendAsync(entry, cancellation).ConfigureAwait(false);
    }

    private static EvidenceEntry Outcome(Run run) => new()
    {
        Action = EvidenceAction.Reconciled,
        Phase = EvidencePhase.Fact,
        Actor = Host,
        From = Zone.Storage,
        To = Zone.Host,
        Purpose = Purpose.Operations,
        Items = run.Gaps.Count == 0 ? run.Compared : run.Gaps.Count,
        Change = run.Gaps.Count == 0 ? Change.Agreed : Change.Gap,
    };

    /// <summary>Starts of the appliance that no orderly stop precedes.</summary>
    private async Task<IReadOnlyList<long>> CrashesAsync(CancellationToken cancellation)
    {
        var crashes = new List<long>();
        var running = false;
        foreach (var (sequence, entry, _) in (await _index.TrailAsync(Guid.Empty, MaxTrail, cancellation).ConfigureAwait(false)).Where(e => e.Entry.Action == EvidenceAction.Lifecycle))
        {
            if (entry.Change == Change.Started && running)
                crashes.Add(sequence);
            running = entry.Change == Change.Started;
        }

        return crashes;
    }

    /// <summary>What one run has found so far.</summary>
    private sealed class Run(IReadOnlyList<long> crashes)
    {
        public IReadOnlyList<long> Crashes { get; } = crashes;

        public HashSet<Guid> Seen { get; } = [];

        public List<TrailGap> Gaps { get; } = [];

        public long Compared { get; set; }

        public long Busy { get; set; }

        public long Erased { get; set; }

        public long Unnamed { get; set; }
    }
}
