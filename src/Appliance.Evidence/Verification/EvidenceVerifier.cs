using Appliance.Evidence.Appending;
using Appliance.Evidence.Merkle;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;

namespace Appliance.Evidence.Verification;

/// <summary>
/// Reads a whole log again and recomputes everything from the entries' bytes: their canonical form, their numbers, their leaf hashes, every full tile, the root of
/// every stored head and its signature, and that each crossing is announced once and ended at most once. It changes nothing.
/// Whoever holds the signing key and the file can write another history that verifies: only a head that was kept elsewhere shows that.
/// </summary>
public static class EvidenceVerifier
{
    private const int PageSize = 1024;

    /// <summary>Verifies a log.</summary>
    /// <param name="store">The log; it may grow meanwhile, and is verified as long as it was at the start.</param>
    /// <param name="pinnedKey">The key that the log must be signed with, known from elsewhere; null takes the key that the log itself names.</param>
    /// <param name="progress">Told about every thousandth entry.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static VerifyReport Verify(IEvidenceReader store, LogKey? pinnedKey, IProgress<VerifyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        var run = new VerifyRun();
        try
        {
            VerifyAll(run, store, pinnedKey, progress, cancellation);
        }
        catch (InvalidDataException failure)
        {
            run.Report(run.Tree.Size, failure.Message);
        }

