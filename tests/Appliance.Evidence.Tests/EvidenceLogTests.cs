using Appliance.Testing;
using Microsoft.Extensions.Time.Testing;

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

    [Fact]
    public async Task ASlowFollowerMissesNothingAndHoldsNobodyUp()
    {
        await using var log = await OpenAsync(options => options.RecentEntries = 8);
        await log.AppendAsync(Some.Fact(), Cancellation);
        await using var slow = log.FollowAsync(0, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await slow.MoveNextAsync());

        // The follower stands still while the ring is overwritten many times.
        for (var i = 1; i < 1200; i += 40)
            await log.AppendAsync([.. Enumerable.Range(0, 40).Select(_ => Some.Fact())], Cancellation);

        for (var expected = 1L; expected < log.Count; expected++)
        {
            Assert.True(await slow.MoveNextAsync());
            Assert.Equal(expected, slow.Current.Sequence);
        }
    }

    [Fact]
    public async Task ManyFollowersSeeTheSameWhileManyCallersAppend()
    {
        await using var log = await OpenAsync(options => options.RecentEntries = 64);
        var followers = Enumerable.Range(0, 20).Select(start => Task.Run(async () =>
        {
            var expected = (long)start;
            await foreach (var entry in log.FollowAsync(start, Cancellation))
            {
                Assert.Equal(expected++, entry.Sequence);
                if (entry.Sequence == 1599)
                    return;
            }
        }, Cancellation)).ToList();
        var callers = Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
                await log.AppendAsync(Some.Fact(), Cancellation);
        }, Cancellation));

        await Task.WhenAll(callers);
        await Task.WhenAll(followers);
    }

    [Fact]
    public async Task FollowersEndWhenTheLogIsClosed()
    {
        var log = await OpenAsync();
        await log.AppendAsync(Some.Fact(), Cancellation);
        var follower = Task.Run(async () =>
        {
            var seen = 0;
            await foreach (var _ in log.FollowAsync(0, CancellationToken.None))
                seen++;
            return seen;
        }, Cancellation);

        await log.DisposeAsync();

        Assert.Equal(1, await follower);
    }

    [Fact]
    public async Task ClosingWritesWhatStillWaitsAndSignsIt()
    {
        var time = new FakeTimeProvider(Some.Moment);
        List<Task<SequencedEntry>> waiting;
        await using (var log = await OpenAsync(time: time))
        {
            waiting = [.. Enumerable.Range(0, 500).Select(_ => log.AppendAsync(Some.Fact(), Cancellation).AsTask())];
            await log.DisposeAsync();
            Assert.Equal(500, (await Task.WhenAll(waiting)).Length);
            Assert.Equal("The evidence log is closed.", log.Fault);
            await Assert.ThrowsAsync<EvidenceUnavailableException>(async () => await log.AppendAsync(Some.Fact(), Cancellation));
        }

        await using var again = await OpenAsync();
        Assert.Equal((500, 500), (again.Count, again.Head!.Size));
    }

    [Fact]
    public async Task ABurstIsSignedOnceTheIntervalHasPassedEvenIfNobodyAppendsMore()
    {
        var time = new FakeTimeProvider(Some.Moment);
        await using var log = await OpenAsync(time: time);
        await log.AppendAsync(Some.Fact(), Cancellation);
        await log.AppendAsync(Some.Fact(), Cancellation);
        Assert.Equal(1, log.Head!.Size);

        var signed = log.SignedAsync(1, Cancellation);
        while (!signed.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Equal(2, (await signed).Size);
        Assert.True(log.Key.Verifies(log.Head!));
    }

    [Fact]
    public async Task OfTheHeadsOfOneMinuteTheLastIsKept()
    {
        var time = new FakeTimeProvider(Some.Moment);
        await using var log = await OpenAsync(options => options.HeadInterval = TimeSpan.Zero, time);
        for (var i = 0; i < 10; i++)
        {
            await log.AppendAsync(Some.Fact(), Cancellation);
            time.Advance(TimeSpan.FromSeconds(20));
        }

        Assert.Equal([1L, 4L, 7L, 10L], log.Reader.ReadHeads(-1, 100).Select(head => head.Size));
    }

    [Fact]
    public async Task AnEntryCarriesTheTimeOfItsAppendInMilliseconds()
    {
        var time = new FakeTimeProvider(Some.Moment.AddTicks(12_345));
        await using var log = await OpenAsync(time: time);

        var appended = await log.AppendAsync(Some.Fact() with { At = DateTimeOffset.MaxValue }, Cancellation);

        Assert.Equal(Some.Moment.AddMilliseconds(1), appended.Entry.At);
        Assert.Equal(appended.Entry.At, log.Head!.At);
    }

    [Fact]
    public async Task ABatchGetsConsecutiveNumbersOrNone()
    {
        await using var log = await OpenAsync();
        var movement = Some.Movement() with { Crossing = Guid.NewGuid() };

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await log.AppendAsync([Some.Fact(), movement, movement], Cancellation));
        Assert.Equal(0, log.Count);
        var appended = await log.AppendAsync([Some.Fact(), movement, movement with { Phase = EvidencePhase.Done }], Cancellation);

        Assert.Equal([0L, 1L, 2L], appended.Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task ACrossingIsEndedOnce()
    {
        await using var log = await OpenAsync();
        var crossing = await Crossing.BeginAsync(log, Some.Movement(), Cancellation);
        await crossing.RefusedAsync(new Token("APP-WRK-001"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => crossing.DoneAsync());

        Assert.Null(log.Fault);
        Assert.Equal(2, log.Count);
    }

    [Fact]
    public async Task AnEntryThatContradictsItselfIsACallersBug()
    {
        await using var log = await OpenAsync();
        EvidenceEntry[] wrong =
        [
            Some.Movement(),
            Some.Fact() with { Crossing = Guid.NewGuid() },
            Some.Fact() with { Bytes = -1 },
            Some.Fact() with { Items = -1 },
            Some.Fact() with { Actor = Token.Empty },
            Some.Fact() with { Digest = new byte[31] },
            Some.Fact() with { Action = (EvidenceAction)99 },
            Some.Fact() with { To = (Zone)(-1) },
        ];

        foreach (var entry in wrong)
            await Assert.ThrowsAsync<ArgumentException>(async () => await log.AppendAsync(entry, Cancellation));

        Assert.Equal(0, log.Count);
    }

    [Fact]
    public async Task ACallerWhoGaveUpBeforeTheWriteLeavesNothing()
    {
        await using var log = await OpenAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await log.AppendAsync(Some.Fact(), new CancellationToken(canceled: true)));

        Assert.Equal(0, (await log.AppendAsync(Some.Fact(), Cancellation)).Sequence);
    }

    [Fact]
    public async Task ReadingStopsAtTheEndAndAtTheBound()
    {
        await using var log = await OpenAsync(options => options.RecentEntries = 4);
        await log.AppendAsync([.. Enumerable.Range(0, 20).Select(_ => Some.Fact())], Cancellation);

        Assert.Empty(await log.ReadAsync(20, 5, Cancellation));
        Assert.Equal([3L, 4L, 5L], (await log.ReadAsync(3, 3, Cancellation)).Select(entry => entry.Sequence));
        Assert.Equal([18L, 19L], (await log.ReadAsync(18, 10, Cancellation)).Select(entry => entry.Sequence));
        Assert.Equal(20, (await log.ReadAsync(0, 10_000, Cancellation)).Count);
    }

    [Fact]
    public async Task ALogWithoutItsKeyDoesNotOpenAndMakesNoNewOne()
    {
        await using (var log = await OpenAsync())
            await log.AppendAsync(Some.Fact(), Cancellation);
        File.Delete(_folder.File("evidence.key"));

        var refusal = await Assert.ThrowsAsync<EvidenceOpenException>(() => OpenAsync());

        Assert.Equal(EvidenceCodes.KeyUnusable, refusal.Code);
        Assert.False(File.Exists(_folder.File("evidence.key")));
    }

    [Fact]
    public async Task ALogKeepsItsName()
    {
        await using (await OpenAsync(options => options.Origin = "hospital.example/evidence"))
        {
        }

        await using (var log = await OpenAsync())
            Assert.Equal("hospital.example/evidence", log.Key.Origin);
        await Assert.ThrowsAsync<EvidenceOpenException>(() => OpenAsync(options => options.Origin = "other.example/evidence"));
    }

    private Task<EvidenceLog> OpenAsync(Action<EvidenceOptions>? change = null, TimeProvider? time = null)
    {
        var options = new EvidenceOptions { Path = _folder.File("evidence.db") };
        change?.Invoke(options);
        return SqliteEvidenceLog.OpenAsync(options, time ?? TimeProvider.System, null, Cancellation);
    }

    private async Task<EvidenceLog> ReopenAsync(EvidenceLog log)
    {
        await log.DisposeAsync();
        return await OpenAsync();
    }
}
