using System.Text.Json;
using Appliance.Domain;

namespace Appliance.Coding.Tests;

public sealed class CodingEngineTests
{
    private const string Visit = "HPI: Mr. Roe has cough.\nASSESSMENT AND PLAN\n1. Hypertension - continue.\n2. Right knee osteoarthritis.\n3. Possible pneumonia.";

    [Fact]
    public void ADateWithoutACodeSetIsRefusedAndNothingIsCoded()
    {
        foreach (var date in new[] { new DateOnly(1890, 5, 1), new DateOnly(2035, 1, 1) })
        {
            var result = Engine.Instance.Code(Engine.EncounterOf(Visit) with { DateOfService = date }, CancellationToken.None);
            Assert.Null(result.Release);
            Assert.Empty(result.Suggestions);
            Assert.Equal("APP-COD-001", Assert.Single(result.Refusals).Code);
        }
    }

    [Theory]
    [InlineData(2024, "FY2025")]
    [InlineData(2025, "FY2026")]
    [InlineData(2026, "FY2027")]
    public void EachReleaseCodesItsOwnDates(int year, string release)
    {
        var encounter = Engine.EncounterOf(Visit) with { DateOfService = new DateOnly(year, 10, 1) };
        var result = Engine.Instance.Code(encounter, CancellationToken.None);
        Assert.Equal(release, result.Release);
        Assert.Contains(result.Suggestions, s => s.Shown && s.Code.Value == "I10");
        Corpus.AssertSound(encounter, result);
    }

    [Fact]
    public void WithoutADateTheNewestReleaseIsUsedAndReported()
    {
        var result = Engine.Instance.Code(Engine.EncounterOf(Visit) with { DateOfService = null }, CancellationToken.None);
        Assert.Equal("FY2027", result.Release);
        Assert.Contains("No date of service", result.Suggestions[0].Rules[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSameEncounterGivesTheSameBytes()
    {
        var first = Bytes(Engine.Code(Visit));
        Parallel.For(0, 16, _ => Assert.Equal(first, Bytes(Engine.Code(Visit))));
        var other = new CodingEngine(Engine.Library);
        Assert.Equal(first, Bytes(other.Code(Engine.EncounterOf(Visit), CancellationToken.None)));
    }

    [Fact]
    public void ASuggestionMayRestOnSeveralNotes()
    {
        var encounter = new Encounter(EncounterId.None,
        [
            new Note(new NoteId("a"), "Assessment:\n1. Hypertension"),
            new Note(new NoteId("b"), "Assessment:\n1. HTN\n2. Gout"),
        ])
        { DateOfService = new DateOnly(2026, 11, 2) };
        var result = Engine.Instance.Code(encounter, CancellationToken.None);
        var suggestion = result.Suggestions.Single(s => s.Code.Value == "I10");
        Assert.Equal(["a", "b"], suggestion.Support.Select(s => s.Span.Note.Value).Order());
        Corpus.AssertSound(encounter, result);
    }

    [Fact]
    public void AnUnsignedNoteDecidesNothing()
    {
        var note = new Note(new NoteId("a"), "Assessment:\n1. Hypertension") { Signed = false };
        var result = Engine.Instance.Code(new Encounter(EncounterId.None, [note]), CancellationToken.None);
        Assert.Empty(result.Suggestions);
        Assert.Equal("APP-COD-002", Assert.Single(result.Refusals).Code);
    }

    [Fact]
    public void AnotherCliniciansDiagnosisIsNotShown()
    {
        var note = new Note(new NoteId("a"), "Assessment:\n1. Hypertension") { Author = AuthorRole.OtherClinician };
        var result = Engine.Instance.Code(new Encounter(EncounterId.None, [note]), CancellationToken.None);
        Assert.False(Assert.Single(result.Suggestions).Shown);
    }

    [Fact]
    public void ASuggestionTellsHowItCameAbout()
    {
        var rules = Engine.Code(Visit).Suggestions.Single(s => s.Code.Value == "M17.11").Rules;
        Assert.Equal(["structure.assessmentplan", "lexicon.own", "assertion.affirmed", "specificity", "codeset.FY2027"], rules.Select(r => r.Rule));
        Assert.All(rules, r => Assert.EndsWith(".", r.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void AnEncounterWithoutNotesHasNoSuggestions() =>
        Assert.Empty(Engine.Instance.Code(new Encounter(EncounterId.None, []), CancellationToken.None).Suggestions);

    private static string Bytes(CodingResult result) => JsonSerializer.Serialize(result with { ElapsedMs = 0 });

    [Fact]
    public void ASpanTakesInTheBracketsOfItsPhraseAndTheEtiologyStandsBeforeItsManifestation()
    {
        var failure = Engine.Code("Assessment: Acute on chronic diastolic (congestive) heart failure").Suggestions.First(s => s.Code.Value == "I50.33");
        Assert.Equal("Acute on chronic diastolic (congestive) heart failure", failure.Support[0].Quote);
        Assert.Equal(["G30.1", "F02.80"], Engine.Shown("Assessment: Alzheimer's disease, late onset, with dementia"));
    }
}
