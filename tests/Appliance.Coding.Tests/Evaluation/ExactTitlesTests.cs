using Appliance.Coding.Evaluation;

namespace Appliance.Coding.Tests.Evaluation;

public sealed class ExactTitlesTests
{
    private static readonly ExactTitles Titles = new(Engine.Library.Newest);

    [Theory]
    [InlineData("Known essential (primary) hypertension, on lisinopril.", "I10")]
    [InlineData("ESSENTIAL (PRIMARY) HYPERTENSION", "I10")]
    [InlineData("essential (primary) hypertensions", "")]
    [InlineData("nonessential (primary) hypertension", "")]
    [InlineData("hypertension", "")]
    [InlineData("Snoring.", "R06.83")]
    public void ATitleIsFoundLetterForLetterBetweenWordEnds(string text, string code) => Assert.Equal(code.Length == 0 ? [] : [code], Titles.Find(text));

    [Fact]
    public void EveryBillableTitleFindsItsOwnCode()
    {
        foreach (var entry in Engine.Library.Newest.Entries.Where(entry => entry.Billable).Where((_, i) => i % 37 == 0))
        {
            Assert.Contains(entry.Code, Titles.Find("Diagnosis: " + entry.Title + "."));
        }
    }
}
