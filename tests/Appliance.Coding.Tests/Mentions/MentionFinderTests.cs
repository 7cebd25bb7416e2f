using Appliance.Coding.Mentions;
using Appliance.Coding.Structure;
using Appliance.Domain;

namespace Appliance.Coding.Tests.Mentions;

public sealed class MentionFinderTests
{
    [Theory]
    [InlineData("He has type 2 diabetes mellitus.", "type 2 diabetes mellitus", "E11.9")]
    [InlineData("Diabetes mellitus, type II", "Diabetes mellitus, type II", "E11.9")]
    [InlineData("calculus of the left kidney", "calculus of the left kidney", "N20.0")]
    [InlineData("renal calculi", "renal calculi", "N20.0")]
    [InlineData("He has a prostate carcinoma.", "prostate carcinoma", "C61")]
    [InlineData("heart failure, congestive", "heart failure, congestive", "I50.9")]
    public void ATermIsFoundInAnyOrderWithPluralsSynonymsAndSmallGaps(string text, string words, string code)
    {
        var (found, codes) = Find(text);
        Assert.Contains((words, code), found.Zip(codes));
    }

    [Fact]
    public void TheLongestTermWins() => Assert.Equal(["chronic kidney disease stage 3b"], Find("chronic kidney disease stage 3b").Words);

    [Fact]
    public void WordsOfTwoSentencesMakeNoTerm() => Assert.DoesNotContain("pain. Chest", Find("No pain. Chest is clear.").Words);

    [Fact]
    public void ADenialInsideBreaksATerm() => Assert.Empty(Find("kidney without stone").Words);

    [Theory]
    [InlineData("old")]
    [InlineData("left")]
    [InlineData("illness")]
    [InlineData("screening")]
    [InlineData("elevation")]
    public void AWordThatNamesNoConditionIsNoTerm(string word) => Assert.Empty(Find("The " + word + " was noted.").Words);

    private static (List<string> Words, List<string> Codes) Find(string text)
    {
        var lexicon = Engine.Newest.Lexicon;
        var note = StructureReader.Read(new Note(new NoteId("n"), text), lexicon.Vocabulary, CancellationToken.None);
        var finder = new MentionFinder(lexicon);
        var mentions = new List<Mention>();
        for (var i = 0; i < note.Sentences.Count; i++)
            finder.Find(note.Tokens, note.Sentences[i], i, mentions);
        return (mentions.ConvertAll(m => text[note.Tokens[m.First].Start..note.Tokens[m.End - 1].End]), mentions.ConvertAll(m => lexicon.Codes[lexicon.Terms[m.Term].Entry].Code));
    }
}
