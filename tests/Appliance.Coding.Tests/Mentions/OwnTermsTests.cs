using Appliance.Coding.Mentions;
using Appliance.Coding.Structure;
using Appliance.Domain;

namespace Appliance.Coding.Tests.Mentions;

/// <summary>Our own list of abbreviations and lay words holds what its files promise.</summary>
public sealed class OwnTermsTests
{
    [Fact]
    public void EveryEntryLeadsToACodeOfTheNewestRelease()
    {
        var codes = Engine.Newest.Lexicon.Codes;
        Assert.Empty(OwnTerms.Read().Where(t => codes.Find(t.Code) < 0).Select(t => t.Phrases[0] + " " + t.Code));
    }

    [Fact]
    public void EveryEntryHasAReason() => Assert.All(OwnTerms.Read(), t => Assert.True(t.Reason.Length >= 5, t.Phrases[0]));

    [Fact]
    public void ThereAreAtLeastFifteenHundredEntries() => Assert.InRange(OwnTerms.Read().Count, 1_500, int.MaxValue);

    [Fact]
    public void NoFileIsLongerThanAPersonReads() => Assert.All(DataFile.Names("terms-"), f => Assert.InRange(DataFile.Read(f).Count(), 0, 390));

    [Fact]
    public void WordsThatLeadToTwoCodesHaveConditionsForAllButTheLast()
    {
        var vocabulary = Engine.Newest.Lexicon.Vocabulary;
        var undecided = OwnTerms.Read().SelectMany(t => t.Phrases.Select(p => (Key: Key(vocabulary, p), Phrase: p, t.Code, t.Context)))
            .GroupBy(p => p.Key).Where(g => g.Select(p => p.Code).Distinct().Count() > 1 && g.DistinctBy(p => p.Code).SkipLast(1).Any(p => p.Context < 0))
            .Select(g => string.Join(", ", g.Select(p => p.Phrase + " " + p.Code)));
        Assert.Empty(undecided);
    }

    [Fact]
    public void NoEntryNamesAPhraseTwice() =>
        Assert.Empty(OwnTerms.Read().SelectMany(t => t.Phrases.Select(p => (p, t.Code))).GroupBy(p => p).Where(g => g.Count() > 1).Select(g => g.Key.p));

    [Fact]
    public void TheFirstPhraseOfEveryEntryFindsItsCodeInAnAssessment()
    {
        var wrong = OwnTerms.Read().Select(t => (Term: t, Note: NoteOf(t))).Where(t => !Finds(t.Term, t.Note) && !Finds(t.Term, NoteWithWordBefore(t.Term)))
            .Select(t => $"{t.Note.Replace("\n", " / ", StringComparison.Ordinal)} | {t.Term.Code} | {string.Join(' ', Codes(t.Note))}").ToList();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void EveryPhraseOfOneMeaningGivesASuggestion()
    {
        var silent = OwnTerms.Read().Where(t => t.Context < 0).SelectMany(t => t.Phrases).Where(p => Codes("Assessment:\n1. " + p).Length == 0).ToList();
        Assert.True(silent.Count == 0, string.Join('\n', silent));
    }

    /// <summary>The phrase with what its condition asks for: a word of the sentence behind it, a word of the note in the plan.</summary>
    private static string NoteOf(OwnTerm term)
    {
        var phrase = term.Phrases[0];
        if (term.Context < 0)
            return "Assessment: " + phrase;
        var context = OwnTerms.Contexts[term.Context];
        if (context.AsksPast)
            return "PMH: status post " + phrase;
        if (context.IsDefault || context.AsProblem)
            return "Assessment:\n1. " + phrase;
        return context.InNote.Length > 0 ? $"Assessment: {phrase}\nPlan: {context.InNote[0]}" : $"Assessment: {phrase}, {context.InSentence[0]}";
    }

    /// <summary>The same with the word of the sentence before the phrase, where the phrase goes on from it ("not carried out").</summary>
    private static string NoteWithWordBefore(OwnTerm term) =>
        term.Context >= 0 && OwnTerms.Contexts[term.Context].InSentence is [var word, ..] ? $"Assessment: {word} {term.Phrases[0]}" : string.Empty;

    private static bool Finds(OwnTerm term, string note) => Array.Exists(Codes(note), c => c.StartsWith(term.Code, StringComparison.Ordinal));

    private static string[] Codes(string note) => [.. Engine.Code(note, Setting.Inpatient).Suggestions.Select(s => s.Code.Value)];

    private static string Key(Vocabulary vocabulary, string phrase) =>
        string.Join(' ', OwnTerms.WordsOf(phrase).Select(w => vocabulary.Find(w).Concept).Distinct().Order());
}
