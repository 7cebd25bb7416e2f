using Appliance.Testing;

namespace Appliance.Evidence.Tests;

public sealed class EvidenceLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnEntryThatWasAppendedIsReadBackAfterTheLogIsOpenedAgain()
    {
        SequencedEntry appended;
        await using (var log = await OpenAsync())
            appended = await log.AppendAsync(Some.Fact(), Cancellation);

        await using var again = await OpenAsync();
        var read = Assert.Single(await again.ReadAsync(0, 10, Cancellation));

        Assert.Equal(0, appended.Sequence);
        Assert.Equal(appended.Entry, read.Entry);
        Assert.Equal(appended.LeafHash.ToArray(), read.LeafHash.ToArray());
        Assert.Equal(1, again.Head!.Size);
        Assert.True(again.Key.Verifies(again.Head));
    }

    [Fact]
    public async Task FiftyCallersGetDistinctContiguousNumbers()
    {
        await using var log = await OpenAsync();
        var tasks = Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
        {
            var numbers = new List<long>();
            for (var i = 0; i < 40; i++)
                numbers.Add((await log.AppendAsync(Some.Fact(), Cancellation)).Sequence);
            return numbers;
        }, Cancellation));

        var all = (await Task.WhenAll(tasks)).SelectMany(n => n).Order();

        Assert.Equal(Enumerable.Range(0, 2000).Select(i => (long)i), all);
        Assert.Equal(2000, log.Count);
    }

    [Fact]
    public async Task FollowingGivesWhatExistsAndThenEachNewEntryWithoutGap()
    {
        await using var log = await OpenAsync();
        await log.AppendAsync([.. Enumerable.Range(0, 700).Select(_ => Some.Fact())], Cancellation);
        var follower = Task.Run(async () =>
        {
            var seen = new List<long>();
            await foreach (var entry in log.FollowAsync(5, Cancellation))
            {
                seen.Add(entry.Sequence);
                if (entry.Sequence == 1399)
                    break;
            }

            return seen;
        }, Cancellation);
        for (var i = 0; i < 700; i++)
            await log.AppendAsync(Some.Fact(), Cancellation);

        Assert.Equal(Enumerable.Range(5, 1395).Select(i => (long)i), await follower);
    }

    [Fact]
    public async Task CrossingsLeftOpenAreClosedAsInterruptedAtTheNextStart()
    {
        await using (var log = await OpenAsync())
        {
            var closed = await Crossing.BeginAsync(log, Some.Movement(), Cancellation);
            await Crossing.BeginAsync(log, Some.Movement(EvidenceAction.ShownToPerson), Cancellation);
            await closed.DoneAsync();
        }

        await using var again = await OpenAsync();

        Assert.Equal(1, again.InterruptedAtOpen);
        var last = (await again.ReadAsync(3, 10, Cancellation)).Single().Entry;
        Assert.Equal((EvidencePhase.Interrupted, EvidenceAction.ShownToPerson), (last.Phase, last.Action));
        await using var third = await ReopenAsync(again);
        Assert.Equal(0, third.InterruptedAtOpen);
    }

    [Fact]
    public async Task ASecondOpenerIsRefusedWithASentence()
    {
        await using var log = await OpenAsync();

        var refusal = await Assert.ThrowsAsync<EvidenceOpenException>(() => OpenAsync());

        Assert.Equal(EvidenceCodes.InUse, refusal.Code);
        Assert.Contains("Another process", refusal.Message, StringComparison.Ordinal);
    }

    private Task<EvidenceLog> OpenAsync(Action<EvidenceOptions>? change = null)
    {
        var options = new EvidenceOptions { Path = _folder.File("evidence.db") };
        change?.Invoke(options);
        return SqliteEvidenceLog.OpenAsync(options, TimeProvider.System, null, Cancellation);
    }

    private async Task<EvidenceLog> ReopenAsync(EvidenceLog log)
    {
        await log.DisposeAsync();
        return await OpenAsync();
    }
}
