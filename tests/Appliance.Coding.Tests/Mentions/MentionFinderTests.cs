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

    [Fact]
    public void EveryEntryOfOurListLeadsToACodeOfTheNewestRelease()
    {
        var codes = Engine.Newest.Lexicon.Codes;
        Assert.Empty(OwnTerms.Read().Where(t => codes.Find(t.Code) < 0).Select(t => t.Phrases[0] + " " + t.Code));
    }

    [Fact]
    public void NoPhraseOfOurListStandsTwice() =>
        Assert.Empty(OwnTerms.Read().SelectMany(t => t.Phrases).GroupBy(p => p).Where(g => g.Count() > 1).Select(g => g.Key));

    [Fact]
    public void EveryPhraseOfOurListGivesASuggestionOrAsksForMoreContext()
    {
        var silent = new List<string>();
        foreach (var term in OwnTerms.Read().Where(t => t.Context < 0))
        {
            foreach (var phrase in term.Phrases)
            {
                if (Engine.Code("Assessment:\n1. " + phrase, Setting.Inpatient).Suggestions.Count == 0)
                    silent.Add(phrase);
            }
        }

        Assert.Empty(silent);
    }

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
