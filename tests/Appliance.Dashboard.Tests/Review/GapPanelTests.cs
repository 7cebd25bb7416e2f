using Appliance.Dashboard.Review;
using Appliance.Domain;
using Bunit;

namespace Appliance.Dashboard.Tests.Review;

public sealed class GapPanelTests : BunitContext
{
    private static readonly DocumentationGap Side = Gap("Which knee is not said.", "Knee pain");

    [Fact]
    public void AGapIsAButtonWithItsKindSentenceAndCodes()
    {
        var opened = new List<DocumentationGap>();
        var panel = Render<GapPanel>(p => p.Add(x => x.Gaps, [Side]).Add(x => x.OnOpen, opened.Add));
        var button = panel.Find("button.gap");
        Assert.Equal(("A fact is missing", "Which knee is not said.", "M25.569"), (panel.Find(".gapkind").TextContent, button.QuerySelectorAll("span")[1].TextContent, panel.Find(".gapcodes").TextContent));
        button.Click();
        Assert.Equal([Side], opened);
    }

    [Fact]
    public void WithoutGapsThereIsNoPanel() => Assert.Empty(Render<GapPanel>(p => p.Add(x => x.Gaps, [])).Markup.Trim());

    [Fact]
    public void TheWordsOfAGapAreMarkedApartFromThoseOfSuggestions()
    {
        var view = Views.View();
        var pane = Render<NotePane>(p => p
            .Add(x => x.Notes, view.Encounter.Notes)
            .Add(x => x.List, ReviewList.Of(view, false, _ => string.Empty))
            .Add(x => x.Highlighted, [Side.Support[0].Span, Span("kidney disease")]));
        Assert.Equal("Knee pain", pane.Find("mark.gapmark:not([role])").TextContent);
        var shared = pane.Find("mark.gapmark[role='button']");
        Assert.Equal(("kidney disease", "1 2"), (shared.TextContent, shared.GetAttribute("data-hit")));
        Assert.Equal(Views.NoteText, pane.Find(".notetext").TextContent);
    }

    private static DocumentationGap Gap(string text, string quote) =>
        new(GapKind.MissingSpecificity, "gap.side", text, [new SupportingText(Span(quote), quote)], [Views.Code("M25.569")]);

    private static NoteSpan Span(string quote)
    {
        var at = Views.NoteText.IndexOf(quote, StringComparison.Ordinal);
        return new NoteSpan(new NoteId("n1"), at, at + quote.Length);
    }
}
