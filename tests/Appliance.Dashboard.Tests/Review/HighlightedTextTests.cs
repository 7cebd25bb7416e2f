using Appliance.Dashboard.Review;
using FsCheck;
using FsCheck.Fluent;

namespace Appliance.Dashboard.Tests.Review;

public sealed class HighlightedTextTests
{
    private const string Alphabet = "ab :\n\r\tÄ😀\ud800";

    [Fact]
    public void RunsTileTheWindowExactly() => Prop.ForAll(Cases(), c =>
    {
        var runs = HighlightedText.Split(c.Text, c.Start, c.End, c.Spans);
        var at = c.Start;
        foreach (var run in runs)
        {
            Assert.Equal(at, run.Start);
            Assert.True(run.End > run.Start);
            at = run.End;
        }

        Assert.Equal(c.End, at);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void EveryUnitCarriesTheMarksOfExactlyTheSpansThatCoverIt() => Prop.ForAll(Cases(), c =>
    {
        foreach (var run in HighlightedText.Split(c.Text, c.Start, c.End, c.Spans))
        {
            for (var i = run.Start; i < run.End; i++)
            {
                var expected = c.Spans.Where(s => s.Start <= i && i < s.End).Select(s => s.Mark).Distinct().Order();
                Assert.Equal(expected, run.Marks);
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void WhatIsDisplayedHasTheLengthOfTheText() => Prop.ForAll(Cases(), c =>
    {
        var shown = HighlightedText.Display(c.Text, c.Start, c.End);
        Assert.Equal(c.End - c.Start, shown.Length);
        Assert.DoesNotContain('\0', shown);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void OverlappingSpansAreCutIntoRunsThatNameBoth()
    {
        var runs = HighlightedText.Split("Type 2 diabetes with CKD", 0, 24, [new(0, 15, 0), new(7, 24, 1)]);

        Assert.Equal([(0, 7), (7, 15), (15, 24)], runs.Select(r => (r.Start, r.End)));
        Assert.Equal([[0], [0, 1], [1]], runs.Select(r => r.Marks.ToArray()));
    }

    // Not a theory: half a surrogate pair does not survive as an attribute's argument.
    [Fact]
    public void WhatNoScreenCanShowIsReplacedOneForOne()
    {
        (string Text, string Shown)[] cases =
        [
            ("A\0B", "A\uFFFDB"), ("x\ud800y", "x\uFFFDy"), ("x\udc00y", "x\uFFFDy"), ("😀", "😀"), ("a\r\nb", "a \nb"), ("a\rb", "a\nb"), ("<script>", "<script>"),
        ];

        Assert.All(cases, c => Assert.Equal(c.Shown, HighlightedText.Display(c.Text, 0, c.Text.Length)));
    }

    [Fact]
    public void AShortLineInCapitalsOrWithAColonIsAHeading()
    {
        const string text = "HISTORY\nShe is well.\nPlan:\n1. BP 120:\n";
        var headings = HighlightedText.Split(text, 0, text.Length, []).Where(r => r.Heading).Select(r => text[r.Start..r.End]);

        Assert.Equal(["HISTORY", "Plan:"], headings);
    }

    [Fact]
    public void ASpanInsideAHeadingKeepsItsMark()
    {
        const string text = "DIABETES:\nx";
        var runs = HighlightedText.Split(text, 0, text.Length, [new(0, 8, 3)]);

        Assert.Equal(new TextRun(0, 8, runs[0].Marks) { Heading = true }, runs[0]);
        Assert.Equal([3], runs[0].Marks);
        Assert.True(runs[1].Heading);
    }

    [Fact]
    public void AWindowOfAFiveMegabyteNoteIsCutWithoutReadingTheRest()
    {
        var text = new string('x', 5_000_000);
        var runs = HighlightedText.Split(text, 4_960_000, 5_000_000, [new(10, 20, 0), new(4_999_990, 5_000_000, 1)]);

        Assert.Equal(2, runs.Count);
    }

    [Fact]
    public void ALongNoteOfManyHeadingsIsCut()
    {
        var text = string.Concat(Enumerable.Repeat("HISTORY OF PRESENT ILLNESS\nShe is here for follow-up.\n\nPlan:\n1. Hypertension.\n", 60_000));
        var parts = NoteParts.Divide(text);
        var runs = HighlightedText.Split(text, parts[0].Start, parts[0].End, [new(72, 84, 0)]);

        Assert.InRange(runs.Count, 100, 5_000);
    }

    private static Arbitrary<Case> Cases()
    {
        var gen =
            from letters in Gen.Choose(0, Alphabet.Length - 1).ListOf()
            let text = new string([.. letters.Select(i => Alphabet[i])])
            from start in Gen.Choose(0, text.Length)
            from end in Gen.Choose(start, text.Length)
            from spans in (from a in Gen.Choose(0, text.Length)
                           from b in Gen.Choose(0, text.Length)
                           from mark in Gen.Choose(0, 3)
                           select new MarkedSpan(a, b, mark)).ListOf()
            select new Case(text, start, end, [.. spans.Where(s => s.Start < s.End)]);
        return gen.ToArbitrary();
    }

    private sealed record Case(string Text, int Start, int End, MarkedSpan[] Spans);
}
