using System.Numerics;

namespace Appliance.Evidence.Merkle;

/// <summary>
/// A growing RFC 6962 tree that remembers only its right edge: the roots of the perfect subtrees that make up its size (a compact range), and the tiles
/// that are not full yet. Its memory does not grow with the number of leaves, and one leaf costs two hashes on average. Not thread-safe.
/// <code>
/// size 6 = 110b     edge[2] = root of leaves 0-3      edge[1] = root of leaves 4-5      edge[0] = none
/// </code>
/// </summary>
public sealed class MerkleTree
{
    private readonly List<byte[]> _edge = [];
    private readonly List<byte[]> _partialTiles = [];

    /// <summary>Number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>Adds a leaf hash at the right; tiles that this fills are added to <paramref name="completed"/>.</summary>
    /// <param name="leafHash">32 bytes, see <see cref="MerkleHash.Leaf(ReadOnlySpan{byte})"/>.</param>
    /// <param name="completed">Takes the tiles that became full, lowest level first; null when they are not wanted.</param>
    public void Append(ReadOnlySpan<byte> leafHash, ICollection<HashTile>? completed)
    {
        if (leafHash.Length != MerkleHash.Size)
            throw new ArgumentException("A leaf hash has 32 bytes.", nameof(leafHash));
        Span<byte> node = stackalloc byte[MerkleHash.Size];
        leafHash.CopyTo(node);
        AddToTile(0, node, completed);
        var level = 0;
        for (; ((Size >> level) & 1) == 1; level++)
        {
            MerkleHash.Node(_edge[level], node, node);
            if ((level + 1) % HashTile.Height == 0)
                AddToTile((level + 1) / HashTile.Height, node, completed);
        }

        if (_edge.Count == level)
            _edge.Add(new byte[MerkleHash.Size]);
        node.CopyTo(_edge[level]);
        Size++;
    }

    /// <summary>The Merkle tree hash over all leaves.</summary>
    public byte[] Root()
    {
        if (Size == 0)
            return MerkleHash.Empty();
        var root = new byte[MerkleHash.Size];
        var level = BitOperations.TrailingZeroCount(Size);
        _edge[level].CopyTo(root, 0);
        for (level++; level < _edge.Count; level++)
        {
            if (((Size >> level) & 1) == 1)
                MerkleHash.Node(_edge[level], root, root);
        }

        return root;
    }

    /// <summary>Continues a tree from what is stored, without reading its leaves again.</summary>
    /// <param name="size">Leaves in the tree.</param>
    /// <param name="lastLeafHashes">The leaf hashes after the last full tile: <c>size mod 256</c> of them, end to end.</param>
    /// <param name="readTile">Gives a full tile's hashes by level and index.</param>
    public static MerkleTree Restore(long size, ReadOnlyMemory<byte> lastLeafHashes, Func<int, long, ReadOnlyMemory<byte>> readTile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentNullException.ThrowIfNull(readTile);
        if (lastLeafHashes.Length != size % HashTile.Width * MerkleHash.Size)
            throw new ArgumentException("There must be a leaf hash for each leaf after the last full tile.", nameof(lastLeafHashes));
        var tree = new MerkleTree { Size = size };
        for (var tileLevel = 0; size >> (tileLevel * HashTile.Height) > 0; tileLevel++)
        {
            var nodes = size >> (tileLevel * HashTile.Height);
            var count = (int)(nodes % HashTile.Width);
            var tile = new byte[HashTile.Bytes];
            if (tileLevel == 0)
                lastLeafHashes.Span.CopyTo(tile);
            for (var i = 0; i < count && tileLevel > 0; i++)
                MerkleHash.PerfectRoot(readTile(tileLevel - 1, nodes - count + i).Span).CopyTo(tile, i * MerkleHash.Size);
            tree._partialTiles.Add(tile);
            tree.AddEdges(tile, count);
        }

        return tree;
    }

    private void AddEdges(ReadOnlySpan<byte> tile, int count)
    {
        for (var bit = 0; bit < HashTile.Height; bit++)
        {
            var start = (count >> (bit + 1)) << (bit + 1);
            var present = ((count >> bit) & 1) == 1;
            _edge.Add(present ? MerkleHash.PerfectRoot(tile.Slice(start * MerkleHash.Size, MerkleHash.Size << bit)) : new byte[MerkleHash.Size]);
        }
    }

    private void AddToTile(int tileLevel, ReadOnlySpan<byte> node, ICollection<HashTile>? completed)
    {
        if (_partialTiles.Count == tileLevel)
            _partialTiles.Add(new byte[HashTile.Bytes]);
        var index = Size >> (tileLevel * HashTile.Height);
        var position = (int)(index % HashTile.Width);
        node.CopyTo(_partialTiles[tileLevel].AsSpan(position * MerkleHash.Size));
        if (position == HashTile.Width - 1)
            completed?.Add(new HashTile(tileLevel, index / HashTile.Width, _partialTiles[tileLevel].ToArray()));
    }
}
