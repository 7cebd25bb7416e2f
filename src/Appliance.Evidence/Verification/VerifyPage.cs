using Appliance.Evidence.Canonical;
using Appliance.Evidence.Merkle;
using Appliance.Evidence.Storage;

namespace Appliance.Evidence.Verification;

/// <summary>A run of entries, read and decoded. While one page is hashed and put into the tree the next is made on another thread.</summary>
internal sealed class VerifyPage
{
    private const int Size = 2048;

    private readonly (long Sequence, EvidenceEntry? Entry, FormatException? Fault)[] _entries;
    private readonly IReadOnlyList<byte[]> _leaves;

    private VerifyPage(IReadOnlyList<byte[]> leaves)
    {
        _leaves = leaves;
        _entries = new (long, EvidenceEntry?, FormatException?)[leaves.Count];
        for (var i = 0; i < leaves.Count; i++)
        {
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

    /// <summary>Writes the leaf hash. Done by the thread that builds the tree, which makes the two threads' work about equal.</summary>
    public void Hash(int place, Span<byte> destination) => MerkleHash.Leaf(_leaves[place], destination);

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
