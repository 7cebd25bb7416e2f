using System.Runtime.CompilerServices;
using Appliance.Evidence.Storage;
using Appliance.Evidence.Witnessing;

namespace Appliance.Evidence.Appending;

/// <summary>
/// What readers see: how many entries are durable, the latest head, and the newest entries in a ring. The one writer publishes; any number of readers
/// follow. A reader that is slower than the ring reads the store, so that neither the writer nor memory depends on readers.
/// </summary>
internal sealed class LogTail(IEvidenceReader reader, int capacity, Action<EvidenceDamagedException> damaged)
{
    private readonly Lock _gate = new();
    private readonly SequencedEntry?[] _ring = new SequencedEntry?[capacity];
    private TaskCompletionSource _grown = NewSignal();
    private TaskCompletionSource _signed = NewSignal();
    private TaskCompletionSource _cosigned = NewSignal();
    private long _count;
    private long _oldestInRing;
    private bool _closed;
    private TreeHead? _head;
    private WitnessedHead? _witnessed;
    private EvidenceDamagedException? _damage;

    public long Count => Volatile.Read(ref _count);

    public TreeHead? Head => Volatile.Read(ref _head);

    /// <summary>The largest checkpoint that is known to meet the witness policy.</summary>
    public WitnessedHead? Witnessed => Volatile.Read(ref _witnessed);

    /// <summary>The first damaged entry that a reader met.</summary>
    public EvidenceDamagedException? Damage => Volatile.Read(ref _damage);

    /// <summary>Tells where a log that was just opened stands; nothing of it is in the ring.</summary>
    public void Start(long count, TreeHead? head)
    {
        lock (_gate)
        {
            _oldestInRing = count;
            Volatile.Write(ref _count, count);
            Volatile.Write(ref _head, head);
        }
    }

    /// <summary>Shows durable entries to readers, and a new head if there is one.</summary>
    public void Publish(IReadOnlyList<SequencedEntry> entries, TreeHead? head)
    {
        TaskCompletionSource? grown = null;
        TaskCompletionSource? signed = null;
        lock (_gate)
        {
            foreach (var entry in entries)
                _ring[entry.Sequence % capacity] = entry;
            var count = _count + entries.Count;
            _oldestInRing = Math.Max(_oldestInRing, count - capacity);
            Volatile.Write(ref _count, count);
            if (entries.Count > 0)
                (grown, _grown) = (_grown, NewSignal());
            if (head is not null)
            {
                Volatile.Write(ref _head, head);
                (signed, _signed) = (_signed, NewSignal());
            }
        }

        grown?.SetResult();
        signed?.SetResult();
    }

    /// <summary>Shows a witnessed checkpoint, unless a larger one is known.</summary>
    public void Publish(WitnessedHead witnessed)
    {
        TaskCompletionSource cosigned;
        lock (_gate)
        {
            if (_witnessed is { } known && known.Size >= witnessed.Size)
                return;
            Volatile.Write(ref _witnessed, witnessed);
            (cosigned, _cosigned) = (_cosigned, NewSignal());
        }

        cosigned.SetResult();
    }

    /// <summary>Waits for a witnessed checkpoint that covers the entry.</summary>
    public async Task<WitnessedHead> WitnessedAsync(long sequence, CancellationToken cancellation)
    {
        while (true)
        {
            Task cosigned;
            bool closed;
            lock (_gate)
                (cosigned, closed) = (_cosigned.Task, _closed);
            if (Witnessed is { } head && head.Size > sequence)
                return head;
            if (closed)
                throw new EvidenceUnavailableException("The evidence log was closed before enough witnesses had cosigned the entry.");
            await cosigned.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Ends all followers once they have seen what there is.</summary>
    public void Close()
    {
        lock (_gate)
            _closed = true;
        _grown.TrySetResult();
        _signed.TrySetResult();
        _cosigned.TrySetResult();
    }

    public async Task<IReadOnlyList<SequencedEntry>> ReadAsync(long from, int max, CancellationToken cancellation)
    {
        if (TryRing(from, max) is { } recent)
            return recent;
        max = (int)Math.Min(max, Count - from);
        return await Task.Run(() => ReadStored(from, max), cancellation).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<SequencedEntry> FollowAsync(long from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            Task grown;
            bool closed;
            lock (_gate)
                (grown, closed) = (_grown.Task, _closed);
            if (from < Count)
            {
                foreach (var entry in await ReadAsync(from, EntryRun.PageSize, cancellation).ConfigureAwait(false))
                {
                    yield return entry;
                    from = entry.Sequence + 1;
                }
            }
            else if (closed)
            {
                yield break;
            }
            else
            {
                await grown.WaitAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits for a head that covers the entry.</summary>
    public async Task<TreeHead> SignedAsync(long sequence, CancellationToken cancellation)
    {
        while (true)
        {
            Task signed;
            bool closed;
            lock (_gate)
                (signed, closed) = (_signed.Task, _closed);
            if (Head is { } head && head.Size > sequence)
                return head;
            if (closed)
                throw new EvidenceUnavailableException("The evidence log was closed before a head covered the entry.");
            await signed.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private List<SequencedEntry> ReadStored(long from, int max)
    {
        var entries = EntryRun.Decode(from, reader.ReadLeaves(from, max), out var damage);
        if (damage is not null && Interlocked.CompareExchange(ref _damage, damage, null) is null)
            damaged(damage);
        return damage is null || entries.Count > 0 ? entries : throw damage;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private List<SequencedEntry>? TryRing(long from, int max)
    {
        lock (_gate)
        {
            if (from >= _count)
                return [];
            if (from < _oldestInRing)
                return null;
            var entries = new List<SequencedEntry>((int)Math.Min(max, _count - from));
            for (var i = from; i < _count && entries.Count < max; i++)
                entries.Add(_ring[i % capacity]!);
            return entries;
        }
    }
}
