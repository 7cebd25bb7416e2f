using Appliance.Evidence.Canonical;
using Appliance.Evidence.Merkle;
using Appliance.Evidence.Storage;

namespace Appliance.Evidence.Verification;

/// <summary>A run of entries, read, decoded and hashed. While one page is put into the tree the next is made on another thread.</summary>
internal sealed class VerifyPage
{
    private const int Size = 2048;

    private readonly (long Sequence, EvidenceEntry? Entry, FormatException? Fault)[] _entries;
    private readonly byte[] _hashes;

    private VerifyPage(IReadOnlyList<byte[]> leaves)
    {
        _entries = new (long, EvidenceEntry?, FormatException?)[leaves.Count];
        _hashes = new byte[leaves.Count * MerkleHash.Size];
        for (var i = 0; i < leaves.Count; i++)
        {
            MerkleHash.Leaf(leaves[i], _hashes.AsSpan(i * MerkleHash.Size, MerkleHash.Size));
            try
            {
                var (sequence, entry) = EntryFormat.Read(leaves[i]);
                _entries[i] = (sequence, entry, null);
            }
            catch (FormatException failure)
            {
                _entries[i] = (0, null, failure);
            }
        }
    }

    public int Count => _entries.Length;

    public long Sequence(int place) => _entries[place].Sequence;

    public EvidenceEntry Entry(int place) => _entries[place].Entry!;

    /// <summary>Why the bytes are not those of an entry; null when they are.</summary>
    public FormatException? Fault(int place) => _entries[place].Fault;

    public ReadOnlySpan<byte> Hash(int place) => _hashes.AsSpan(place * MerkleHash.Size, MerkleHash.Size);

    /// <summary>The first <paramref name="count"/> entries of a log.</summary>
    /// <exception cref="InvalidDataException">An entry is missing; the pages before it were given.</exception>
    public static IEnumerable<VerifyPage> ReadAll(IEvidenceReader store, long count, CancellationToken cancellation)
    {
        var next = 0L;
        var ahead = Begin(store, next, count);
        try
        {
            while (next < count)
            {
                cancellation.ThrowIfCancellationRequested();
                var page = ahead.GetAwaiter().GetResult();
                if (page.Count == 0)
                    throw new InvalidDataException($"Entry {next} is missing.");
                next += page.Count;
                ahead = Begin(store, next, count);
                yield return page;
            }
        }
        finally
        {
            // Nobody reads the store any more when this returns, however it returns.
            Task.WhenAny(ahead).GetAwaiter().GetResult();
            _ = ahead.Exception;
        }
    }

    private static Task<VerifyPage> Begin(IEvidenceReader store, long from, long count) =>
        from >= count ? Task.FromResult(new VerifyPage([])) : Task.Run(() => new VerifyPage(ReadPage(store, from, (int)Math.Min(Size, count - from))));

    /// <summary>A page, or as much of it as can be read before a missing entry.</summary>
    private static IReadOnlyList<byte[]> ReadPage(IEvidenceReader store, long from, int max)
    {
        try
        {
            return store.ReadLeaves(from, max);
        }
        catch (InvalidDataException) when (max > 1)
        {
            return ReadPage(store, from, max / 2);
        }
    }
}
