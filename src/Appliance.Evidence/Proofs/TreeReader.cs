using System.Numerics;
using System.Runtime.CompilerServices;
using Appliance.Evidence.Merkle;
using Appliance.Evidence.Storage;

namespace Appliance.Evidence.Proofs;

/// <summary>
/// Roots and proofs for any size up to the stored one, from stored tiles: a proof reads about one tile for each 256-fold of the log, never the log.
/// Tiles that were read stay in memory up to a bound, so use one reader for many proofs. Not thread-safe.
/// </summary>
/// <param name="store">Where tiles and leaves lie.</param>
public sealed class TreeReader(IEvidenceReader store)
{
    private const int MaxKept = 512;

    /// <summary>One edge for each store, shared by all readers of it.</summary>
    private static readonly ConditionalWeakTable<IEvidenceReader, TreeEdge> Edges = [];

    private readonly Dictionary<(int Level, long Index), byte[]> _tiles = [];

    /// <summary>The tree hash over the first <paramref name="size"/> leaves.</summary>
    public byte[] Root(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        return size == 0 ? MerkleHash.Empty() : Hash(0, size);
    }

    /// <summary>RFC 6962 section 2.1.1: the hashes from the leaf's sibling up to the root's child.</summary>
    /// <param name="index">Place of the leaf.</param>
    /// <param name="size">Size of the tree, greater than <paramref name="index"/> and covered by the stored log.</param>
    public IReadOnlyList<byte[]> Inclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var hashes = new List<byte[]>();
        for (var (start, end) = (0L, size); end - start > 1;)
        {
            var middle = start + Half(end - start);
            var isLeft = index < middle;
            hashes.Add(isLeft ? Hash(middle, end) : Hash(start, middle));
            (start, end) = isLeft ? (start, middle) : (middle, end);
        }

        hashes.Reverse();
        return hashes;
    }

    /// <summary>RFC 6962 section 2.1.2: that the tree of <paramref name="oldSize"/> leaves is the beginning of the tree of <paramref name="size"/>.</summary>
    public IReadOnlyList<byte[]> Consistency(long oldSize, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, size);
        var hashes = new List<byte[]>();
        if (oldSize == 0 || oldSize == size)
            return hashes;
        var (start, end) = (0L, size);
        var isWhole = true;
        while (oldSize != end)
        {
            var middle = start + Half(end - start);
            if (oldSize <= middle)
            {
                hashes.Add(Hash(middle, end));
                end = middle;
            }
            else
            {
                hashes.Add(Hash(start, middle));
                start = middle;
                isWhole = false;
            }
        }

        if (!isWhole)
            hashes.Add(Hash(start, end));
        hashes.Reverse();
        return hashes;
    }

    /// <summary>The <paramref name="width"/> hashes of a tile of the tree: the bytes that tlog-tiles serves. Partial tiles are computed.</summary>
    public byte[] Tile(int level, long index, int width)
    {
        var tile = Load(level, index, width);
        return tile.Length == width * MerkleHash.Size ? tile : tile[..(width * MerkleHash.Size)];
    }

    /// <summary>The greatest power of two smaller than n.</summary>
    private static long Half(long n) => 1L << (63 - BitOperations.LeadingZeroCount((ulong)n - 1));

    /// <summary>The tree hash over leaves start … end−1, where start is a multiple of the greatest subtree within.</summary>
    private byte[] Hash(long start, long end)
    {
        var count = end - start;
        if ((count & (count - 1)) == 0)
            return Node(BitOperations.TrailingZeroCount(count), start / count);
        var middle = start + Half(count);
        return MerkleHash.Node(Hash(start, middle), Hash(middle, end));
    }

    /// <summary>The root of the perfect subtree with 2^level leaves.</summary>
    private byte[] Node(int level, long index)
    {
        var tileLevel = level / HashTile.Height;
        var height = level % HashTile.Height;
        var count = 1 << height;
        var first = index * count;
        var start = (int)(first % HashTile.Width);
        var tile = Load(tileLevel, first / HashTile.Width, start + count);
        return MerkleHash.PerfectRoot(tile.AsSpan(start * MerkleHash.Size, count * MerkleHash.Size));
    }

    private byte[] Load(int level, long index, int width)
    {
        if (_tiles.TryGetValue((level, index), out var kept) && kept.Length >= width * MerkleHash.Size)
            return kept;
        var tile = store.ReadTile(level, index) ?? Compute(level, index, width);
        if (tile.Length < width * MerkleHash.Size)
            throw new InvalidDataException($"Hash tile {level}/{index} of the evidence log is damaged.");
        if (_tiles.Count >= MaxKept)
            _tiles.Clear();
        _tiles[(level, index)] = tile;
        return tile;
    }

    /// <summary>A tile that is not stored because it is not full.</summary>
    private byte[] Compute(int level, long index, int width)
    {
        var tile = new byte[width * MerkleHash.Size];
        if (level == 0)
        {
            var leaves = store.ReadLeaves(index * HashTile.Width, width);
            if (leaves.Count < width)
                throw new InvalidDataException($"Entry {(index * HashTile.Width) + leaves.Count} of the evidence log is missing.");
            for (var i = 0; i < width; i++)
                MerkleHash.Leaf(leaves[i], tile.AsSpan(i * MerkleHash.Size));
            return tile;
        }

        Edges.GetOrCreateValue(store).Read(level, index, tile, i => MerkleHash.PerfectRoot(Load(level - 1, (index * HashTile.Width) + i, HashTile.Width)));
        return tile;
    }
}
