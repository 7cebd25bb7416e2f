using Appliance.Evidence.Merkle;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;

namespace Appliance.Evidence.Tests.Storage;

/// <summary>What every store must do. A store's test class inherits it.</summary>
public abstract class EvidenceStoreConformance : IDisposable
{
    private IEvidenceStore? _store;

    private IEvidenceStore Store => _store ??= Open();

    public void Dispose()
    {
        _store?.Dispose();
        CleanUp();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void ANewStoreHoldsNothing()
    {
        Assert.Null(Store.Identity);
        Assert.Equal(0, Store.Count());
        Assert.Null(Store.LatestHead());
        Assert.Empty(Store.ReadLeaves(0, 10));
        Assert.Empty(Store.ReadHeads(-1, 10));
        Assert.Null(Store.ReadTile(0, 0));
    }

    [Fact]
    public void WhatWasCommittedIsThereAfterOpeningAgain()
    {
        var key = new LogKey("hospital.example/evidence", new byte[32]);
        var tile = new HashTile(0, 0, Bytes(HashTile.Bytes, 3));
        Store.Found(key);
        Store.Commit(new StoreBatch(0, [Bytes(5, 1), Bytes(6, 2)], [tile], Head(2), null));
        Reopen();

        Assert.Equal(key.ToString(), Store.Identity!.ToString());
        Assert.Equal(2, Store.Count());
        Assert.Equal([Bytes(5, 1), Bytes(6, 2)], Store.ReadLeaves(0, 10));
        Assert.Equal(tile.Hashes.ToArray(), Store.ReadTile(0, 0));
        Assert.Equal((2, 1), (Store.LatestHead()!.Size, Store.LatestHead()!.OldestOpen));
    }

    [Fact]
    public void LeavesAreReadInRunsFromAnyPlace()
    {
        Store.Commit(new StoreBatch(0, [.. Enumerable.Range(0, 20).Select(i => Bytes(4, i))], [], null, null));

        Assert.Equal([Bytes(4, 7), Bytes(4, 8), Bytes(4, 9)], Store.ReadLeaves(7, 3));
        Assert.Single(Store.ReadLeaves(19, 3));
        Assert.Empty(Store.ReadLeaves(20, 3));
    }

    [Fact]
    public void ABatchThatDoesNotFollowTheLastLeafIsRefusedWhole()
    {
        Store.Commit(new StoreBatch(0, [Bytes(4, 0)], [], Head(1), null));

        Assert.ThrowsAny<IOException>(() => Store.Commit(new StoreBatch(0, [Bytes(4, 1)], [], Head(2), 1)));
        Assert.ThrowsAny<IOException>(() => Store.Commit(new StoreBatch(2, [Bytes(4, 1)], [], Head(3), 1)));

        Assert.Equal(1, Store.Count());
        Assert.Equal(1, Assert.Single(Store.ReadHeads(-1, 10)).Size);
        Store.Commit(new StoreBatch(1, [Bytes(4, 1)], [], null, null));
        Assert.Equal(2, Store.Count());
    }

    [Fact]
    public void ASupersededHeadGivesWayToTheNewOne()
    {
        Store.Commit(new StoreBatch(0, [Bytes(4, 0)], [], Head(1), null));
        Store.Commit(new StoreBatch(1, [Bytes(4, 1)], [], Head(2), null));
        Store.Commit(new StoreBatch(2, [Bytes(4, 2)], [], Head(3), 2));

        Assert.Equal([1L, 3L], Store.ReadHeads(-1, 10).Select(head => head.Size));
        Assert.Equal([3L], Store.ReadHeads(1, 10).Select(head => head.Size));
        Assert.Equal([1L], Store.ReadHeads(-1, 1).Select(head => head.Size));
    }

    [Fact]
    public void CosignaturesLieBesideTheirHeadWhichThenStays()
    {
        NoteSignature one = new("w1", 0xFFFFFFFF, Bytes(72, 1)), two = new("w2", 7, Bytes(72, 2)), again = new("w1", 0xFFFFFFFF, Bytes(72, 3));
        Store.Commit(new StoreBatch(0, [Bytes(4, 0)], [], Head(1), null));
        Store.Commit(new StoreBatch(1, [], [], null, null) { Cosigned = [new CosignedHead(Head(1), [one, two], null)] });
        Store.Commit(new StoreBatch(1, [Bytes(4, 1)], [], Head(2), 1) { Cosigned = [new CosignedHead(Head(1), [again], null)] });
        Reopen();

        Assert.Equal([1L, 2L], Store.ReadHeads(-1, 10).Select(head => head.Size));
        Assert.Equal([1L], Store.ReadCosignedHeads(10).Select(head => head.Size));
        Assert.Equal([again.ToString(), two.ToString()], Store.ReadCosignatures(1).Select(signature => signature.ToString()).Order(StringComparer.Ordinal));
        Assert.Empty(Store.ReadCosignatures(2));
    }

    [Fact]
    public void AHeadThatGaveWayWhileItWasCosignedComesBackAndASupersededCosignedHeadGoes()
    {
        var signature = new NoteSignature("w1", 1, Bytes(72, 1));
        Store.Commit(new StoreBatch(0, [Bytes(4, 0)], [], Head(1), null));
        Store.Commit(new StoreBatch(1, [Bytes(4, 1)], [], Head(2), 1));
        Store.Commit(new StoreBatch(2, [], [], null, null) { Cosigned = [new CosignedHead(Head(1), [signature], null)] });
        Assert.Equal([1L, 2L], Store.ReadHeads(-1, 10).Select(head => head.Size));

        Store.Commit(new StoreBatch(2, [], [], null, null) { Cosigned = [new CosignedHead(Head(2), [signature], 1)] });

        Assert.Equal([2L], Store.ReadHeads(-1, 10).Select(head => head.Size));
        Assert.Equal([2L], Store.ReadCosignedHeads(10).Select(head => head.Size));
        Assert.Empty(Store.ReadCosignedHeads(0));
    }

    [Fact]
    public void RotationsAndTheMinimumIndexAreRemembered()
    {
        Assert.Empty(Store.ReadRotations());
        Store.Commit(new StoreBatch(0, [Bytes(4, 0), Bytes(4, 1)], [], Head(2), null) { Rotations = [1], MinimumIndex = 1 });
        Store.Commit(new StoreBatch(2, [Bytes(4, 2)], [], null, null) { Rotations = [2] });
        Reopen();

        Assert.Equal([1L, 2L], Store.ReadRotations());
        Assert.Equal(1, Store.MinimumIndex());
    }

    [Fact]
    public void AnEntryThatNoBundleHoldsIsRefusedWithItsWholeBatch()
    {
        Assert.ThrowsAny<IOException>(() => Store.Commit(new StoreBatch(0, [Bytes(4, 0), new byte[65_536]], [], null, null)));
        Assert.Equal(0, Store.Count());
        Store.Commit(new StoreBatch(0, [new byte[65_535]], [], null, null));
        Assert.Equal(1, Store.Count());
    }

    [Fact]
    public void AProbeChangesNothing()
    {
        Store.Probe();

        Assert.Equal(0, Store.Count());
    }

    /// <summary>Opens the store of this test, the same one each time.</summary>
    protected abstract IEvidenceStore Open();

    /// <summary>Closes a store; one in memory stays.</summary>
    protected virtual void Close(IEvidenceStore store) => store?.Dispose();

    protected virtual void CleanUp()
    {
    }

    private static StoredHead Head(long size) => new(size, Bytes(32, (int)size), Bytes(64, (int)size), size - 1);

    private static byte[] Bytes(int length, int seed) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 31) + seed & 0xFF))];

    private void Reopen()
    {
        Close(Store);
        _store = Open();
    }
}
