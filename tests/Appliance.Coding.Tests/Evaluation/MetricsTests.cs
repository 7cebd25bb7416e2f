using Appliance.Coding.Evaluation;

namespace Appliance.Coding.Tests.Evaluation;

/// <summary>The figures, against examples that were counted by hand.</summary>
public sealed class MetricsTests
{
    /// <summary>
    /// Note a: labelled E11.9, I10, J44.9; shown E11.9 (.9), I10 (.8), R05.9 (.6); hidden J44.9 (.3). Note b: labelled I10; shown I10 (.7). Note c: labelled K21.9 and
    /// E11.65; shown E11.9 (.5).
    /// </summary>
    private static readonly CodedNote[] Notes =
    [
        new("a", ["E11.9", "I10", "J44.9"], [new("E11.9", 0.9, true, true), new("I10", 0.8, true), new("R05.9", 0.6, true), new("J44.9", 0.3, false)]),
        new("b", ["I10"], [new("I10", 0.7, true)]),
        new("c", ["K21.9", "E11.65"], [new("E11.9", 0.5, true)]),
    ];

    [Fact]
    public void MicroCountsEveryCodeOfEveryNoteAlike()
    {
        // Right: E11.9 and I10 in a, I10 in b. Given: 3 + 1 + 1. Labelled: 3 + 1 + 2.
        var micro = Metrics.Micro(Notes);
        Assert.Equal(new Agreement(3, 5, 6), micro);
        Assert.Equal((3 / 5.0, 3 / 6.0, 6 / 11.0), (micro.Precision, micro.Recall, micro.F1));
    }

    [Fact]
    public void CategoriesAgreeWhereTheirCodesDoNot()
    {
        // c's E11 is right now: 4 right; R05 is not.
        Assert.Equal(new Agreement(4, 5, 6), Metrics.ThreeCharacters(Notes));
    }

    [Fact]
    public void MacroCountsEveryCodeAlike()
    {
        // E11.9: P 1/2, R 1/1, F1 2/3. I10: 1, 1, 1. J44.9, K21.9, E11.65: 0. R05.9: 0. Six codes.
        var macro = Metrics.Macro(Notes);
        Assert.Equal(6, macro.Codes);
        Assert.Equal(1.5 / 6, macro.Precision, 12);
        Assert.Equal(2.0 / 6, macro.Recall, 12);
        Assert.Equal((1 + (2.0 / 3)) / 6, macro.F1, 12);
    }

    [Fact]
    public void ANoteMatchesExactlyWithAllItsCodesAndNoOther() => Assert.Equal(1 / 3.0, Metrics.ExactMatch(Notes), 12);

    [Fact]
    public void PrecisionAtFillsAShortRankingWithWrongCodes()
    {
        Assert.Equal((1 + 1 + 0) / 3.0, Metrics.PrecisionAt(Notes, 1), 12);
        Assert.Equal(((3 / 5.0) + (1 / 5.0) + 0) / 3, Metrics.PrecisionAt(Notes, 5), 12);
    }

    [Fact]
    public void AveragePrecisionTakesEachLabelAtItsPlace()
    {
        // a: places 1, 2 and 4: (1/1 + 2/2 + 3/4) / 3. b: 1. c: 0 of 2.
        Assert.Equal(2.75 / 3, Metrics.AveragePrecision(Notes[0]), 12);
        Assert.Equal(((2.75 / 3) + 1 + 0) / 3, Metrics.MeanAveragePrecision(Notes), 12);
    }

    [Fact]
    public void TheHighTierIsCountedByItself() => Assert.Equal(new Agreement(1, 1, 6), Metrics.Micro(Notes.Select(note => note.HighTier())));

    [Fact]
    public void ANoteWithoutLabelsCountsAgainstPrecisionOnly()
    {
        CodedNote[] notes = [new("a", [], [new("I10", 0.9, true)]), new("b", [], [])];
        Assert.Equal(new Agreement(0, 1, 0), Metrics.Micro(notes));
        Assert.Equal((0, 0.5, 0), (Metrics.MeanAveragePrecision(notes), Metrics.ExactMatch(notes), Metrics.Micro(notes).Recall));
    }

    [Fact]
    public void NothingAtAllGivesNoughtAndNoFault()
    {
        var figures = EvaluationFigures.Of([], new Bootstrap(0));
        Assert.Equal((0, 0, 0, 0), (figures.F1.Value, figures.Macro.F1, figures.MeanAveragePrecision.Value, figures.ExactMatch.Interval.High));
    }

    [Fact]
    public void CodesThatBecomeOneByAKeyAreCountedOnceWithTheBetterConfidence()
    {
        var note = new CodedNote("a", ["M54.50", "M54.51"], [new("M54.59", 0.4, false), new("M54.50", 0.7, true)]).Through(GoldRelease.Of2018.KeyOf);
        Assert.Equal(["M54.5"], note.Labels);
        Assert.Equal(new RankedCode("M54.5", 0.7, true), Assert.Single(note.Ranking));
    }

    [Fact]
    public void ChaptersArePrintedInTheirOrder()
    {
        string[] codes = ["A00", "D48.9", "D50.0", "E11.9", "F32.A", "G20.A1", "H25.9", "H90.3", "I10", "J44.9", "K21.9", "L03.90", "M54.50", "N18.9", "O9A.2", "P96.9", "QA0.0", "R05.9", "S72.0", "V43.5", "Z79.4", "U07.1"];
        Assert.Equal(Enumerable.Range(1, 22).Select(n => (int?)n), codes.Select(Chapters.Of));
        Assert.Null(Chapters.Of("?"));
        Assert.Equal("External causes", Chapters.NameOf(20));
        Assert.Equal("Special purposes", Chapters.NameOf(22));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "1")]
    [InlineData(4, "2 to 4")]
    [InlineData(5, "5 to 9")]
    [InlineData(99, "25 to 99")]
    [InlineData(5000, "100 and more")]
    public void FrequenciesFallIntoSteps(int notes, string step) => Assert.Equal(step, Frequency.NameOf(Frequency.StepOf(notes)));

    [Fact]
    public void GroupsAddUpToTheWhole()
    {
        var chapters = Metrics.By(Notes, Chapters.Of);
        Assert.Equal(new Agreement(1, 2, 2), chapters[4]);
        Assert.Equal(Metrics.Micro(Notes), chapters.Values.Aggregate((a, b) => a + b));
    }
}
