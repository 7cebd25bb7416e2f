using Appliance.Evidence.Canonical;
using Appliance.Evidence.Merkle;
using Appliance.Evidence.Storage;

namespace Appliance.Evidence.Appending;

/// <summary>The entries of one commit while they get their numbers. Runs the tree and the open crossings ahead; if the commit fails, the state is read again from the store.</summary>
internal sealed class CommitDraft(LogState state, CanonicalJsonWriter json, DateTimeOffset now)
{
    private readonly List<byte[]> _leaves = [];
    private readonly List<HashTile> _tiles = [];
    private readonly List<SequencedEntry> _sequenced = [];
    private readonly List<(PendingAppend Caller, int First)> _callers = [];

    public long FirstSequence { get; } = state.Tree.Size;

    public long Size => FirstSequence + _leaves.Count;

    public DateTimeOffset NewestAt => _leaves.Count > 0 ? now : state.NewestAt;

    public IReadOnlyList<byte[]> Leaves => _leaves;

    public IReadOnlyList<HashTile> Tiles => _tiles;

    public IReadOnlyList<SequencedEntry> Sequenced => _sequenced;

    /// <summary>Cosignatures to be stored.</summary>
    public List<CosignedHead> Cosigned { get; } = [];

    /// <summary>Numbers of the entries that rotate the key.</summary>
    public List<long> Rotations { get; } = [];

    /// <summary>A new minimum index, or null.</summary>
    public long? MinimumIndex { get; private set; }

    /// <summary>True when there is something to make durable besides a head.</summary>
    public bool HoldsAnything => _leaves.Count > 0 || Cosigned.Count > 0;

    /// <summary>Adds an entry of the log's own, for which nobody waits.</summary>
    public void Add(EvidenceEntry entry)
    {
        var sequence = Size;
        var stamped = entry with { At = now };
        var leaf = EntryFormat.Write(sequence, stamped, json);
        var hash = MerkleHash.Leaf(leaf);
        state.Tree.Append(hash, _tiles);
        _leaves.Add(leaf);
        _sequenced.Add(new SequencedEntry(sequence, stamped, hash));
    }

    /// <summary>Adds all entries of a caller, or fails that caller alone when they contradict the open crossings.</summary>
    public void TryAdd(PendingAppend pending)
    {
        if (Fault(pending) is { } fault)
        {
            pending.Fail(new InvalidOperationException(fault));
            return;
        }

        _callers.Add((pending, _sequenced.Count));
        foreach (var entry in pending.Entries)
            Add(entry);
        if (pending.Cosigned is { } cosigned)
            Cosigned.Add(cosigned);
        MinimumIndex = pending.MinimumIndex ?? MinimumIndex;
    }

    /// <summary>Takes the entries into the open crossings and the chain of keys, or says why they cannot be taken.</summary>
    private string? Fault(PendingAppend pending)
    {
        if (pending.Entries is [{ Link: { } link }])
        {
            if (pending.NextSigner is null || !state.Keys.TryAdd(Size, link))
                return "The link of the keys is not signed by the key in force and the new one.";
            Rotations.Add(Size);
            return null;
        }

        return pending.Entries.Any(entry => entry.Link is not null) ? "A rotation of the key is appended alone." : state.Open.Apply(pending.Entries, Size);
    }

    /// <summary>Lets the callers go on. Call it only when the commit is durable.</summary>
    public void ReleaseCallers(Action<PendingAppend> released)
    {
        foreach (var (caller, first) in _callers)
        {
            caller.Complete(caller.Entries.Count == 1 ? [_sequenced[first]] : _sequenced.GetRange(first, caller.Entries.Count));
            released(caller);
        }
    }
}
