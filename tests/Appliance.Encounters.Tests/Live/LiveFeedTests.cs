using Appliance.Domain;
using Appliance.Encounters.Live;
using Appliance.Encounters.Review;
using Appliance.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Appliance.Encounters.Tests.Live;

public sealed class LiveFeedTests
{
    private static readonly Pseudonym Subject = Pseudonym.New();
    private static readonly EncounterId Id = EncounterId.New();
    private readonly FakeTimeProvider _time = new(Some.Moment);

    [Fact]
    public void CountsFollowEveryChangeOfState()
    {
        var feed = new LiveFeed(_time);
        feed.Load(new Dictionary<EncounterState, long> { [EncounterState.Finished] = 7 });
        feed.StateChanged(Id, Subject, null, EncounterState.Queued, 10);
        feed.StateChanged(Id, Subject, EncounterState.Queued, EncounterState.Coding, 10);
        var now = feed.Current;
        Assert.Equal((7, 0, 1), (now.States[EncounterState.Finished], now.States[EncounterState.Queued], now.States[EncounterState.Coding]));
        Assert.Equal((1, 10, 1), (now.Stages[2].Encounters, now.Stages[2].Bytes, now.Stages[2].PerMinute));
    }

    [Fact]
    public void ARateForgetsWhatIsAMinuteOld()
    {
        var feed = new LiveFeed(_time);
        feed.Received(Id, Subject, EncounterState.Queued, 1);
        _time.Advance(TimeSpan.FromSeconds(59));
        feed.Received(Id, Subject, EncounterState.Queued, 1);
        Assert.Equal(2, feed.Current.Stages[1].PerMinute);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, feed.Current.Stages[1].PerMinute);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal((0, 2), (feed.Current.Stages[1].PerMinute, feed.Current.Stages[1].Encounters));
    }

    [Fact]
    public async Task ASubscriberSeesChangesInOrder()
    {
        var feed = new LiveFeed(_time);
        await using var changes = feed.FollowAsync(default).GetAsyncEnumerator();
        var first = changes.MoveNextAsync();
        feed.StateChanged(Id, Subject, EncounterState.Queued, EncounterState.Coding, 5);
        feed.StateChanged(Id, Subject, EncounterState.Coding, EncounterState.InReview, 0);
        Assert.True(await first);
        Assert.Equal((1, FlowStage.Intake, FlowStage.Worker, false), (changes.Current.Version, changes.Current.From, changes.Current.To, changes.Current.Resync));
        Assert.True(await changes.MoveNextAsync());
        Assert.Equal((2, FlowStage.Review), (changes.Current.Version, changes.Current.To));
    }

    [Fact]
    public async Task ASubscriberThatIsTooSlowIsToldToReadTheCountsAgain()
    {
        var feed = new LiveFeed(_time);
        await using var changes = feed.FollowAsync(default).GetAsyncEnumerator();
        var first = changes.MoveNextAsync();
        for (var i = 0; i < LiveFeed.SubscriberBuffer + 100; i++)
        {
            feed.Received(Id, Subject, EncounterState.Queued, 1);
        }

        // The first change may be handed over before the rest comes; the loss is told with the next one that is read, and once.
        Assert.True(await first);
        var told = changes.Current.Resync ? 1 : 0;
        for (var i = 1; i < LiveFeed.SubscriberBuffer; i++)
        {
            Assert.True(await changes.MoveNextAsync());
            told += changes.Current.Resync ? 1 : 0;
        }

        Assert.Equal(1, told);
    }
}
