namespace Appliance.Evidence.Merkle;

/// <summary>
/// A full tile of the tree in the layout of C2SP tlog-tiles: 256 hashes of one level, end to end. A tile of level 0 holds leaf hashes 256·N … 256·N+255; one
/// of level L holds the roots of 256 neighbouring tiles of level L−1. Full tiles never change, and every inclusion and consistency proof reads only tiles.
/// </summary>
/// <param name="Level">Tile level, 0 for leaf hashes.</param>
/// <param name="Index">Which tile of its level, from 0.</param>
/// <param name="Hashes">256 × 32 bytes.</param>
public sealed record HashTile(int Level, long Index, ReadOnlyMemory<byte> Hashes)
{
    /// <summary>Hashes in a full tile.</summary>
    public const int Width = 256;

    /// <summary>Levels of the tree that one tile spans: log2 of <see cref="Width"/>.</summary>
    public const int Height = 8;

    /// <summary>Bytes of a full tile.</summary>
    public const int Bytes = Width * MerkleHash.Size;
}
