using Appliance.Coding.Assertion;
using Appliance.Coding.Structure;
using Appliance.Coding.Tests.Cases;
using Appliance.Domain;

namespace Appliance.Coding.Tests.Assertion;

public sealed class AssertionReaderTests
{
    public static TheoryData<string, string, string> Sentences()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var record in CaseFile.Read("assertion.txt"))
            data.Add(record[0], record[1], record.Length > 2 ? record[2] : string.Empty);
        return data;
    }

    [Theory]
    [MemberData(nameof(Sentences))]
    public void ASentenceSaysOfItsConditionWhatAReaderWouldSay(string sentence, string expected, string sex)
    {
        var start = sentence.IndexOf('[', StringComparison.Ordinal);
        var text = sentence.Replace("[", string.Empty, StringComparison.Ordinal).Replace("]", string.Empty, StringComparison.Ordinal);
        var end = sentence.IndexOf(']', StringComparison.Ordinal) - 1;
        Assert.Equal(expected, Assess(text, start, end, sex).ToString());
    }

    [Fact]
    public void TheFamilyHistorySectionIsAboutTheFamily() =>
        Assert.Equal(AssertionKind.Family, Assess("FAMILY HISTORY\nDiabetes and stroke.", 15, 23, string.Empty));

    [Fact]
    public void InstructionsSpeakOfWhatMayCome() =>
        Assert.Equal(AssertionKind.Hypothetical, Assess("INSTRUCTIONS\nWatch the fever.", 23, 28, string.Empty));

    private static AssertionKind Assess(string text, int start, int end, string sex)
    {
        var lexicon = Engine.Newest.Lexicon;
        var note = StructureReader.Read(new Note(new NoteId("n"), text), lexicon.Vocabulary, CancellationToken.None);
        var reader = new AssertionReader(note, lexicon.Cues, lexicon.Vocabulary, sex switch
        {
            "M" => AdministrativeSex.Male,
            "F" => AdministrativeSex.Female,
            _ => AdministrativeSex.Unknown,
        });
        foreach (var sentence in note.Sentences)
        {
            reader.MoveTo(sentence);
            var tokens = Enumerable.Range(sentence.FirstToken, sentence.EndToken - sentence.FirstToken).Where(i => note.Tokens[i].Start >= start && note.Tokens[i].End <= end).ToList();
            if (tokens.Count > 0)
                return reader.Assess(tokens[0], tokens[^1] + 1).Kind;
        }

        throw new InvalidOperationException("The words are in no sentence: " + text);
    }
}
