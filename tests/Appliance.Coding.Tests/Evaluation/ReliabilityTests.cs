using Appliance.Coding.Evaluation;

namespace Appliance.Coding.Tests.Evaluation;

public sealed class ReliabilityTests
{
    [Fact]
    public void TheExpectedErrorWeighsEachStepByItsSuggestions()
    {
        // Two steps. Below .5: .2 wrong, .4 right: mean .3, right .5. From .5: .9 right, 1 right: mean .95, right 1.
        CodedNote[] notes = [new("a", ["B", "C", "D"], [new("A", 0.2, false), new("B", 0.4, false), new("C", 0.9, true), new("D", 1, true)])];
        var reliability = Reliability.Of(notes, steps: 2);
        Assert.Equal([2, 2], reliability.Steps.Select(step => step.Count));
        Assert.Equal(0.3, reliability.Steps[0].Confidence, 12);
        Assert.Equal(0.5, reliability.Steps[0].Right, 12);
        Assert.Equal(((2 * 0.2) + (2 * 0.05)) / 4, reliability.ExpectedError, 12);
        Assert.Equal((0.04 + 0.36 + 0.01 + 0) / 4, reliability.Brier, 12);
    }

    [Fact]
    public void NoSuggestionIsNoError() => Assert.Equal((0, 0), (Reliability.Of([]).ExpectedError, Reliability.Of([]).Brier));
}
