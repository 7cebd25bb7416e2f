using Appliance.Dashboard.Live;
using Appliance.Evidence;

namespace Appliance.Dashboard.Tests.Live;

public sealed class TodayCounterTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 11, 2, 0, 0, 0, TimeSpan.Zero);
    private readonly TodayCounter _counter = new(latest: 3, minutes: 10);
    private long _next;

    [Fact]
    public void OnlyWhatHappenedCountsAsAMovement()
    {
        Count(EvidenceAction.SentToWorker, EvidencePhase.Intent);
        Count(EvidenceAction.SentToWorker, EvidencePhase.Done);
        Count(EvidenceAction.SentToWorker, EvidencePhase.Refused);
        Count(EvidenceAction.Lifecycle, EvidencePhase.Fact);
        var today = _counter.Take(Midnight);

        Assert.Equal(new LegTotal(1, 2, 100), today[Leg.ToWorker]);
        Assert.Equal(default, today[Leg.In]);
        Assert.Equal((1, 4), (today.Refused, today.Next));
    }

    [Fact]
    public void TheLatestEntriesComeNewestFirst()
    {
        for (var i = 0; i < 5; i++)
        {
            Count(EvidenceAction.Stored, EvidencePhase.Fact);
        }

        Assert.Equal([4L, 3L, 2L], _counter.Take(Midnight).Latest.Select(e => e.Sequence));
    }

    [Fact]
    public void TotalsBeginAgainAtMidnight()
    {
        Count(EvidenceAction.Received, EvidencePhase.Done);

        Assert.Empty(_counter.Take(Midnight.AddDays(1)).Legs);
    }

    [Fact]
    public void MinutesWithoutAMovementAreThereAndEmpty()
    {
        Count(EvidenceAction.Received, EvidencePhase.Done, Midnight.AddMinutes(3).AddSeconds(59));
        Count(EvidenceAction.Received, EvidencePhase.Refused, Midnight.AddMinutes(5));
        var minutes = _counter.Minutes(Midnight.AddMinutes(5).AddSeconds(30), 4);

        Assert.Equal([0, 1, 0, 0], minutes.Select(m => m.Movements));
        Assert.Equal([0, 0, 0, 1], minutes.Select(m => m.Refused));
    }

    [Fact]
    public void DecisionsAreCountedByWhatWasDecided()
    {
        _counter.Count(new SequencedEntry(0, Entry(EvidenceAction.Decided, EvidencePhase.Fact, Midnight) with { Change = Change.Replaced }, default), Midnight);

        Assert.Equal(1, _counter.Take(Midnight).Decisions[Change.Replaced]);
    }

    private static EvidenceEntry Entry(EvidenceAction action, EvidencePhase phase, DateTimeOffset at) =>
        new() { At = at, Action = action, Phase = phase, Actor = new Token("process:host"), Items = 2, Bytes = 100 };

    private void Count(EvidenceAction action, EvidencePhase phase, DateTimeOffset? at = null) =>
        _counter.Count(new SequencedEntry(_next++, Entry(action, phase, at ?? Midnight.AddMinutes(1)), default), Midnight);
}
