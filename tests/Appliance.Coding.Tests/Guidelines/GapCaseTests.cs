using Appliance.Coding.Tests.Cases;
using Appliance.Domain;

namespace Appliance.Coding.Tests.Guidelines;

public sealed class GapCaseTests
{
    private static readonly string[] Leading = ["please add", "please document ", "should be", "consider documenting", "can you document", "must be"];

    public static TheoryData<string, string, string, string> Cases()
    {
        var data = new TheoryData<string, string, string, string>();
        foreach (var record in CaseFile.Read("gaps.txt"))
            data.Add(record[0], record[1], record[2], record[3]);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AShortNoteHasTheGapsThatACoderWouldAskAbout(string note, string setting, string rules, string why)
    {
        var text = note.Replace("\\n", "\n", StringComparison.Ordinal);
        var result = Engine.Code(text, setting[0] == 'I' ? Setting.Inpatient : Setting.Outpatient);
        var found = result.Gaps.Where(g => g.Rule != "gap.specificity").Select(g => g.Rule).Order(StringComparer.Ordinal);
        Assert.True(rules.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).SequenceEqual(found), $"{why}: expected {rules}, found {string.Join(' ', found)} in {note}");
        foreach (var gap in result.Gaps)
        {
            Assert.NotEmpty(gap.Support);
            Assert.All(gap.Support, s => Assert.Equal(text[s.Span.Start..s.Span.End], s.Quote));
            Assert.DoesNotContain(Leading, words => gap.Text.Contains(words, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void AMedicineWithoutDiagnosisIsAskedAboutWithoutNamingOne()
    {
        var gap = Assert.Single(Engine.Code("Medications: metformin 500 mg\nAssessment: Gout").Gaps, g => g.Kind == GapKind.MedicationWithoutDiagnosis);
        Assert.DoesNotContain("diabetes", gap.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("metformin", Assert.Single(gap.Support).Quote);
        Assert.Empty(gap.Codes);
    }

    [Fact]
    public void TwoCodesThatExcludeEachOtherAndStandEquallyAreAskedAbout()
    {
        var gap = Assert.Single(Engine.Code("Assessment:\n1. Spondylolisthesis, lumbar region\n2. Congenital spondylolisthesis").Gaps, g => g.Kind == GapKind.Excludes);
        Assert.Equal(2, gap.Codes.Count);
        Assert.Equal(2, gap.Support.Count);
    }

    [Fact]
    public void TheMentionsPolicyTellsNoGaps() =>
        Assert.Empty(Engine.Instance.Code(Engine.EncounterOf("Medications: metformin\nAssessment: Gout"), new CodingOptions { Policy = CodingPolicy.Mentions }, CancellationToken.None).Gaps);
}