        return run.Finish();
    }

    private static void VerifyAll(VerifyRun run, IEvidenceReader store, LogKey? pinnedKey, IProgress<VerifyProgress>? progress, CancellationToken cancellation)
    {
        var identity = store.Identity;
        if (identity is null)
            run.Report(null, "The log names no key: it was never founded.");
        run.Begin(identity ?? pinnedKey);

        // Heads first: whatever they cover is durable, so it must be among the entries that are counted afterwards.
        var heads = new HeadQueue(store, store.LatestHead()?.Size ?? 0);
        var count = store.Count();
        foreach (var page in VerifyPage.ReadAll(store, count, cancellation))
        {
            for (var i = 0; i < page.Count; i++)
            {
                run.Take(page, i, store);
                while (heads.Next is { } head && head.Size <= run.Tree.Size)
                {
                    run.Check(head);
                    heads.Advance();
                }
            }

            progress?.Report(new VerifyProgress(run.Tree.Size, count));
        }

        run.CheckKeys(pinnedKey, store);
        for (; heads.Next is { } beyond; heads.Advance())
            run.Report(count, $"A signed head covers {beyond.Size} entries, but {count} are there: the end was cut off.");
        if (count > 0 && run.Heads == 0)
            run.Report(0, "No signed head is there: nothing vouches for the entries.");
    }

    /// <summary>Stored heads in ascending order, a page at a time.</summary>
    private sealed class HeadQueue(IEvidenceReader store, long last)
    {
        private readonly Queue<StoredHead> _page = new();
        private long _after = -1;

        public StoredHead? Next
        {
            get
            {
                if (_page.Count == 0 && _after < last)
                {
                    foreach (var head in store.ReadHeads(_after, PageSize).Where(head => head.Size <= last))
                        _page.Enqueue(head);
                    _after = _page.Count == 0 ? last : _page.Last().Size;
                }

                return _page.TryPeek(out var next) ? next : null;
            }
        }

        public void Advance() => _page.Dequeue();
    }

    /// <summary>What is known after the entries read so far.</summary>
    private sealed class VerifyRun
    {
        private readonly List<VerifyProblem> _problems = [];
        private readonly List<HashTile> _tiles = [];
        private readonly OpenCrossings _open = new();
        private long _goodSize;
        private long _tilesChecked;
        private DateTimeOffset _newest;
        private bool _rootsDiffer;

        public MerkleTree Tree { get; } = new();

        private KeyChain? Keys { get; set; }

        public long Heads { get; private set; }

        public void Report(long? index, string sentence, long? last = null)
        {
            if (_problems.Count < VerifyReport.MaxProblems)
                _problems.Add(new VerifyProblem(index, sentence, last));
        }

        public void Begin(LogKey? first) => Keys = first is null ? null : new KeyChain(first);

        /// <summary>The pinned key must be one of the chain, which every entry that rotates the key has lengthened by now.</summary>
        public void CheckKeys(LogKey? pinnedKey, IEvidenceReader store)
        {
            if (pinnedKey is not null && Keys is not null && !Keys.Holds(pinnedKey))
                Report(null, $"The log is signed by the key {Keys.First.KeyId}, which nothing links to the expected {pinnedKey.KeyId}.");
            if (Keys is not null && !store.ReadRotations().SequenceEqual(Keys.Rotations.Select(rotation => rotation.Sequence)))
                Report(null, "The list of key rotations does not agree with the entries.");
        }

        public VerifyReport Finish() => new(Tree.Size, Heads, _tilesChecked, _open.Count, Tree.Size - _goodSize, Tree.Root(), _problems);

        public void Take(VerifyPage page, int place, IEvidenceReader store)
        {
            var index = Tree.Size;
            if (page.Fault(place) is { } failure)
                Report(index, $"Entry {index}: {failure.Message}");
            else
                Take(index, page.Sequence(place), page.Entry(place));
            Span<byte> hash = stackalloc byte[MerkleHash.Size];
            page.Hash(place, hash);
            Tree.Append(hash, _tiles);
            foreach (var tile in _tiles)
                Compare(tile, store.ReadTile(tile.Level, tile.Index));
            _tiles.Clear();
        }

        private void Take(long index, long sequence, EvidenceEntry entry)
        {
            if (entry.At < _newest && entry.Change != Change.ClockSetBack)
                Report(index, $"Entry {index} is dated before the entry in front of it, and no entry says that the clock was set back.");
            _newest = entry.At;
            if (sequence != index)
                Report(index, $"Entry {index} carries the number {sequence}.");
            if (entry.Link is { } link && Keys?.TryAdd(index, link) == false)
                Report(index, $"Entry {index} names a new key that the key before it did not sign.");
            if (_open.Apply(entry, index) is { } fault)
                Report(index, $"Entry {index}: {fault}", index);
        }

        public void Check(StoredHead head)
        {
            Heads++;
            if (head.Size != Tree.Size)
            {
                Report(Tree.Size, $"A signed head covers {head.Size} entries out of order.");
                return;
            }

            var root = Tree.Root();
            var key = Keys?.At(head.Size);
            if (key is null || !key.Verifies(new TreeHead(head.Size, head.RootHash, _newest, key.KeyId, head.Signature)))
                Report(_goodSize, $"The signature of the head at size {head.Size} is wrong.", head.Size - 1);
            else if (root.AsSpan().SequenceEqual(head.RootHash))
                _goodSize = head.Size;
            else if (!_rootsDiffer)
                ReportRoot(head);
            if (head.OldestOpen != StoredHead.NotKnown && head.OldestOpen != _open.OldestOr(head.Size))
                Report(_goodSize, $"The head at size {head.Size} names {head.OldestOpen} as the oldest open intent; it is {_open.OldestOr(head.Size)}.", head.Size - 1);
        }

        /// <summary>Once one root differs all later ones do: they are not reported again.</summary>
        private void ReportRoot(StoredHead head)
        {
            _rootsDiffer = true;
            Report(_goodSize, $"The entries do not give the root that was signed at size {head.Size}: at least one of the entries {_goodSize} to {head.Size - 1} was changed.", head.Size - 1);
        }

        private void Compare(HashTile tile, byte[]? stored)
        {
            _tilesChecked++;
            var first = (tile.Index * HashTile.Width) << (tile.Level * HashTile.Height);
            if (stored is null || stored.Length != HashTile.Bytes)
            {
                Report(first, $"Hash tile {tile.Level}/{tile.Index} is missing.");
                return;
            }

            var same = tile.Hashes.Span.CommonPrefixLength(stored);
            if (same == HashTile.Bytes)
                return;
            var width = 1L << (tile.Level * HashTile.Height);
            var index = first + (same / MerkleHash.Size * width);
            Report(index, $"Hash tile {tile.Level}/{tile.Index} differs from the entries from entry {index} on.", width > 1 ? index + width - 1 : null);
        }
    }
}
