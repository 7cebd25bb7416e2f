using Appliance.Evidence.Canonical;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;
using Appliance.Evidence.Verification;
using Appliance.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Appliance.Evidence.Tests;

public sealed class EvidenceLogFaultTests
{
    private readonly InMemoryEvidenceStore _disk = new();
    private readonly FailingEvidenceStore _store;
    private readonly LogSigner _signer = LogSigner.Ephemeral();
    private readonly FakeTimeProvider _time = new(Some.Moment);

    public EvidenceLogFaultTests()
    {
        _store = new FailingEvidenceStore(_disk);
        _disk.Found(new LogKey("hospital.example/evidence", _signer.PublicKey));
    }

    private CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AFullDiskRefusesEveryCallerWhoWaitsAndNothingOfTheirsIsKept()
    {
        await using var log = await OpenAsync();
        await log.AppendAsync(Some.Fact(), Cancellation);
        _store.Failure = StoreFailure.BeforeWriting;

        var callers = Enumerable.Range(0, 20).Select(_ => log.AppendAsync(Some.Fact(), Cancellation).AsTask()).ToList();
        foreach (var caller in callers)
            await Assert.ThrowsAsync<EvidenceUnavailableException>(() => caller);

        Assert.Contains("full", log.Fault!, StringComparison.Ordinal);
        Assert.Equal(1, log.Count);
    }

    [Fact]
    public async Task AnAppendThatWorksAgainClearsTheFaultAndTheNumbersStayContiguous()
    {
        await using var log = await OpenAsync();
        await log.AppendAsync(Some.Fact(), Cancellation);
        _store.Failure = StoreFailure.BeforeWriting;
        await Assert.ThrowsAsync<EvidenceUnavailableException>(async () => await log.AppendAsync(Some.Fact(), Cancellation));
        _store.Failure = StoreFailure.None;

        var next = await log.AppendAsync(Some.Fact(), Cancellation);

        Assert.Equal(1, next.Sequence);
        Assert.Null(log.Fault);
        await AssertGoodAsync(log, entries: 2);
    }

    [Fact]
    public async Task TheFaultClearsByItselfWhenTheDiskIsBackAndNobodyAppends()
    {
        await using var log = await OpenAsync();
        _store.Failure = StoreFailure.BeforeWriting;
        await Assert.ThrowsAsync<EvidenceUnavailableException>(async () => await log.AppendAsync(Some.Fact(), Cancellation));
        _store.Failure = StoreFailure.None;

        while (log.Fault is not null)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(0, log.Count);
    }

    [Fact]
    public async Task AnIntentThatReachedTheDiskAlthoughItsCommitFailedIsClosedAsRefused()
    {
        await using var log = await OpenAsync();
        _store.Failure = StoreFailure.AfterWriting;
        await Assert.ThrowsAsync<EvidenceUnavailableException>(() => Crossing.BeginAsync(log, Some.Movement(), Cancellation));
        _store.Failure = StoreFailure.None;

        var next = await log.AppendAsync(Some.Fact(), Cancellation);

        var all = await log.ReadAsync(0, 10, Cancellation);
        Assert.Equal([EvidencePhase.Intent, EvidencePhase.Refused, EvidencePhase.Fact], all.Select(entry => entry.Entry.Phase));
        Assert.Equal(EvidenceCodes.Unavailable, all[1].Entry.Reason.ToString());
        Assert.Equal(2, next.Sequence);
        await AssertGoodAsync(log, entries: 3);
    }

    [Fact]
    public async Task FollowersSeeEachEntryOnceThroughAFault()
    {
        await using var log = await OpenAsync();
        var follower = Task.Run(async () =>
        {
            var seen = new List<long>();
            await foreach (var entry in log.FollowAsync(0, Cancellation))
            {
                seen.Add(entry.Sequence);
                if (seen.Count == 4)
                    break;
            }

            return seen;
        }, Cancellation);
        await log.AppendAsync(Some.Fact(), Cancellation);
        _store.Failure = StoreFailure.AfterWriting;
        await Assert.ThrowsAsync<EvidenceUnavailableException>(async () => await log.AppendAsync([Some.Fact(), Some.Fact()], Cancellation));
        _store.Failure = StoreFailure.None;
        await log.AppendAsync(Some.Fact(), Cancellation);

        Assert.Equal([0L, 1L, 2L, 3L], await follower);
    }

