using Appliance.Dashboard.Review;
using Appliance.Domain;

namespace Appliance.Dashboard.Tests.Review;

public sealed class ReviewListTests
{
    [Fact]
    public void SuggestionsBelowTheThresholdAreCountedAndNotShown()
    {
        var list = ReviewList.Of(Views.View(), showBelow: false, TitleOf);

        Assert.Equal(["I50.9", "E11.22", "N18.9"], list.Items.Select(i => i.Code.Value));
        Assert.Equal((1, 3, 0), (list.BelowThreshold, list.Suggested, list.Decided));
    }

    [Fact]
    public void SuggestionsBelowTheThresholdAreShownWhenAskedFor()
    {
        var list = ReviewList.Of(Views.View(), showBelow: true, TitleOf);

        Assert.Equal(ItemOrigin.BelowThreshold, list.Find(Views.Code("M25.569"))!.Origin);
    }

    [Fact]
    public void ADecidedSuggestionBelowTheThresholdStaysInSight()
    {
        var list = ReviewList.Of(Views.View(decisions: Views.Decide("M25.569", DecisionKind.Accepted)), showBelow: false, TitleOf);

        Assert.Equal(4, list.Items.Count);
        Assert.Equal(0, list.BelowThreshold);
    }

    [Fact]
    public void AddedCodesAndCodesOfEarlierNotesFollowTheSuggestions()
    {
        var view = Views.View(decisions: [Views.Decide("Z79.84", DecisionKind.Added), Views.Decide("J45.909", DecisionKind.Accepted)]);
        var list = ReviewList.Of(view, showBelow: false, TitleOf);

        Assert.Equal([ItemOrigin.Added, ItemOrigin.Earlier], list.Items.Skip(3).Select(i => i.Origin));
        Assert.Equal("Looked up Z79.84", list.Items[3].Title);
    }

    [Fact]
    public void AfterADecisionTheNextUndecidedOneComesAndThenTheFirst()
    {
        var list = ReviewList.Of(Views.View(decisions: Views.Decide("E11.22", DecisionKind.Accepted)), showBelow: false, TitleOf);

        Assert.Equal(Views.Code("N18.9"), list.NextUndecided(Views.Code("I50.9")));
        Assert.Equal(Views.Code("I50.9"), list.NextUndecided(Views.Code("N18.9")));
    }

    [Fact]
    public void SteppingStopsAtBothEnds()
    {
        var list = ReviewList.Of(Views.View(), showBelow: false, TitleOf);

        Assert.Equal(Views.Code("I50.9"), list.Step(Views.Code("I50.9"), -1));
        Assert.Equal(Views.Code("E11.22"), list.Step(Views.Code("I50.9"), 1));
        Assert.Equal(Views.Code("N18.9"), list.Step(Views.Code("N18.9"), 1));
        Assert.Equal(Views.Code("I50.9"), list.Step(null, 1));
    }

    [Fact]
    public void ASpanThatDoesNotFitItsNoteIsNotDrawn()
    {
        var view = Views.View();
        var list = ReviewList.Of(view, showBelow: false, TitleOf);

        Assert.Equal(3, list.SpansIn(view.Encounter.Notes[0]).Count);
        Assert.Empty(list.SpansIn(view.Encounter.Notes[0] with { Text = "short" }));
        Assert.Empty(list.SpansIn(view.Encounter.Notes[0] with { Id = new NoteId("other") }));
    }

    private static string TitleOf(Code code) => "Looked up " + code;
}
