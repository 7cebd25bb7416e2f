using System.Text;
using Appliance.Evidence.Merkle;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;
using FsCheck.Fluent;

namespace Appliance.Evidence.Tests.Proofs;

public sealed class ProofTests
{
    [Fact]
    public async Task EveryEntryOfEverySizeIsProvedAndNoOtherPlaceIs()
    {
        await using var log = await TestLog.OpenAsync(40);
        var reader = new TreeReader(log.Store);
        for (var size = 1; size <= 40; size++)
        {
            var root = reader.Root(size);
            Assert.Equal(log.Store.Heads.GetValueOrDefault(size)?.RootHash ?? root, root);
            for (var index = 0; index < size; index++)
            {
                var proof = reader.Inclusion(index, size);
                var leaf = MerkleHash.Leaf(log.Store.Leaves[index]);
                Assert.True(MerkleProof.Includes(index, size, leaf, root, proof));
                Assert.False(MerkleProof.Includes((index + 1) % size, size, leaf, root, proof) && size > 1);
                Assert.False(MerkleProof.Includes(index, size, leaf, root, [.. proof, new byte[32]]));
                Assert.False(MerkleProof.Includes(index, size + 64, leaf, root, proof));
            }
        }
    }

    [Fact]
    public async Task EveryPairOfSizesIsConsistentAndAChangedEntryMakesItInconsistent()
    {
        await using var log = await TestLog.OpenAsync(40);
        var reader = new TreeReader(log.Store);
        var roots = Enumerable.Range(0, 41).Select(size => reader.Root(size)).ToList();
        for (var size = 0; size <= 40; size++)
        {
            for (var old = 0; old <= size; old++)
            {
                var proof = reader.Consistency(old, size);
                Assert.True(MerkleProof.IsConsistent(old, roots[old], size, roots[size], proof));
                Assert.False(MerkleProof.IsConsistent(old, new byte[32], size, roots[size], proof));
                Assert.False(MerkleProof.IsConsistent(old, roots[old], size, new byte[32], proof) && old > 0);
                Assert.False(MerkleProof.IsConsistent(old, roots[old], size, roots[size], [.. proof, new byte[32]]));
            }
        }
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(65_536)]
    [InlineData(66_123)]
    public async Task ProofsOfALargeLogComeFromItsTiles(int size)
    {
        await using var log = await TestLog.OpenAsync(size);
        var reader = new TreeReader(log.Store);
        var root = log.Store.Heads[size].RootHash;

        Assert.Equal(root, reader.Root(size));
        foreach (var index in (int[])[0, 1, 254, size / 2, size - 2, size - 1])
            Assert.True(MerkleProof.Includes(index, size, MerkleHash.Leaf(log.Store.Leaves[index]), root, reader.Inclusion(index, size)));
        foreach (var old in (int[])[1, 200, size / 3, size - 1])
            Assert.True(MerkleProof.IsConsistent(old, reader.Root(old), size, root, reader.Consistency(old, size)));
    }

    [Fact]
    public async Task ProofsStayRightWhileTheLogGrowsOverTilesThatWereNotFull()
    {
        await using var log = await TestLog.OpenAsync(1);
        for (var size = 1; size < 3000; size = log.Store.Leaves.Count)
        {
            var root = log.Store.Heads[size].RootHash;
            foreach (var index in (int[])[0, size / 2, size - 1])
                Assert.True(MerkleProof.Includes(index, size, MerkleHash.Leaf(log.Store.Leaves[index]), root, new TreeReader(log.Store).Inclusion(index, size)));
            Assert.True(MerkleProof.IsConsistent(size / 3, new TreeReader(log.Store).Root(size / 3), size, root, new TreeReader(log.Store).Consistency(size / 3, size)));
            await log.AppendAsync(97 + (size % 160));
        }
    }

    [Fact]
    public async Task AProofFileIsReadBackAndEveryFlippedByteOfItIsRefused()
    {
        await using var log = await TestLog.OpenAsync(300);
        var proof = new TlogProof(77, new TreeReader(log.Store).Inclusion(77, 300), log.Checkpoint()) { Extra = new byte[] { 1, 2, 3 } };
        var bytes = proof.ToBytes();
        var leaf = log.Store.Leaves[77];
        var extra = Encoding.ASCII.GetString(bytes).IndexOf("extra ", StringComparison.Ordinal);

        Assert.Null(TlogProof.Read(bytes, out _)!.Fault(leaf, [log.Key]));
        Assert.NotNull(TlogProof.Read(bytes, out _)!.Fault(log.Store.Leaves[78], [log.Key]));
        Assert.NotNull(TlogProof.Read(bytes, out _)!.Fault(leaf, [new LogKey(TestLog.Origin, LogSigner.Ephemeral().PublicKey).Verifier]));
        for (var place = 0; place < bytes.Length; place++)
        {
            // What stands in the extra line is signed by nobody, as the specification says.
            if (place >= extra && place < extra + 10)
                continue;
            bytes[place] ^= 1;
            Assert.True(TlogProof.Read(bytes, out _) is not { } changed || changed.Fault(leaf, [log.Key]) is not null, $"Byte {place} was changed and nobody noticed.");
            bytes[place] ^= 1;
        }
    }

    [Fact]
    public async Task AnythingThatIsReadAsAProofWritesBackToTheSameBytes()
    {
        await using var log = await TestLog.OpenAsync(20);
        var bytes = new TlogProof(7, new TreeReader(log.Store).Inclusion(7, 20), log.Checkpoint()).ToBytes();

        Prop.ForAll(Mutations.Of(bytes), hostile => TlogProof.Read(hostile, out _) is not { } proof || proof.ToBytes().AsSpan().SequenceEqual(hostile)).Hold(3000);
    }
}
