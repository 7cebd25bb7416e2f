using Appliance.Evidence.Merkle;

namespace Appliance.Evidence.Proofs;

/// <summary>
/// The hashes of the tiles above level 0 that are not full yet, one a level. Each is the root of a full tile below, which takes 255 hashes to compute and never changes: computed once, it is kept here
/// until its tile is full and stored. At most 8 kB a level.
/// </summary>
internal sealed class TreeEdge
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, (long Index, int Count, byte[] Hashes)> _levels = [];

    /// <summary>Fills <paramref name="tile"/> with the first hashes of the tile, computing those that are not known.</summary>
    public void Read(int level, long index, Span<byte> tile, Func<int, byte[]> compute)
    {
        var width = tile.Length / MerkleHash.Size;
        lock (_gate)
        {
            (long Index, int Count, byte[] Hashes) known = _levels.TryGetValue(level, out var found) && found.Index == index ? found : (index, 0, new byte[HashTile.Bytes]);
            for (; known.Count < width; known.Count++)
                compute(known.Count).CopyTo(known.Hashes, known.Count * MerkleHash.Size);
            _levels[level] = known;
            known.Hashes.AsSpan(0, tile.Length).CopyTo(tile);
        }
    }
}
