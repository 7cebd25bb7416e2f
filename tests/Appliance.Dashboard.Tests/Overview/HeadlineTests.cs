using Appliance.Dashboard.Overview;
using Appliance.Dashboard.Shell;

namespace Appliance.Dashboard.Tests.Overview;

public sealed class HeadlineTests
{
    private static readonly MissingControl Missing = new("own network namespace", "bubblewrap is not installed.");
    private static readonly DateTimeOffset Two = new(2026, 11, 2, 2, 10, 0, TimeSpan.Zero);

    [Fact]
    public void EnforcedAndReconciledIsTheOnlyGoodHeadline()
    {
        var headline = Headline.Compute(new BoundaryFacts { Enforced = true, ConnectionsObserved = true, BytesReconciled = true, Workers = 2, SealedWorkers = 2 });

        Assert.Equal((Tone.Ok, "Every byte accounted for today. No undeclared connection"), (headline.Tone, headline.Sentence));
    }

    [Fact]
    public void ADamagedEntryIsNamedInRedHoweverGoodTheRestIs()
    {
        var headline = Headline.Compute(Good() with { EvidenceDamage = 436 });

        Assert.Equal((Tone.Bad, "Evidence damaged at entry 436: run appliance evidence verify"), (headline.Tone, headline.Sentence));
    }

    [Fact]
    public void ObservedButNotEnforcedIsAWarning()
    {
        var headline = Headline.Compute(new BoundaryFacts { ConnectionsObserved = true, Missing = [Missing] });

        Assert.Equal((Tone.Warn, "No undeclared connection seen. Not enforced by this machine", true), (headline.Tone, headline.Sentence, headline.ShowWhy));
    }

    [Fact]
    public void WithoutAnObserverNothingIsSaidAboutConnections()
    {
        var headline = Headline.Compute(new BoundaryFacts { Missing = [Missing], Workers = 1, SealedWorkers = 1 });

        Assert.Equal((Tone.Warn, "The boundary is not enforced by this machine", true), (headline.Tone, headline.Sentence, headline.ShowWhy));
        Assert.DoesNotContain("No undeclared connection", headline.Sentence + headline.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void AGapIsUnknownForItsTime()
    {
        var headline = Headline.Compute(Good() with { Gap = new ObservationGap(Two, Two.AddMinutes(4), "the sentinel was restarted") });

        Assert.Equal((Tone.Warn, "Unknown from 02:10 to 02:14: the sentinel was restarted"), (headline.Tone, headline.Sentence));
    }

    [Fact]
    public void AnUnexplainedConnectionOutweighsAGap()
    {
        var headline = Headline.Compute(Good() with
        {
            Gap = new ObservationGap(Two, Two, "x"),
            Unexplained = [new UnexplainedFlow(Two.AddHours(12).AddMinutes(11), "dotnet", "203.0.113.7")],
        });

        Assert.Equal((Tone.Bad, "1 connection has no agreement: 14:21, dotnet to 203.0.113.7"), (headline.Tone, headline.Sentence));
    }

    [Fact]
    public void EvidenceThatCannotBeWrittenOutweighsEverything()
    {
        var headline = Headline.Compute(Good() with { EvidenceFault = "The disk is full.", Unexplained = [new UnexplainedFlow(Two, "a", "b")] });

        Assert.Equal((Tone.Bad, "Stopped: evidence cannot be written, no data moves", "The disk is full."), (headline.Tone, headline.Sentence, headline.Detail));
    }

    [Fact]
    public void AMissingControlNeverReadsAsGood() =>
        Assert.NotEqual(Tone.Ok, Headline.Compute(Good() with { Missing = [Missing] }).Tone);

    [Fact]
    public void BytesThatAreNotReconciledNeverReadAsGood() =>
        Assert.NotEqual(Tone.Ok, Headline.Compute(Good() with { BytesReconciled = false }).Tone);

    [Theory]
    [InlineData(0, 0, "No coding worker runs.")]
    [InlineData(1, 1, "1 coding worker runs in the full sandbox.")]
    [InlineData(2, 1, "1 of 2 coding workers in the full sandbox.")]
    [InlineData(2, 0, "Each coding worker lacks a part of the sandbox.")]
    public void TheDetailSaysHowWorkersAreConfined(int workers, int isolated, string words) =>
        Assert.EndsWith(words, Headline.Compute(new BoundaryFacts { Workers = workers, SealedWorkers = isolated }).Detail, StringComparison.Ordinal);

    private static BoundaryFacts Good() => new() { Enforced = true, ConnectionsObserved = true, BytesReconciled = true };
}
