using Appliance.Coding.Evaluation;

namespace Appliance.Coding.Tests.Evaluation;

public sealed class BootstrapTests
{
    [Fact]
    public void NotesThatAreAllAlikeLeaveNoDoubt()
    {
        var interval = new Bootstrap(20).Of([.. Enumerable.Repeat(new Agreement(1, 2, 2), 20)], sum => sum.F1);
        Assert.Equal(new Interval(0.5, 0.5), interval);
    }

    [Fact]
    public void TheIntervalOfAMeanIsThatOfItsDistribution()
    {
        // 400 notes, half of them 1: the standard error is .025, so the interval is about .5 - .049 to .5 + .049.
        var interval = new Bootstrap(400).OfMean([.. Enumerable.Range(0, 400).Select(i => (double?)(i % 2))]);
        Assert.InRange(interval.Low, 0.435, 0.465);
        Assert.InRange(interval.High, 0.535, 0.565);
    }

    [Fact]
    public void TheSameSeedGivesTheSameInterval()
    {
        double?[] values = [.. Enumerable.Range(0, 50).Select(i => (double?)(i * 7 % 11))];
        Assert.Equal(new Bootstrap(50, 3).OfMean(values), new Bootstrap(50, 3).OfMean(values));
        Assert.NotEqual(new Bootstrap(50, 3).OfMean(values), new Bootstrap(50, 4).OfMean(values));
    }

    [Fact]
    public void ANoteThatDoesNotCountIsLeftOut() => Assert.Equal(new Interval(2, 2), new Bootstrap(21).OfMean([null, .. Enumerable.Repeat((double?)2, 20)]));
}
