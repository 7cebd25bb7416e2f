using Appliance.Evidence.Canonical;
using Appliance.Evidence.Merkle;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;

namespace Appliance.Evidence.Appending;

/// <summary>Where the writer stands: the tree, the open crossings, the last head. Rebuilt from the store when the log opens and after every failed commit.</summary>
internal sealed class LogState
{
    private LogState(KeyChain keys, MerkleTree tree, OpenCrossings open, TreeHead? head, DateTimeOffset newestAt)
    {
        Keys = keys;
        Tree = tree;
        Open = open;
        Head = head;
        NewestAt = newestAt;
    }

    /// <summary>The keys of the log; the current one signs.</summary>
    public KeyChain Keys { get; }

    public MerkleTree Tree { get; }

    public OpenCrossings Open { get; }

    /// <summary>The latest signed head, null before the first.</summary>
    public TreeHead? Head { get; set; }

    /// <summary>Time of the newest entry.</summary>
    public DateTimeOffset NewestAt { get; set; }

    /// <summary>
    /// Reads the state and checks it as far as is cheap: the latest head's signature, its root against the stored tiles and the entries after the last full tile, and
    /// every entry from the oldest open intent on. What lies before is checked by <see cref="Verification.EvidenceVerifier"/>.
    /// </summary>
    /// <exception cref="EvidenceOpenException">Stored entries do not agree with the signed head.</exception>
    public static LogState Load(IEvidenceReader store, LogKey first)
    {
        try
        {
            var keys = KeyChain.Load(store, first);
            var count = store.Count();
            var stored = store.LatestHead();
            if (stored is not null && stored.Size > count)
                throw Damaged($"a signed head covers {stored.Size} entries, but {count} are there: its end was cut off");
            var tree = stored is null ? new MerkleTree() : Restore(store, stored.Size);
            var head = stored is null ? null : Check(store, stored, tree, keys.At(stored.Size));
            var open = new OpenCrossings();
            var newest = DateTimeOffset.UnixEpoch;
            for (var next = stored?.OldestOpen ?? 0; next < count;)
            {
                foreach (var leaf in store.ReadLeaves(next, EntryRun.PageSize))
                {
                    newest = Take(leaf, next, tree, open);
                    next++;
                }
            }

            if (count > 0 && newest == DateTimeOffset.UnixEpoch)
                newest = EntryFormat.Read(store.ReadLeaves(count - 1, 1)[0]).Entry.At;
            return new LogState(keys, tree, open, head, newest);
        }
        catch (Exception failure) when (failure is InvalidDataException or FormatException or ArgumentException)
        {
            throw Damaged(failure.Message.TrimEnd('.'), failure);
        }
    }

    private static MerkleTree Restore(IEvidenceReader store, long size)
    {
        var partial = (int)(size % HashTile.Width);
        var hashes = new byte[partial * MerkleHash.Size];
        var leaves = partial == 0 ? [] : store.ReadLeaves(size - partial, partial);
        if (leaves.Count != partial)
            throw new InvalidDataException($"Entries {size - partial + leaves.Count} to {size - 1} of the evidence log are missing.");
        for (var i = 0; i < partial; i++)
            MerkleHash.Leaf(leaves[i], hashes.AsSpan(i * MerkleHash.Size));
        return MerkleTree.Restore(size, hashes, (level, index) => store.ReadTile(level, index) ?? throw new InvalidDataException($"Hash tile {level}/{index} of the evidence log is missing."));
    }

    private static TreeHead Check(IEvidenceReader store, StoredHead stored, MerkleTree tree, LogKey key)
    {
        if (!tree.Root().AsSpan().SequenceEqual(stored.RootHash))
            throw Damaged($"the entries do not give the root that was signed at size {stored.Size}");
        var at = stored.Size == 0 ? DateTimeOffset.UnixEpoch : EntryFormat.Read(store.ReadLeaves(stored.Size - 1, 1)[0]).Entry.At;
        var head = new TreeHead(stored.Size, stored.RootHash, at, key.KeyId, stored.Signature);
        return key.Verifies(head) ? head : throw Damaged($"the signature of the head at size {stored.Size} is wrong");
    }

    private static DateTimeOffset Take(byte[] leaf, long expected, MerkleTree tree, OpenCrossings open)
    {
        var (sequence, entry) = EntryFormat.Read(leaf);
        if (sequence != expected)
            throw new InvalidDataException($"Entry {expected} carries the number {sequence}.");
        if (sequence >= tree.Size)
            tree.Append(MerkleHash.Leaf(leaf), null);

        // The reading starts at the oldest intent that was open at the head, so an outcome met here may belong to an earlier intent that is closed by now.
        if (open.Apply(entry, sequence) is { } fault && entry.Phase == EvidencePhase.Intent)
            throw new InvalidDataException($"Entry {sequence}: {fault}");
        return entry.At;
    }

    private static EvidenceOpenException Damaged(string what, Exception? inner = null) =>
        new(EvidenceCodes.Damaged, $"The evidence log is damaged: {what}. Nothing was changed. Keep the file, run 'appliance evidence verify', and restore the last good backup.", inner);
}
