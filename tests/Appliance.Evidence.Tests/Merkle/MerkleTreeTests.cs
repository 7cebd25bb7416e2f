using System.Security.Cryptography;
using Appliance.Evidence.Merkle;
using FsCheck.Fluent;

namespace Appliance.Evidence.Tests.Merkle;

public sealed class MerkleTreeTests
{
    /// <summary>The leaves and roots that implementations of RFC 6962 share (certificate-transparency, testdata of merkletree).</summary>
    private static readonly string[] VectorLeaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] VectorRoots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void TheRootsOfTheRfc6962VectorsAreReproduced()
    {
        var tree = new MerkleTree();
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Convert.ToHexStringLower(tree.Root()));
        for (var i = 0; i < VectorLeaves.Length; i++)
        {
            tree.Append(MerkleHash.Leaf(Convert.FromHexString(VectorLeaves[i])), null);
            Assert.Equal(VectorRoots[i], Convert.ToHexStringLower(tree.Root()));
        }
    }

    [Fact]
    public void TheRootEqualsTheRecursiveDefinitionForEverySizeUpToAThousand()
    {
        var tree = new MerkleTree();
        var leaves = Leaves(1000);
        for (var size = 1; size <= leaves.Length; size++)
        {
            tree.Append(leaves[size - 1], null);
            if (size < 70 || size % 37 == 0 || (size & (size - 1)) == 0)
                Assert.Equal(Naive(leaves.AsSpan(0, size)), tree.Root());
        }
    }

    [Fact]
    public void ATreeThatIsRestoredFromTilesGrowsLikeOneThatWasNeverClosed() =>
        Prop.ForAll(Gen.Choose(0, 70_000).ToArbitrary(), Gen.Choose(1, 600).ToArbitrary(), static (size, more) =>
        {
            var leaves = Leaves(size + more);
            var tree = new MerkleTree();
            var tiles = new List<HashTile>();
            foreach (var leaf in leaves.Take(size))
                tree.Append(leaf, tiles);
            var stored = tiles.ToDictionary(tile => (tile.Level, tile.Index), tile => tile.Hashes);
            var tail = leaves.Take(size).Skip(size - (size % HashTile.Width)).SelectMany(hash => hash).ToArray();
            var restored = MerkleTree.Restore(size, tail, (level, index) => stored[(level, index)]);
            var (tilesA, tilesB) = (new List<HashTile>(), new List<HashTile>());
            var same = tree.Root().SequenceEqual(restored.Root());
            foreach (var leaf in leaves.Skip(size))
            {
                tree.Append(leaf, tilesA);
                restored.Append(leaf, tilesB);
            }

            return same && tree.Root().SequenceEqual(restored.Root())
                && tilesA.Select(Text).SequenceEqual(tilesB.Select(Text));
        }).Hold(12);

    [Fact]
    public void ATileOfTheUpperLevelHoldsTheRootsOfTheTilesBelow()
    {
        var tree = new MerkleTree();
        var tiles = new List<HashTile>();
        foreach (var leaf in Leaves(65_536))
            tree.Append(leaf, tiles);

        var top = Assert.Single(tiles, tile => tile.Level == 1);
        var below = tiles.Where(tile => tile.Level == 0).OrderBy(tile => tile.Index).ToList();
        Assert.Equal(256, below.Count);
        Assert.Equal(below.SelectMany(tile => MerkleHash.PerfectRoot(tile.Hashes.Span)), top.Hashes.ToArray());
        Assert.Equal(MerkleHash.PerfectRoot(top.Hashes.Span), tree.Root());
    }

    private static string Text(HashTile tile) => $"{tile.Level}/{tile.Index}/{Convert.ToHexString(SHA256.HashData(tile.Hashes.Span))}";


    private static byte[][] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => MerkleHash.Leaf(BitConverter.GetBytes(i)))];

    /// <summary>MTH of RFC 6962 section 2.1, as written there.</summary>
    private static byte[] Naive(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 1)
            return leaves[0];
        var split = 1;
        while (split * 2 < leaves.Length)
            split *= 2;
        return MerkleHash.Node(Naive(leaves[..split]), Naive(leaves[split..]));
    }
}
