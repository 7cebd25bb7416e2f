using System.Text;

namespace Appliance.Coding.Tests;

/// <summary>Notes that nobody wrote for us: bounded work, exact spans. No time is asserted; a note that made work grow with its square would not end.</summary>
public sealed class HostileNoteTests
{
    private const int Large = 5_000_000;

    public static TheoryData<string> Kinds() =>
    [
        "empty", "blank", "word", "no", "dots", "colons", "newlines", "bullets", "nested", "oneline", "nul", "surrogates", "headings", "term", "letters", "numbers", "zerowidth", "combining", "commas", "unicode",
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
        var text = string.Join('\n', Engine.Library.Newest.Entries.Where(e => e.Code.Length < 8).Select(e => "- " + e.Title).Take(25_000));
        Corpus.AssertSound(Engine.EncounterOf("Diagnoses:\n" + text), Engine.Code("Diagnoses:\n" + text));
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
        _ => EveryCharacter(),
    };

    private static string Repeat(string part)
    {
        var text = new StringBuilder(Large + part.Length);
        while (text.Length < Large)
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