    [Fact]
    public async Task ALogThatLostDurableEntriesWhileItRanStops()
    {
        await using var log = await OpenAsync();
        for (var i = 0; i < 3; i++)
            await log.AppendAsync(Some.Fact(), Cancellation);
        _disk.Leaves.RemoveAt(2);
        _disk.Heads.Remove(3);

        await Assert.ThrowsAsync<EvidenceUnavailableException>(async () => await log.AppendAsync(Some.Fact(), Cancellation));
        var second = await Assert.ThrowsAsync<EvidenceUnavailableException>(async () => await log.AppendAsync(Some.Fact(), Cancellation));

        Assert.Contains("lost entries", second.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWriterThatIgnoresTheLockIsNoticedAndNothingIsWrittenTwice()
    {
        await using var log = await OpenAsync();
        await log.AppendAsync(Some.Fact(), Cancellation);
        var json = new CanonicalJsonWriter();
        _disk.Commit(new StoreBatch(1, [EntryFormat.Write(1, Some.Fact() with { At = Some.Moment }, json)], [], null, null));

        await Assert.ThrowsAsync<EvidenceUnavailableException>(async () => await log.AppendAsync(Some.Fact(), Cancellation));
        var next = await log.AppendAsync(Some.Fact(), Cancellation);

        Assert.Equal(2, next.Sequence);
        await AssertGoodAsync(log, entries: 3);
    }

    [Theory]
    [InlineData(18)]
    [InlineData(0)]
    public async Task ALogWhoseTailWasCutOffDoesNotOpen(int left)
    {
        await using (var log = await OpenAsync())
        {
            for (var i = 0; i < 20; i++)
                await log.AppendAsync(Some.Fact(), Cancellation);
        }

        _disk.Leaves.RemoveRange(left, 20 - left);

        var refusal = await Assert.ThrowsAsync<EvidenceOpenException>(() => OpenAsync());
        Assert.Equal(EvidenceCodes.Damaged, refusal.Code);
        Assert.Contains("cut off", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALogWhoseTailWasChangedDoesNotOpen()
    {
        await using (var log = await OpenAsync())
        {
            for (var i = 0; i < 300; i++)
                await log.AppendAsync(Some.Fact(), Cancellation);
        }

        foreach (var tamper in (Action[])[() => _disk.Leaves[299][40] ^= 1, () => _disk.Tiles[(0, 0)][4] ^= 1, () => _disk.Heads[300].Signature[9] ^= 1])
        {
            tamper();
            var refusal = await Assert.ThrowsAsync<EvidenceOpenException>(() => OpenAsync());
            Assert.Equal(EvidenceCodes.Damaged, refusal.Code);
            tamper();
        }

        await using var sound = await OpenAsync();
        Assert.Equal(300, sound.Count);
    }

    [Fact]
    public async Task AKeyThatIsNotTheLogsIsRefused()
    {
        await using (var log = await OpenAsync())
            await log.AppendAsync(Some.Fact(), Cancellation);

        var refusal = await Assert.ThrowsAsync<EvidenceOpenException>(() =>
            EvidenceLog.OpenAsync(_store, LogSigner.Ephemeral(), new EvidenceOptions(), _time, null, Cancellation));

        Assert.Equal(EvidenceCodes.KeyUnusable, refusal.Code);
    }

    private Task<EvidenceLog> OpenAsync() =>
        EvidenceLog.OpenAsync(_store, _signer, new EvidenceOptions { HeadInterval = TimeSpan.Zero, HeadKeepInterval = TimeSpan.Zero }, _time, null, Cancellation);

    private async Task AssertGoodAsync(EvidenceLog log, long entries)
    {
        await log.DisposeAsync();
        var report = EvidenceVerifier.Verify(_disk, log.Key, null, Cancellation);
        Assert.Empty(report.Problems);
        Assert.Equal(entries, report.Entries);
    }
}
