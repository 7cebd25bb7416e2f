using Appliance.Dashboard.Review;
using Appliance.Domain;
using Bunit;

namespace Appliance.Dashboard.Tests.Review;

public sealed class NotePaneTests : BunitContext
{
    [Fact]
    public void TheNoteIsDrawnWordForWordWithItsMarks()
    {
        var view = Views.View();
        var pane = Draw(view.Encounter.Notes, ReviewList.Of(view, false, _ => string.Empty), Views.Code("N18.9"));

        Assert.Equal(Views.NoteText, pane.Find(".notetext").TextContent);
        Assert.Equal(["Heart failure", "Type 2 diabetes with ", "chronic kidney disease"], pane.FindAll("mark").Select(m => m.TextContent));
        Assert.Equal("chronic kidney disease", pane.Find("mark.chosen").TextContent);
        Assert.Equal("1 2", pane.Find("mark.chosen").GetAttribute("data-hit"));
    }

    [Fact]
    public void MarkupInANoteIsText()
    {
        var note = Views.Note("<b>Heart failure</b> Type 2 diabetes with chronic kidney disease <script>alert(1)</script>");
        var view = Views.View(note: note);
        var pane = Draw(view.Encounter.Notes, ReviewList.Of(view, false, _ => string.Empty), null);

        Assert.Empty(pane.FindAll("script, b"));
        Assert.Equal(note.Text, pane.Find(".notetext").TextContent);
    }

    [Fact]
    public void ANoteOfFiveMegabytesIsDrawnInPartsAndTurnedToTheChosenWords()
    {
        var text = string.Concat(Enumerable.Repeat("HISTORY\nShe is here for follow-up of chronic problems.\n\n", 90_000)) + Views.NoteText;
        var note = Views.Note(text);
        var view = Views.View(note: note);
        var pane = Draw(view.Encounter.Notes, ReviewList.Of(view, false, _ => string.Empty), Views.Code("I50.9"));

        Assert.InRange(pane.Find(".notetext").TextContent.Length, 1, NoteParts.TargetLength * 2);
        Assert.Equal("Heart failure", pane.Find("mark.chosen").TextContent);
    }

    [Fact]
    public void PickingSharedWordsTwiceTakesTheOtherSuggestion()
    {
        var view = Views.View();
        var picked = new List<Code>();
        var list = ReviewList.Of(view, false, _ => string.Empty);
        var pane = Render<NotePane>(p => p.Add(x => x.Notes, view.Encounter.Notes).Add(x => x.List, list).Add(x => x.Selected, Views.Code("E11.22")).Add(x => x.OnSelect, picked.Add));

        pane.FindAll("mark")[2].Click();

        Assert.Equal([Views.Code("N18.9")], picked);
    }

    private IRenderedComponent<NotePane> Draw(IReadOnlyList<Note> notes, ReviewList list, Code? selected) =>
        Render<NotePane>(p => p.Add(x => x.Notes, notes).Add(x => x.List, list).Add(x => x.Selected, selected));
}
