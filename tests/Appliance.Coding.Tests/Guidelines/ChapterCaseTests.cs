using Appliance.CodeSets;
using Appliance.Coding.Tests.Cases;

namespace Appliance.Coding.Tests.Guidelines;

/// <summary>Short notes by chapter of the Official Guidelines (chapter-*.txt), with the codes that the guidelines' text and the tabular list ask for.</summary>
public sealed class ChapterCaseTests
{
    private static readonly string[] Files = ["chapter-09-11.txt", "chapter-12-14.txt", "chapter-15-18.txt", "chapter-19.txt", "chapter-20.txt", "chapter-21-22.txt"];

    public static TheoryData<string, string, string, string> Notes() => From(Files);

    /// <summary>Cases that the engine does not pass yet; empty when all do.</summary>
    public static TheoryData<string, string, string, string> OpenNotes() => From(["chapter-open.txt"]);

    [Theory]
    [MemberData(nameof(Notes))]
    public void AShortNoteHasTheCodesOfItsChaptersGuidelines(string note, string setting, string codes, string why)
    {
        var result = Engine.Instance.Code(EncounterCase.Read(note, setting), CancellationToken.None);
        var shown = result.Suggestions.Where(s => s.Shown).Select(s => s.Code.Value).ToArray();
        var inOrder = codes.StartsWith('>');
        var expected = codes.TrimStart('>').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var same = inOrder ? expected.SequenceEqual(shown) : expected.Order(StringComparer.Ordinal).SequenceEqual(shown.Order(StringComparer.Ordinal));
        Assert.True(same, $"{why}: expected {codes}, shown {string.Join(' ', shown)}");
    }

    [Theory(Explicit = true, SkipTestWithoutData = true)]
    [MemberData(nameof(OpenNotes))]
    public void AnOpenCaseHasTheCodesOfItsChaptersGuidelines(string note, string setting, string codes, string why) => AShortNoteHasTheCodesOfItsChaptersGuidelines(note, setting, codes, why);

    [Fact]
    public void EveryExpectedCodeIsBillableOnTheDateOfTheCases()
    {
        var set = Engine.Library.ForDate(EncounterCase.Date).Value;
        var wrong = Files.SelectMany(CaseFile.Read).SelectMany(r => r[2].TrimStart('>').Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct().Where(c => set.Check(c) != CodeValidity.Billable);
        Assert.Empty(wrong);
    }

    private static TheoryData<string, string, string, string> From(string[] files)
    {
        var data = new TheoryData<string, string, string, string>();
        foreach (var record in files.SelectMany(CaseFile.Read))
            data.Add(record[0], record[1], record[2], record[3]);
        return data;
    }
}
