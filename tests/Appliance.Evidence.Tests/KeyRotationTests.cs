using Appliance.Evidence.Merkle;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;
using Appliance.Evidence.Verification;
using Appliance.Testing;

namespace Appliance.Evidence.Tests;

public sealed class KeyRotationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task HeadsAfterTheRotationAreSignedByTheNewKeyAndWhoeverPinnedEitherAcceptsTheLog()
    {
        await using var log = await TestLog.OpenAsync(5);
        var first = log.Log.Key;
        var next = LogSigner.Ephemeral();

        var rotation = await log.Log.RotateKeyAsync(log.Signer, next, Cancellation);
        await log.AppendAsync(5);

        Assert.Equal(5, rotation.Sequence);
        Assert.Equal("The evidence log changed the signing key of the evidence log.", rotation.Entry.Describe());
        Assert.Equal(next.PublicKey.ToArray(), log.Log.Key.PublicKey.ToArray());
        Assert.True(first.Verifies(HeadAt(log, 5, first)));
        Assert.True(log.Log.Key.Verifies(HeadAt(log, 6, log.Log.Key)));
        Assert.False(first.Verifies(HeadAt(log, 11, first)));
        Assert.Empty(EvidenceVerifier.Verify(log.Store, first, null, Cancellation).Problems);
        Assert.Empty(EvidenceVerifier.Verify(log.Store, log.Log.Key, null, Cancellation).Problems);
        Assert.False(EvidenceVerifier.Verify(log.Store, new LogKey(TestLog.Origin, LogSigner.Ephemeral().PublicKey), null, Cancellation).IsGood);
    }

    [Fact]
    public async Task ARotatedLogOpensWithItsNewKeyOnlyAndCanBeRotatedAgain()
    {
        await using var log = await TestLog.OpenAsync(5);
        var (second, third) = (LogSigner.Ephemeral(), LogSigner.Ephemeral());
        await log.Log.RotateKeyAsync(log.Signer, second, Cancellation);

        Assert.Equal(EvidenceCodes.KeyUnusable, (await Assert.ThrowsAsync<EvidenceOpenException>(() => log.ReopenAsync())).Code);
        await log.ReopenAsync(second);
        await log.Log.RotateKeyAsync(second, third, Cancellation);
        await log.ReopenAsync(third);

        Assert.Equal([5L, 6L], KeyChain.Load(log.Store, log.Log.FirstKey).Rotations.Select(rotation => rotation.Sequence));
        Assert.Empty(EvidenceVerifier.Verify(log.Store, log.Log.FirstKey, null, Cancellation).Problems);
    }

    [Fact]
    public async Task ALinkThatTheKeyInForceDidNotSignIsRefusedAndNothingIsWritten()
    {
        await using var log = await TestLog.OpenAsync(5);
        var stranger = LogSigner.Ephemeral();

        await Assert.ThrowsAsync<InvalidOperationException>(() => log.Log.RotateKeyAsync(stranger, LogSigner.Ephemeral(), Cancellation));
        var entry = new EvidenceEntry
        {
            Action = EvidenceAction.LogChanged,
            Phase = EvidencePhase.Fact,
            Actor = new Token("process:host"),
            Change = Change.KeyRotated,
            Link = log.Signer.LinkTo(stranger, TestLog.Origin),
        };
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await log.Log.AppendAsync(entry, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(async () => await log.Log.AppendAsync(entry with { Change = Change.None }, Cancellation));

        Assert.Equal(5, log.Log.Count);
    }

    [Fact]
    public async Task EveryFlippedByteOfALinkIsFound()
    {
        await using var log = await TestLog.OpenAsync(3);
        await log.Log.RotateKeyAsync(log.Signer, LogSigner.Ephemeral(), Cancellation);
        await log.AppendAsync(1);
        var leaf = log.Store.Leaves[3];
        for (var place = 0; place < leaf.Length; place += 7)
        {
            leaf[place] ^= 1;
            Assert.Equal(3, EvidenceVerifier.Verify(log.Store, log.Log.FirstKey, null, Cancellation).FirstBadIndex);
            leaf[place] ^= 1;
        }

        log.Store.Rotations.Clear();
        Assert.False(EvidenceVerifier.Verify(log.Store, log.Log.FirstKey, null, Cancellation).IsGood);
    }

    [Fact]
    public async Task ARotationWhoseCommitReportedAFailureAlthoughItReachedTheDiskIsFollowed()
    {
        var disk = new InMemoryEvidenceStore();
        var store = new FailingEvidenceStore(disk);
        var (signer, next) = (LogSigner.Ephemeral(), LogSigner.Ephemeral());
        disk.Found(new LogKey(TestLog.Origin, signer.PublicKey));
        await using var log = await EvidenceLog.OpenAsync(store, signer, new EvidenceOptions { HeadInterval = TimeSpan.Zero }, TimeProvider.System, null, Cancellation);
        await log.AppendAsync(Some.Fact(), Cancellation);
        store.Failure = StoreFailure.AfterWriting;
        await Assert.ThrowsAsync<EvidenceUnavailableException>(() => log.RotateKeyAsync(signer, next, Cancellation));
        store.Failure = StoreFailure.None;

        await log.AppendAsync(Some.Fact(), Cancellation);

        Assert.Equal(next.PublicKey.ToArray(), log.Key.PublicKey.ToArray());
        await log.DisposeAsync();
        Assert.Empty(EvidenceVerifier.Verify(disk, log.FirstKey, null, Cancellation).Problems);
    }

    [Fact]
    public async Task TheKeyFileIsReplacedAndADeathInBetweenIsMadeGood()
    {
        var options = new EvidenceOptions { Path = _folder.File("evidence.db") };
        byte[] second;
        await using (var log = await SqliteEvidenceLog.OpenAsync(options, TimeProvider.System, null, Cancellation))
        {
            await SqliteEvidenceLog.RotateKeyAsync(log, options, Cancellation);
            second = log.Key.PublicKey.ToArray();
            Assert.Equal(second, LogSigner.Load(options.EffectiveKeyPath).PublicKey.ToArray());
            Assert.False(File.Exists(options.EffectiveKeyPath + ".next"));

            // The entry is durable and the process dies before the new file takes the place of the old.
            var third = LogSigner.Create(options.EffectiveKeyPath + ".next");
            await log.RotateKeyAsync(LogSigner.Load(options.EffectiveKeyPath), third, Cancellation);
        }

        await using var again = await SqliteEvidenceLog.OpenAsync(options, TimeProvider.System, null, Cancellation);
        Assert.NotEqual(second, again.Key.PublicKey.ToArray());
        Assert.Equal(again.Key.PublicKey.ToArray(), LogSigner.Load(options.EffectiveKeyPath).PublicKey.ToArray());
        Assert.Empty(EvidenceVerifier.Verify(again.Reader, again.FirstKey, null, Cancellation).Problems);
    }

    /// <summary>A clock that goes back is an entry; an entry that is dated back without one is found.</summary>
    [Fact]
    public async Task AClockThatWasSetBackIsAnEntryAndABackdatedEntryIsFound()
    {
        var store = new InMemoryEvidenceStore();
        var signer = LogSigner.Ephemeral();
        store.Found(new LogKey(TestLog.Origin, signer.PublicKey));
        var time = new SettableTime(Some.Moment);
        await using var log = await EvidenceLog.OpenAsync(store, signer, new EvidenceOptions { HeadInterval = TimeSpan.Zero }, time, null, Cancellation);
        await log.AppendAsync(Some.Fact(), Cancellation);
        time.Now = Some.Moment.AddMilliseconds(-300);
        var held = await log.AppendAsync(Some.Fact(), Cancellation);
        time.Now = Some.Moment.AddHours(-1);
        var after = await log.AppendAsync(Some.Fact(), Cancellation);

        Assert.Equal(Some.Moment, held.Entry.At);
        Assert.Equal(3, after.Sequence);
        Assert.Equal("The evidence log found its clock set back by 3,600 seconds.", (await log.ReadAsync(2, 1, Cancellation))[0].Entry.Describe());
        Assert.Empty(EvidenceVerifier.Verify(store, log.FirstKey, null, Cancellation).Problems);
        var tree = new MerkleTree();
        var forged = new InMemoryEvidenceStore();
        forged.Found(log.FirstKey);
        var json = new Evidence.Canonical.CanonicalJsonWriter();
        foreach (var (at, n) in ((DateTimeOffset, long)[])[(Some.Moment, 0), (Some.Moment.AddHours(-1), 1)])
        {
            var leaf = Evidence.Canonical.EntryFormat.Write(n, Some.Fact() with { At = at }, json);
            tree.Append(MerkleHash.Leaf(leaf), null);
            var head = signer.Sign(TestLog.Origin, n + 1, tree.Root(), at);
            forged.Commit(new StoreBatch(n, [leaf], [], new StoredHead(n + 1, head.RootHash.ToArray(), head.Signature.ToArray(), n + 1), null));
        }

        Assert.Equal(1, EvidenceVerifier.Verify(forged, log.FirstKey, null, Cancellation).FirstBadIndex);
    }

    private static TreeHead HeadAt(TestLog log, long size, LogKey key)
    {
        var stored = log.Store.Heads[size];
        Assert.Equal(stored.RootHash, new TreeReader(log.Store).Root(size));
        return new TreeHead(size, stored.RootHash, Some.Moment, key.KeyId, stored.Signature);
    }

    private sealed class SettableTime(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
