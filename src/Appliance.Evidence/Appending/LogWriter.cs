using System.Threading.Channels;
using Appliance.Evidence.Canonical;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;
using Microsoft.Extensions.Logging;

namespace Appliance.Evidence.Appending;

/// <summary>
/// The one writer: a thread that takes what waits, up to a bound, gives numbers, and makes all of it durable by one commit before any caller goes on. While it
/// waits for the disk the next batch gathers, so the batch size follows the load by itself.
/// A commit that fails refuses everybody who waits in it; the state is then read again from the store, which alone knows what is durable.
/// </summary>
internal sealed class LogWriter
{
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(1);

    private readonly IEvidenceStore _store;
    private readonly LogKey _firstKey;
    private readonly EvidenceOptions _options;
    private readonly TimeProvider _time;
    private readonly LogTail _tail;
    private readonly EvidenceMetrics _metrics;
    private readonly ILogger _logger;
    private readonly ChannelReader<PendingAppend> _queue;
    private readonly HeadSchedule _heads;
    private readonly ITimer _timer;

    // Used by the writer thread only.
    private readonly CanonicalJsonWriter _json = new();
    private LogState _state;
    private LogSigner _signer;
    private LogSigner? _nextSigner;
    private bool _stateIsStale;

    private string? _fault;
    private LogKey _currentKey;
    private int _openCrossings;

