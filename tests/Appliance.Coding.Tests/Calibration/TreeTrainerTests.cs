using Appliance.Coding.Calibration;
using Appliance.Coding.Calibration.Trees;

namespace Appliance.Coding.Tests.Calibration;

public sealed class TreeTrainerTests
{
    [Fact]
    public void TreesLearnWhatNoSingleFeatureTells()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 2_000).Select(_ => new[] { random.NextSingle(), random.NextSingle(), random.NextSingle() }).ToList();
        var labels = rows.Select(r => (r[0] > 0.5f) != (r[2] > 0.3f)).ToArray();

        var trees = TreeTrainer.Train(rows, labels, 3, new TreeOptions(), 1, CancellationToken.None);

        var wrong = rows.Where((r, i) => trees.Score(r) > 0 != labels[i]).Count();
        Assert.InRange(wrong, 0, 40);
        Assert.True(trees.IsSound(3));
        Assert.False(trees.IsSound(2));
    }

    [Fact]
    public void TheSameSeedGivesTheSameTrees()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 500).Select(_ => new[] { random.NextSingle(), random.NextSingle() }).ToList();
        var labels = rows.Select(r => r[0] + random.NextSingle() > 1).ToArray();

        var one = TreeTrainer.Train(rows, labels, 2, new TreeOptions(), 9, CancellationToken.None);
        var two = TreeTrainer.Train(rows, labels, 2, new TreeOptions(), 9, CancellationToken.None);

        Assert.Equal(one.Feature, two.Feature);
        Assert.Equal(one.Threshold, two.Threshold);
    }

    [Fact]
    public void ChildrenBeforeTheirParentAreNotSound()
    {
        Assert.False(new BoostedTrees(0, [0], [0, -1], [0, 0], [0, 0], [1, 0]).IsSound(1));
        Assert.False(new BoostedTrees(0, [2], [-1], [0], [0], [0]).IsSound(1));
        Assert.True(new BoostedTrees(0, [0], [0, -1, -1], [0, 1, 2], [1, 0, 0], [2, 0, 0]).IsSound(1));
    }

    [Fact]
    public void PlattsCurveGivesTheShareOfRightOnes()
    {
        var random = new Random(11);
        var judged = Enumerable.Range(0, 20_000).Select(_ => (random.NextDouble() * 8) - 4).Select(s => (s, random.NextDouble() < 1 / (1 + Math.Exp(-((0.5 * s) - 1))))).ToList();

        var (slope, offset) = Platt.Fit(judged);

        Assert.Equal(0.5, slope, 0.05);
        Assert.Equal(-1, offset, 0.05);
    }
}
