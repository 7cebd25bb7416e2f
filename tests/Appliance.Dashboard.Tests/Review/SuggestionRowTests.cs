using Appliance.Dashboard.Review;
using Appliance.Domain;
using Bunit;

namespace Appliance.Dashboard.Tests.Review;

public sealed class SuggestionRowTests : BunitContext
{
    [Fact]
    public void WhatTheCodeIsNotIsSaidInWords()
    {
        var row = Draw(Suggestion() with { Assertion = MentionAssertion.Historical, HighConfidence = true, MissingFacts = ["Side: right or left"] });
        Assert.Equal(["in the past", "high confidence", "1 fact missing"], row.FindAll(".badge").Select(badge => badge.TextContent));
        Assert.Equal("Side: right or left", row.Find(".missing li").TextContent);
    }

    [Fact]
    public void ASuggestionThatIsSimplyThereHasNoBadge() => Assert.Empty(Draw(Suggestion()).FindAll(".badge"));

    [Fact]
    public void WhatWasLeftOutIsFoldedAwayFromThePath()
    {
        var row = Draw(Suggestion() with { Rules = [new RuleStep("lexicon.title", "Title."), new RuleStep("considered.negated", "“heart failure” is denied.")] });
        Assert.Equal("Title. lexicon.title", row.Find(".why ol li").TextContent);
        Assert.Equal("1 thing considered and left out", row.Find("details.considered summary").TextContent);
        Assert.Equal("“heart failure” is denied.", row.Find("details.considered li").TextContent);
    }

    private static Suggestion Suggestion() => Views.Suggest(Views.Note(), "I50.9", "Heart failure", 1);

    private IRenderedComponent<SuggestionRow> Draw(Suggestion suggestion) => Render<SuggestionRow>(p => p
        .Add(x => x.Item, new ReviewItem(0, suggestion.Code, suggestion.Title, ItemOrigin.Suggested, suggestion, null))
        .Add(x => x.Number, 1)
        .Add(x => x.IsSelected, true)
        .Add(x => x.TitleOf, _ => string.Empty));
}