    public LogWriter(IEvidenceStore store, LogSigner signer, LogKey firstKey, LogState state, LogParts parts, ChannelReader<PendingAppend> queue, Action nudge)
    {
        _store = store;
        _signer = signer;
        _firstKey = firstKey;
        _currentKey = state.Keys.Current;
        _state = state;
        (_options, _time, _tail, _logger) = parts;
        _queue = queue;
        _heads = new HeadSchedule(_options, _time);
        _timer = _time.CreateTimer(_ => nudge(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _metrics = new EvidenceMetrics(_tail, () => Fault is not null, () => Volatile.Read(ref _openCrossings));
    }

    /// <summary>Why the last commit failed; null when it did not.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    /// <summary>The key that signs.</summary>
    public LogKey CurrentKey => Volatile.Read(ref _currentKey);

    /// <summary>Works until the queue is completed and empty. Runs on a thread of its own, since it waits for the disk.</summary>
    public void Run()
    {
        var batch = new List<PendingAppend>();
        while (_queue.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Gather(batch);
            Write(batch);
        }

        batch.Clear();
        if (Fault is null && _state.Tree.Size > (_state.Head?.Size ?? 0))
            Write(batch, closing: true);
        _timer.Dispose();
        _tail.Close();
        _metrics.Dispose();
    }

    private void Gather(List<PendingAppend> batch)
    {
        batch.Clear();
        var entries = 0;
        while (entries < _options.MaxBatchEntries && _queue.TryRead(out var pending))
        {
            if (!pending.TryTake())
                continue;
            batch.Add(pending);
            entries += pending.Entries.Count;
        }
    }

    private void Write(List<PendingAppend> batch, bool closing = false)
    {
        try
        {
            if (_stateIsStale)
                Recover();
            if (batch.Count == 0 && Fault is not null)
                _store.Probe();
            Commit(batch, closing);
            SetFault(null);
            if (_state.Tree.Size > (_state.Head?.Size ?? 0) && !closing)
                _timer.Change(_options.HeadInterval, Timeout.InfiniteTimeSpan);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever went wrong, nobody who waits may go on, and the writer must live to say so to the next.
            Refuse(batch, failure);
        }
    }

    private void Commit(List<PendingAppend> batch, bool closing)
    {
        // From here on the state runs ahead of the store, until the commit succeeds.
        _stateIsStale = true;
        var draft = Draft(batch);
        StoredHead? head = null;
        TreeHead? signed = null;
        if (draft.Size > (_state.Head?.Size ?? 0) && (closing || _heads.IsDue))
        {
            signed = SignerInForce().Sign(_firstKey.Origin, draft.Size, _state.Tree.Root(), draft.NewestAt);
            head = new StoredHead(signed.Size, signed.RootHash.ToArray(), signed.Signature.ToArray(), _state.Open.OldestOr(draft.Size));
        }

        if (draft.HoldsAnything || head is not null)
        {
            var started = _time.GetTimestamp();
            _store.Commit(new StoreBatch(draft.FirstSequence, draft.Leaves, draft.Tiles, head, head is null ? null : _heads.Superseded(_state.Head))
            {
                Rotations = draft.Rotations,
                Cosigned = draft.Cosigned,
                MinimumIndex = draft.MinimumIndex,
            });
            _metrics.Committed(draft.Leaves.Count, _time.GetElapsedTime(started));
        }

        _stateIsStale = false;
        _state.NewestAt = draft.NewestAt;
        if (signed is not null)
        {
            _state.Head = signed;
            _heads.Signed();
        }

        Volatile.Write(ref _openCrossings, _state.Open.Count);
        Volatile.Write(ref _currentKey, _state.Keys.Current);
        _tail.Publish(draft.Sequenced, signed);
        draft.ReleaseCallers(pending => _metrics.Waited(_time.GetElapsedTime(pending.EnqueuedAt)));
    }

    /// <summary>
    /// The entries of a commit. They are dated by the clock; a step back of less than a second is waited out under the time of the entry before, a greater one is an entry of its own.
    /// </summary>
    private CommitDraft Draft(List<PendingAppend> batch)
    {
        var (now, newest) = (Now(), _state.NewestAt);
        var back = newest - now;
        var draft = new CommitDraft(_state, _json, back > TimeSpan.Zero && back < LongestHold ? newest : now);
        if (back >= LongestHold && batch.Exists(pending => pending.Entries.Count > 0))
            draft.Add(LogFacts.ClockSetBack(back));
        foreach (var pending in batch)
        {
            _nextSigner = pending.NextSigner ?? _nextSigner;
            draft.TryAdd(pending);
        }

        return draft;
    }

    /// <summary>The signer of the key in force, which a rotation in the commit under way or in one that reported a failure may have changed.</summary>
    private LogSigner SignerInForce()
    {
        if (!_state.Keys.Current.PublicKey.Span.SequenceEqual(_signer.PublicKey.Span) && _nextSigner is { } next)
            (_signer, _nextSigner) = (next, _signer);
        return _state.Keys.Current.PublicKey.Span.SequenceEqual(_signer.PublicKey.Span)
            ? _signer
            : throw new EvidenceOpenException(EvidenceCodes.KeyUnusable, "The evidence log goes on with a key that this process does not hold. Nothing moves until a restart with that key.");
    }

    /// <summary>
    /// Reads from the store what is durable. A commit that reported a failure may have reached the disk all the same: its entries then exist, though their
    /// callers were told that nothing moves. They are shown to readers, and intents among them are closed as refused.
    /// </summary>
    private void Recover()
    {
        var acknowledged = _tail.Count;
        var state = LogState.Load(_store, _firstKey);
        if (state.Tree.Size < acknowledged)
            throw new EvidenceOpenException(EvidenceCodes.Damaged, $"The evidence log has lost entries: {acknowledged} were durable, {state.Tree.Size} are there. Nothing moves. Keep the file and restart.");
        _state = state;
        var closings = new List<EvidenceEntry>();
        for (var next = acknowledged; next < state.Tree.Size;)
        {
            var found = EntryRun.Decode(next, _store.ReadLeaves(next, EntryRun.PageSize), out var damage);
            if (damage is not null)
                throw damage;
            closings.AddRange(found.Where(e => e.Entry.Phase == EvidencePhase.Intent).Select(e => EntryRun.Refuse(e.Entry)));
            _tail.Publish(found, null);
            next += found.Count;
        }

        _stateIsStale = false;
        if (closings.Count > 0)
        {
            var pending = new PendingAppend(closings, _time.GetTimestamp());
            pending.TryTake();
            Commit([pending], closing: false);
        }
    }

    private void Refuse(List<PendingAppend> batch, Exception failure)
    {
        var sentence = failure is EvidenceUnavailableException or EvidenceOpenException ? failure.Message : $"The evidence log cannot be written ({failure.GetType().Name}).";
        SetFault(sentence);
        foreach (var pending in batch)
            pending.Fail(new EvidenceUnavailableException(sentence, failure));
        _metrics.Refused(batch.Sum(pending => pending.Entries.Count));
        _timer.Change(_options.RetryInterval, Timeout.InfiniteTimeSpan);
    }

    private void SetFault(string? sentence)
    {
        var before = Interlocked.Exchange(ref _fault, sentence);
        if (before is null && sentence is not null)
            EvidenceLogging.Stopped(_logger, sentence);
        else if (before is not null && sentence is null)
            EvidenceLogging.Resumed(_logger, _tail.Count);
    }

    /// <summary>The time as entries carry it: whole milliseconds.</summary>
    private DateTimeOffset Now()
    {
        var now = _time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }
}

/// <summary>What a log is made with.</summary>
internal sealed record LogParts(EvidenceOptions Options, TimeProvider Time, LogTail Tail, ILogger Logger);
