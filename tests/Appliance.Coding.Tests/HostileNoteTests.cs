using System.Text;
using Appliance.Coding.Structure;
using Appliance.Domain;

namespace Appliance.Coding.Tests;

/// <summary>Notes that nobody wrote for us: bounded work, exact spans. No time is asserted; a note that made work grow with its square would not end.</summary>
public sealed class HostileNoteTests
{
    private const int Large = 5_000_000;
    private const int Medium = 1_000_000;

    public static TheoryData<string> Kinds() =>
    [
        "empty", "blank", "word", "no", "dots", "colons", "newlines", "bullets", "nested", "oneline", "nul", "surrogates", "headings", "term", "letters", "numbers", "zerowidth", "combining", "commas", "unicode",
        "deep", "marks", "mixed", "table", "dialogue", "questions", "allergies", "wrapped", "capitals", "copies",
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AHostileNoteIsReadToItsEndWithExactSpans(string kind)
    {
        var text = Make(kind);
        Corpus.AssertSound(Engine.EncounterOf(text), Engine.Code(text));
    }

    [Fact]
    public void ANoteThatListsTheWholeTabularIsReadWithExactSpans()
    {
        var text = new StringBuilder("Diagnoses:\n");
        foreach (var entry in Engine.Library.Newest.Entries)
        {
            if (text.Length < Large)
                text.Append("- ").Append(entry.Title).Append('\n');
        }

        Corpus.AssertSound(Engine.EncounterOf(text.ToString()), Engine.Code(text.ToString()));
    }

    /// <summary>Twice the text has twice the tokens and sentences, and no sentence is longer than its bound: the steps that follow are bounded for each of them.</summary>
    [Theory]
    [InlineData("wrapped")]
    [InlineData("oneline")]
    [InlineData("dialogue")]
    [InlineData("headings")]
    public void WhatIsReadGrowsWithTheLengthOfTheNote(string kind)
    {
        var text = Make(kind)[..400_000];
        text = text[..(text.LastIndexOfAny(['.', '\n']) + 1)];
        var (once, twice) = (Read(text), Read(text + "\n\n" + text));
        Assert.InRange(twice.Tokens.Count, 2 * once.Tokens.Count, (2 * once.Tokens.Count) + 1);
        Assert.InRange(twice.Sentences.Count, (2 * once.Sentences.Count) - 1, (2 * once.Sentences.Count) + 1);
        Assert.All(twice.Sentences, s => Assert.InRange(s.EndToken - s.FirstToken, 1, StructureReader.MaxSentenceTokens));
    }

    [Fact]
    public void TextCopiedThroughManyNotesIsReadToItsEnd()
    {
        var text = Make("copies")[..50_000];
        var notes = Enumerable.Range(0, 40).Select(i => new Note(new NoteId("n" + i), text)).ToList();
        var encounter = Engine.EncounterOf(text) with { Notes = notes };
        Corpus.AssertSound(encounter, Engine.Instance.Code(encounter, CancellationToken.None));
    }

    [Fact]
    public void CancellationStopsTheWork()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Engine.Instance.Code(Engine.EncounterOf(Make("term")), source.Token));
    }

    [Fact]
    public void ZeroWidthCharactersInsideATermDoNotHideIt() => Assert.Contains("I10", Engine.Shown("Assessment: hyper\u200btension"));

    [Theory]
    [InlineData("Assessment: pneu\u00admonia")]
    [InlineData("Assessment: \u202bpneumonia\u202c")]
    [InlineData("Assess\u200bment:\u200e pneumonia")]
    public void DirectionMarksAndSoftHyphensDoNotHideATerm(string text) => Assert.Contains("J18.9", Engine.Shown(text));

    private static NoteStructure Read(string text) => StructureReader.Read(new Note(new NoteId("n"), text), Engine.Newest.Lexicon.Vocabulary, CancellationToken.None);

    private static string Make(string kind) => kind switch
    {
        "empty" => string.Empty,
        "blank" => new string(' ', Large),
        "word" => Repeat("diabetes "),
        "no" => Repeat("no "),
        "dots" => Repeat(". "),
        "colons" => Repeat("A: "),
        "newlines" => new string('\n', Large),
        "bullets" => Repeat("\u2022 "),
        "nested" => Repeat("- - - - * 1. "),
        "oneline" => Repeat("The patient denies fever, chills, chest pain and has type 2 diabetes mellitus without complications, "),
        "nul" => Repeat("asthma\0"),
        "surrogates" => Repeat("gout\ud800 \udc00asthma\ud83d\ude00"),
        "headings" => Repeat("ASSESSMENT:\n1. Gout\nPLAN:\n"),
        "term" => Repeat("chronic obstructive pulmonary disease with acute exacerbation "),
        "letters" => new string('a', Large),
        "numbers" => Repeat("1.2.3 "),
        "zerowidth" => Repeat("\u200b"),
        "combining" => "e" + new string('\u0301', Large),
        "commas" => Repeat("right, left, acute, "),
        "deep" => string.Join('\n', Enumerable.Range(0, 1_400).Select(i => new string(' ', i) + "- gout")),
        "marks" => Repeat("gout\u200f \u202epneu\u2066mo\u00adnia\u202c ", Medium),
        "mixed" => Repeat("Gout\r\n\rAsthma\n\u2028Hypertension\u0085\fMigraine\v\n\r", Medium),
        "table" => Repeat("Gout | resolved | 2019\tactive   stable\n", Medium),
        "dialogue" => Repeat("Doctor: Any chest pain? Patient: No, but my mother has gout. ", Medium),
        "questions" => Repeat("Gout? ", Medium),
        "allergies" => Repeat("ALLERGIES: penicillin (rash), sulfa - hives\n", Medium),
        "wrapped" => Repeat("The patient has had gout and asthma for a long time and denies fever, chills,\ncough or any chest pain.\n", Medium),
        "capitals" => Repeat("THE PATIENT HAS HAD GOUT AND ASTHMA FOR A LONG TIME AND DENIES FEVER, CHILLS,\nCOUGH OR ANY CHEST PAIN.\n", Medium),
        "copies" => Repeat("1. Gout, stable on allopurinol, no flare since the last visit in spring, continue the same\n", Medium),
        _ => EveryCharacter(),
    };

    private static string Repeat(string part, int length = Large)
    {
        var text = new StringBuilder(length + part.Length);
        while (text.Length < length)
            text.Append(part);
        return text.ToString();
    }

    private static string EveryCharacter()
    {
        var text = new StringBuilder(200_000);
        for (var c = 0; c <= char.MaxValue; c++)
            text.Append((char)c).Append(c % 7 == 0 ? " gout " : string.Empty);
        return text.ToString();
    }
}
