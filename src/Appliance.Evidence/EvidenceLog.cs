using System.Threading.Channels;
using Appliance.Evidence.Appending;
using Appliance.Evidence.Canonical;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;
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

    private EvidenceLog(IEvidenceStore store, LogSigner signer, LogKey key, LogState state, EvidenceOptions options, TimeProvider time, ILogger logger)
    {
        _store = store;
        _time = time;
        _logger = logger;
        Key = key;
        _queue = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
        _tail = new LogTail(store, options.RecentEntries, damage => EvidenceLogging.Damaged(logger, damage.Message));
        _tail.Start(state.Tree.Size, state.Head);
        _writer = new LogWriter(store, signer, key, state, new LogParts(options, time, _tail, logger), _queue.Reader, () => _queue.Writer.TryWrite(PendingAppend.Nudge));
        _written = Task.Factory.StartNew(_writer.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>What a checker needs to know: the log's name and public key.</summary>
    public LogKey Key { get; }

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
        var key = store.Identity;
        if (key is null || !key.PublicKey.Span.SequenceEqual(signer.PublicKey.Span))
            throw new EvidenceOpenException(EvidenceCodes.KeyUnusable, "The evidence key is not the one that this log was founded with. Restore the key from its backup; nothing was changed.");
        var state = LogState.Load(store, key);
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

    private async Task<IReadOnlyList<SequencedEntry>> EnqueueAsync(EvidenceEntry[] entries, CancellationToken cancellation)
    {
        foreach (var entry in entries)
        {
            if (EntryFormat.Fault(entry) is { } fault)
                throw new ArgumentException(fault, nameof(entries));
        }

        cancellation.ThrowIfCancellationRequested();
        var pending = new PendingAppend(entries, _time.GetTimestamp());
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
