using System.Threading.Channels;
using Appliance.Evidence.Appending;
using Appliance.Evidence.Canonical;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;
using Appliance.Evidence.Tiles;
using Appliance.Evidence.Witnessing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Appliance.Evidence;

/// <summary>The log of this machine over a store: see <see cref="IEvidenceLog"/> for what callers must do. Dispose it last: that writes what still waits and signs the final head.</summary>
public sealed class EvidenceLog : IEvidenceLog, IAsyncDisposable, IDisposable
{
    private readonly IEvidenceStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<PendingAppend> _queue;
    private readonly LogTail _tail;
    private readonly LogWriter _writer;
    private readonly Task _written;
    private int _disposed;

    private EvidenceLog(IEvidenceStore store, LogSigner signer, LogKey firstKey, LogState state, EvidenceOptions options, TimeProvider time, ILogger logger)
    {
        _store = store;
        _time = time;
        _logger = logger;
        FirstKey = firstKey;
        Policy = options.ReadWitnessPolicy();
        _queue = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        _tail = new LogTail(store, options.RecentEntries, damage => EvidenceLogging.Damaged(logger, damage.Message));
        _tail.Start(state.Tree.Size, state.Head);
        if (PublishedCheckpoint.Witnessed(store, Policy) is { } witnessed)
            _tail.Publish(new WitnessedHead(Checkpoint.Read(witnessed)!.Size, witnessed, Policy.Cosigners(witnessed)));
        _writer = new LogWriter(store, signer, firstKey, state, new LogParts(options, time, _tail, logger), _queue.Reader, () => _queue.Writer.TryWrite(PendingAppend.Nudge));
        _written = Task.Factory.StartNew(_writer.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>What a checker needs to know: the log's name and the public key that signs now.</summary>
    public LogKey Key => _writer.CurrentKey;

    /// <summary>The key that the log was founded with. Whoever pinned it accepts <see cref="Key"/> through the entries that link them.</summary>
    public LogKey FirstKey { get; }

    /// <summary>Which witnesses count, and how many of them are needed.</summary>
    public WitnessPolicy Policy { get; }

    /// <summary>The largest checkpoint that meets the witness policy; null when none does.</summary>
    public WitnessedHead? Witnessed => _tail.Witnessed;

    /// <summary>The stored data, for verification and for serving tiles. Any thread may read.</summary>
    public IEvidenceReader Reader => _store;

    /// <summary>How many crossings were left open by the process before and closed as interrupted when this log was opened.</summary>
    public int InterruptedAtOpen { get; private set; }

    /// <inheritdoc/>
    public long Count => _tail.Count;

    /// <inheritdoc/>
    public TreeHead? Head => _tail.Head;

    /// <inheritdoc/>
    public string? Fault => Volatile.Read(ref _disposed) != 0 ? "The evidence log is closed." : _writer.Fault;

    /// <inheritdoc/>
    public EvidenceDamagedException? Damage => _tail.Damage;

    /// <summary>Opens the log in a store, which it then owns: reads where it stands, and closes open crossings as interrupted.</summary>
    /// <exception cref="EvidenceOpenException">The stored entries do not agree with the signed head, or the key is not the log's.</exception>
    /// <exception cref="EvidenceUnavailableException">The interrupted crossings could not be recorded.</exception>
    public static async Task<EvidenceLog> OpenAsync(IEvidenceStore store, LogSigner signer, EvidenceOptions options, TimeProvider time, ILogger? logger, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentNullException.ThrowIfNull(options);
        var key = store.Identity ?? throw new EvidenceOpenException(EvidenceCodes.KeyUnusable, "The log was never founded: it names no key.");
        var state = LogState.Load(store, key);
        if (!state.Keys.Current.PublicKey.Span.SequenceEqual(signer.PublicKey.Span))
            throw new EvidenceOpenException(EvidenceCodes.KeyUnusable, "The evidence key is not the one that signs this log. Restore the key from its backup; nothing was changed.");
        var interrupted = Interrupted(store, state);
        var log = new EvidenceLog(store, signer, key, state, options, time, logger ?? NullLogger.Instance) { InterruptedAtOpen = interrupted.Count };
        try
        {
            foreach (var part in interrupted.Chunk(IEvidenceLog.MaxEntriesPerAppend))
                await log.AppendAsync(part, cancellation).ConfigureAwait(false);
        }
        catch
        {
            await log.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        EvidenceLogging.Opened(log._logger, options.Path, log.Count, interrupted.Count, key.KeyId);
        return log;
    }

    /// <inheritdoc/>
    public async ValueTask<SequencedEntry> AppendAsync(EvidenceEntry entry, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return (await EnqueueAsync([entry], cancellation).ConfigureAwait(false))[0];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SequencedEntry>> AppendAsync(IReadOnlyList<EvidenceEntry> entries, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Count is < 1 or > IEvidenceLog.MaxEntriesPerAppend)
            throw new ArgumentException($"One append takes 1 to {IEvidenceLog.MaxEntriesPerAppend} entries.", nameof(entries));
        return await EnqueueAsync([.. entries], cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SequencedEntry>> ReadAsync(long from, int max, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, 10_000);
        return _tail.ReadAsync(from, max, cancellation);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<SequencedEntry> FollowAsync(long from, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        return _tail.FollowAsync(from, cancellation);
    }

    /// <summary>
    /// Waits until an entry is integrated: covered by a durable signed head. An appended entry is sequenced, which is all that a movement needs; a proof needs this.
    /// </summary>
    /// <param name="sequence">The entry's number.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>The latest head, whose size is greater than the number.</returns>
    public Task<TreeHead> SignedAsync(long sequence, CancellationToken cancellation) => _tail.SignedAsync(sequence, cancellation);

    /// <summary>
    /// Waits until an entry is witnessed: covered by a checkpoint that meets <see cref="Policy"/>. A caller MUST NOT wait for this before it moves data: a witness may be away for days.
    /// </summary>
    public Task<WitnessedHead> WitnessedAsync(long sequence, CancellationToken cancellation) => _tail.WitnessedAsync(sequence, cancellation);

    /// <summary>How far an entry has come.</summary>
    public EntryState StateOf(long sequence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        if (Witnessed is { } witnessed && sequence < witnessed.Size)
            return EntryState.Witnessed;
        if (Head is { } head && sequence < head.Size)
            return EntryState.Integrated;
        return sequence < Count ? EntryState.Sequenced : EntryState.Absent;
    }

    /// <summary>Stores cosignatures of a stored head, durable when this returns; those that are not of a witness of <see cref="Policy"/> are left out.</summary>
    /// <returns>How many were good.</returns>
    public async Task<int> AddCosignaturesAsync(CosignedHead cosigned, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(cosigned);
        var note = PublishedCheckpoint.NoteOf(_store, cosigned.Head);
        var good = cosigned.Signatures.Where(signature => Policy.Witnesses.Any(key => key.Verifies(note.Text, signature, out _))).ToList();
        if (good.Count == 0)
            return 0;
        await EnqueueAsync(new PendingAppend([], _time.GetTimestamp()) { Cosigned = cosigned with { Signatures = good } }, cancellation).ConfigureAwait(false);
        note = PublishedCheckpoint.NoteOf(_store, cosigned.Head);
        if (Policy.IsMetBy(note))
            _tail.Publish(new WitnessedHead(cosigned.Head.Size, note, Policy.Cosigners(note)));
        return good.Count;
    }

    /// <summary>Goes on with another key: appends the entry that links both keys, signed by both. From the next head on the new key signs.</summary>
    /// <param name="current">The signer of <see cref="Key"/>.</param>
    /// <param name="next">The new signer; its file must be durable already.</param>
    /// <param name="cancellation">As for an append.</param>
    public async Task<SequencedEntry> RotateKeyAsync(LogSigner current, LogSigner next, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(next);
        var entry = LogFacts.Of(Change.KeyRotated) with { Link = current.LinkTo(next, Key.Origin) };
        return (await EnqueueAsync(new PendingAppend([entry], _time.GetTimestamp()) { NextSigner = next }, cancellation).ConfigureAwait(false))[0];
    }

    /// <summary>
    /// Raises the minimum index: entries below it are no longer served. They stay in the store, so every proof can still be made (tlog-tiles, "Pruning": deny, do not delete).
    /// </summary>
    /// <param name="minimum">First entry that is served; at most the size of the latest head.</param>
    /// <param name="policy">Names the policy that permits it.</param>
    /// <param name="cancellation">As for an append.</param>
    public async Task<SequencedEntry> PruneAsync(long minimum, Token policy, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minimum, _store.MinimumIndex());
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minimum, Head?.Size ?? 0);
        if (policy.IsEmpty)
            throw new ArgumentException("Without a policy a log is not pruned.", nameof(policy));
        var entry = LogFacts.Of(Change.Pruned) with { Items = minimum, Detail = policy };
        return (await EnqueueAsync(new PendingAppend([entry], _time.GetTimestamp()) { MinimumIndex = minimum }, cancellation).ConfigureAwait(false))[0];
    }

    /// <summary>Writes what still waits, signs the final head, and gives the store back. Later appends are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _queue.Writer.TryComplete();
        await _written.ConfigureAwait(false);
        _store.Dispose();
        EvidenceLogging.Closed(_logger, Count);
    }

    /// <summary>As <see cref="DisposeAsync"/>, for owners that cannot await.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static List<EvidenceEntry> Interrupted(IEvidenceReader store, LogState state) =>
    [
        .. state.Open.Sequences().Select(sequence => EntryFormat.Read(store.ReadLeaves(sequence, 1)[0]).Entry).Select(EntryRun.Interrupt),
    ];

    private Task<IReadOnlyList<SequencedEntry>> EnqueueAsync(EvidenceEntry[] entries, CancellationToken cancellation)
    {
        foreach (var entry in entries)
        {
            if (EntryFormat.Fault(entry) is { } fault)
                throw new ArgumentException(fault, nameof(entries));
        }

        return EnqueueAsync(new PendingAppend(entries, _time.GetTimestamp()), cancellation);
    }

    private async Task<IReadOnlyList<SequencedEntry>> EnqueueAsync(PendingAppend pending, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            await _queue.Writer.WriteAsync(pending, cancellation).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new EvidenceUnavailableException("The evidence log is closed: the appliance is stopping.");
        }

        await using (cancellation.UnsafeRegister(static (state, token) => ((PendingAppend)state!).TryCancel(token), pending).ConfigureAwait(false))
            return await pending.Result.ConfigureAwait(false);
    }
}
