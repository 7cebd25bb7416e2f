using Appliance.Domain;
using Appliance.Encounters.Workers;
using Appliance.Encounters.Workers.Launch;
using Appliance.Evidence;

namespace Appliance.Encounters.Tests.Workers;

/// <summary>A worker process that lies; each lie through the whole way from socket to answer.</summary>
public sealed class HostileAnswerTests(HostileAnswerTests.LyingWorker lying) : IClassFixture<HostileAnswerTests.LyingWorker>
{
    [Theory]
    [InlineData("unknown-code")]
    [InlineData("category")]
    [InlineData("lower-case")]
    [InlineData("undotted")]
    [InlineData("other-system")]
    [InlineData("no-span")]
    [InlineData("span-beyond")]
    [InlineData("span-negative")]
    [InlineData("span-empty")]
    [InlineData("other-note")]
    [InlineData("negative-note")]
    [InlineData("confidence")]
    [InlineData("not-a-number")]
    [InlineData("rank")]
    [InlineData("rule-id")]
    [InlineData("assertion")]
    [InlineData("missing-flood")]
    public async Task ASuggestionThatDoesNotHoldIsLeftOut(string lie)
    {
        var answer = await lying.Pool.CodeAsync("lie " + lie);
        Assert.Empty(answer.Value.Result.Suggestions);
        Assert.Equal(0, lying.Pool.Entries.Last(entry => entry.Action == EvidenceAction.SuggestionsReturned).Items);
    }

    [Theory]
    [InlineData("gap-span-beyond")]
    [InlineData("gap-span-negative")]
    [InlineData("gap-code")]
    [InlineData("gap-code-undotted")]
    [InlineData("gap-rule")]
    [InlineData("gap-kind")]
    [InlineData("gap-note")]
    public async Task AGapThatDoesNotHoldIsLeftOutAndTheSuggestionStays(string lie)
    {
        var result = (await lying.Pool.CodeAsync("lie " + lie)).Value.Result;
        Assert.Empty(result.Gaps);
        Assert.Single(result.Suggestions);
    }

    [Fact]
    public async Task AGapMayConcernACategoryAndQuotesTheHostsOwnText()
    {
        var gap = (await lying.Pool.CodeAsync("lie gap-true")).Value.Result.Gaps.Single();
        Assert.Equal(("lie", "E11", GapKind.Conflict), (gap.Support.Single().Quote, gap.Codes.Single().Value, gap.Kind));
    }

    [Fact]
    public async Task ASpanThatCutsASurrogatePairIsLeftOut() =>
        Assert.Empty((await lying.Pool.CodeAsync("lie split-surrogate")).Value.Result.Suggestions);

    [Fact]
    public async Task TheSameCodeTwiceIsSuggestedOnce() =>
        Assert.Single((await lying.Pool.CodeAsync("lie twice")).Value.Result.Suggestions);

    [Fact]
    public async Task ARefusalInTheNameOfAnotherPartIsLeftOut() =>
        Assert.Empty((await lying.Pool.CodeAsync("lie refusal-of-others")).Value.Result.Refusals);

    [Theory]
    [InlineData("request-id")]
    [InlineData("release")]
    [InlineData("no-release")]
    [InlineData("version")]
    [InlineData("profile")]
    [InlineData("gap-flood")]
    [InlineData("flood")]
    [InlineData("huge")]
    [InlineData("gibberish")]
    public async Task AnAnswerThatNoHonestWorkerGivesIsRefusedAndTheWorkerReplaced(string lie)
    {
        // The cases share one pool and may run in any order: only what this one leaves counts.
        var earlier = lying.Pool.Entries.Count;
        var before = lying.Pool.Pool.Status[0];
        var answer = await lying.Pool.CodeAsync("lie " + lie);
        Assert.Equal("APP-WRK-004", answer.Refusal?.Code);
        var entries = lying.Pool.Entries.Skip(earlier).ToList();
        var refused = Assert.Single(entries, entry => entry.Action == EvidenceAction.Refused);
        Assert.Equal((new Token("APP-WRK-004"), Zone.Worker, Zone.Host), (refused.Reason, refused.From, refused.To));
        Assert.Single(entries, entry => entry.Action == EvidenceAction.SentToWorker && entry.Phase == EvidencePhase.Done && entry.Subject == refused.Subject);

        // The next encounter is answered by another process; the place stays marked.
        Assert.True((await lying.Pool.CodeAsync("an ordinary note")).Succeeded);
        var after = lying.Pool.Pool.Status[0];
        Assert.NotEqual(before.ProcessId, after.ProcessId);
        Assert.Equal(before.InvalidAnswers + 1, after.InvalidAnswers);
        Assert.Equal(WorkerEnd.InvalidAnswer, after.LastEnd);
    }

    [Fact]
    public async Task TitleAndQuoteAreTheHostsOwn()
    {
        const string text = "an ordinary note \ud800 with a lone surrogate";
        var suggestion = (await lying.Pool.CodeAsync(text)).Value.Result.Suggestions.Single();
        Assert.True(TestPool.Library.Newest.TryGet("E11.9", out var entry));
        Assert.Equal(entry.Title, suggestion.Title);
        Assert.Equal(text, suggestion.Support.Single().Quote);
        Assert.Equal(Code.Icd10Cm("E11.9"), suggestion.Code);
    }

    public sealed class LyingWorker : IAsyncLifetime
    {
        internal TestPool Pool { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Pool = await TestPool.StartAsync(TestPool.Hostile, launcher: new PlainLauncher("the test does not need one"));
            await Pool.WhenAsync(worker => worker.State == WorkerState.Ready);
        }

        public ValueTask DisposeAsync() => Pool.DisposeAsync();
    }
}
