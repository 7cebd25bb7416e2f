using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Workers;
using Appliance.Testing;

namespace Appliance.Encounters.Tests.Workers;

public sealed class FairQueueTests
{
    [Fact]
    public void OfThirteenTurnsEightAreUrgentFourNormalAndOneBulk()
    {
        using var queue = Filled(each: 100);
        var turns = Take(queue, 39);
        Assert.Equal((24, 12, 3), (turns.Count(p => p == CodingPriority.Urgent), turns.Count(p => p == CodingPriority.Normal), turns.Count(p => p == CodingPriority.Bulk)));
        Assert.Equal(CodingPriority.Urgent, turns[0]);
    }

    [Fact]
    public void BulkNeverWaitsLongerThanThirteenTurns()
    {
        using var queue = Filled(each: 100);
        var turns = Take(queue, 104);
        var places = turns.Select((priority, i) => (priority, i)).Where(turn => turn.priority == CodingPriority.Bulk).Select(turn => turn.i).ToList();
        Assert.All(places.Zip(places.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, 13));
    }

    [Fact]
    public void AQueueAloneTakesEveryTurnInOrder()
    {
        using var queue = new FairQueue(10);
        var jobs = Enumerable.Range(0, 10).Select(_ => Job(CodingPriority.Bulk)).ToList();
        Assert.All(jobs, job => Assert.True(queue.TryEnqueue(job)));
        Assert.False(queue.TryEnqueue(Job(CodingPriority.Bulk)));
        Assert.True(queue.TryEnqueue(Job(CodingPriority.Urgent)));
        Assert.True(queue.TryTake(out var urgent));
        Assert.Equal(CodingPriority.Urgent, urgent.Priority);
        foreach (var expected in jobs)
        {
            Assert.True(queue.TryTake(out var taken));
            Assert.Same(expected, taken);
        }

        Assert.False(queue.TryTake(out _));
    }

    [Fact]
    public async Task AReturnedJobIsTheNextOfItsQueue()
    {
        using var queue = new FairQueue(2);
        var first = Job(CodingPriority.Normal);
        queue.TryEnqueue(first);
        queue.TryEnqueue(Job(CodingPriority.Normal));
        Assert.Same(first, await queue.TakeAsync(CancellationToken.None));
        queue.Return(first);
        Assert.Same(first, await queue.TakeAsync(CancellationToken.None));
        Assert.True(queue.TryTake(out var second));
        Assert.False(queue.Remove(second));
    }

    private static FairQueue Filled(int each)
    {
        var queue = new FairQueue(each);
        foreach (var priority in Enum.GetValues<CodingPriority>())
        {
            for (var i = 0; i < each; i++)
            {
                queue.TryEnqueue(Job(priority));
            }
        }

        return queue;
    }

    private static List<CodingPriority> Take(FairQueue queue, int turns) =>
        [.. Enumerable.Range(0, turns).Select(_ => queue.TryTake(out var job) ? job.Priority : throw new InvalidOperationException("empty"))];

    private static CodingJob Job(CodingPriority priority) => new(Some.Encounter(), CodingInstructions.ForClaim, priority, Pseudonym.New(), CancellationToken.None) { EnqueuedAt = 0 };
}
