using Appliance.Evidence.Verification;

namespace Appliance.Evidence.Tests.Verification;

public sealed class EvidenceScrubTests
{
    private CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AScrubVerifiesTheWholeLogEachTimeItsIntervalHasPassed()
    {
        await using var log = await TestLog.OpenAsync(600);
        var scrub = new EvidenceScrub(log.Log, TimeSpan.FromHours(1), log.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var running = scrub.RunAsync(stop.Token);
        Assert.Null(scrub.State.Last);

        while (scrub.State.Last is null)
        {
            log.Time.Advance(TimeSpan.FromHours(1));
            await Task.Yield();
        }

        Assert.True(scrub.State.Last.IsGood);
        Assert.Equal(600, scrub.State.Last.Entries);
        Assert.NotNull(scrub.State.LastAt);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task DamageThatAScrubFindsIsAnEntryOnce()
    {
        await using var log = await TestLog.OpenAsync(600);
        var scrub = new EvidenceScrub(log.Log, TimeSpan.FromHours(1), log.Time);
        log.Store.Leaves[77][30] ^= 1;

        Assert.Equal(77, (await scrub.VerifyNowAsync(Cancellation)).FirstBadIndex);
        await scrub.VerifyNowAsync(Cancellation);

        Assert.Equal(601, log.Log.Count);
        Assert.Equal("The evidence log found the evidence log damaged at entry 77.", (await log.Log.ReadAsync(600, 1, Cancellation))[0].Entry.Describe());
        Assert.Null(scrub.State.Progress);
        Assert.False(scrub.State.Last!.IsGood);
    }
}
