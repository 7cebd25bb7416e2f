using Appliance.Coding.Calibration;

namespace Appliance.Coding.Tests.Calibration;

public sealed class MeasuresTests
{
    private static readonly RankedNote[] Notes =
    [
        RankedNote.From([new Judged("A", 0.9, true), new Judged("B", 0.8, false), new Judged("C", 0.7, true), new Judged("C", 0.1, true)], 3),
        RankedNote.From([new Judged("D", 0.95, true), new Judged("E", 0.2, false)], 1),
    ];

    [Fact]
    public void FiguresCountKeysOnceAndLabelsThatWereNeverFound()
    {
        var (precision, recall, f1) = Measures.At(Notes, 0.5);

        Assert.Equal(0.75, precision, 9);
        Assert.Equal(0.75, recall, 9);
        Assert.Equal(0.75, f1, 9);
        Assert.Equal((((1 + (2.0 / 3)) / 3) + 1) / 2, Measures.MeanAveragePrecision(Notes), 9);
    }

    [Fact]
    public void ThresholdsAreTheBestF1AndTheLowestThatReachesTheTarget()
    {
        var (display, high) = Measures.Thresholds(Notes, 1.0);

        Assert.Equal(0.45, display);
        Assert.Equal(0.85, high);
    }

    [Fact]
    public void ProbabilitiesThatMeanWhatTheySayHaveNoError()
    {
        var honest = Enumerable.Range(0, 100).Select(i => new Judged("x", 0.25, i % 4 == 0));

        Assert.Equal(0, Measures.CalibrationError(honest), 9);
        Assert.Equal(0.75, Measures.CalibrationError(Enumerable.Range(0, 100).Select(i => new Judged("x", 1, i % 4 == 0))), 9);
    }
}
