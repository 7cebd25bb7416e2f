using Appliance.CodeSets;
using Appliance.Coding.Evaluation;

namespace Appliance.Coding.Tests.Evaluation;

public sealed class GoldReleaseTests
{
    [Theory]
    [InlineData("R51.9", "R51")]
    [InlineData("F32.A", "F32.9")]
    [InlineData("M54.50", "M54.5")]
    [InlineData("N18.32", "N18.3")]
    [InlineData("G20.A1", "G20")]
    [InlineData("K35.201", "K35.2")]
    [InlineData("I48.20", "I48.2")]
    [InlineData("F03.A0", "F03.90")]
    [InlineData("F03.B18", "F03.91")]
    [InlineData("F03.90", "F03.90")]
    [InlineData("S72.001A", "S72.001")]
    [InlineData("T81.41XA", "T81.4XX")]
    [InlineData("I10", "I10")]
    public void ANewerCodeBecomesTheOneThatStoodForIt(string code, string older) => Assert.Equal(older, GoldRelease.Of2018.KeyOf(code));

    [Fact]
    public void EveryRowBeginsBillableCodesOfToday()
    {
        var billable = Engine.Library.Newest.Entries.Where(entry => entry.Billable).Select(entry => entry.Code).ToList();
        foreach (var row in DataFile.Read("changed-since-2018.txt"))
        {
            Assert.Equal(4, row.Length);
            Assert.True(billable.Exists(code => code.StartsWith(row[0], StringComparison.Ordinal)), row[0]);
            if (row[3].StartsWith("expanded", StringComparison.Ordinal) && row[0] == row[1])
            {
                Assert.NotEqual(CodeValidity.Billable, Engine.Library.Newest.Check(row[0]));
            }
        }
    }

    [Fact]
    public void ALabelThatNoCodeOfTodayCanBecomeIsCounted()
    {
        CodedNote[] notes = [new("a", ["I10", "V20.0XX", "M54.5"], []), new("b", ["V20.0XX"], [])];
        var unreachable = GoldRelease.Of2018.Unreachable(notes, ["I10", "M54.50"]);
        Assert.Equal(KeyValuePair.Create("V20.0XX", 2), Assert.Single(unreachable));
    }
}
