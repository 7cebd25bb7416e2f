using Appliance.CodeSets;
using Appliance.Coding.Assertion;
using Appliance.Domain;

namespace Appliance.Coding.Tests.Assertion;

/// <summary>What assertions, settings, authors and repeated text make of the codes of an encounter.</summary>
public sealed class EncounterAssertionTests
{
    [Theory]
    [InlineData(Setting.Inpatient, null, true)]
    [InlineData(Setting.Inpatient, "OBSENC", false)]
    [InlineData(Setting.Outpatient, null, false)]
    [InlineData(Setting.Emergency, null, false)]
    [InlineData(Setting.Unknown, null, false)]
    public void AnUncertainDiagnosisIsCodedOnlyAtAnInpatientsDischarge(Setting setting, string? actClass, bool coded)
    {
        var encounter = Engine.EncounterOf("DISCHARGE DIAGNOSES:\n1. Probable pneumonia\n2. Gout", setting) with { Class = actClass };
        Assert.Equal(coded, Shown(encounter).Contains("J18.9"));
        Assert.Contains("M10.9", Shown(encounter));
    }

    [Theory]
    [InlineData("Probable COVID-19", "U07.1")]
    [InlineData("Suspected Zika virus infection", "A92.5")]
    [InlineData("Possible HIV disease", "B20")]
    public void SomeConditionsAreCodedOnlyWhenConfirmed(string diagnosis, string code) =>
        Assert.DoesNotContain(code, Engine.Shown("DISCHARGE DIAGNOSES:\n1. " + diagnosis, Setting.Inpatient));

    [Fact]
    public void WhatWasDoubtedAndThenRuledOutIsNotCoded()
    {
        Assert.DoesNotContain(Engine.Shown("HOSPITAL COURSE: Possible pulmonary embolism on admission. Pulmonary embolism was ruled out by CT.", Setting.Inpatient), c => c.StartsWith("I26", StringComparison.Ordinal));
        Assert.Contains(Engine.Shown("HOSPITAL COURSE: The film showed no pulmonary embolism.\nDISCHARGE DIAGNOSES: Probable pulmonary embolism", Setting.Inpatient), c => c.StartsWith("I26", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ASSESSMENT:\n1. Screening for diabetes", "Z13.1")]
    [InlineData("ASSESSMENT:\n1. Osteoporosis screening", "Z13.820")]
    [InlineData("ASSESSMENT:\n1. Encounter for screening for lung cancer", "Z12.2")]
    [InlineData("ASSESSMENT:\n1. Depression screening", "Z13.31")]
    public void AScreeningIsReportedAndTheConditionIsNot(string text, string code) => Assert.Equal([code], Engine.Shown(text));

    [Fact]
    public void EveryScreeningAndAllergyCodeIsInForce() =>
        Assert.All(Screening.Codes.Concat(Allergens.Codes), code => Assert.True(Engine.Library.Newest.Check(code) is CodeValidity.Billable or CodeValidity.NeedsSeventhCharacter, code));

    [Theory]
    [InlineData("ALLERGIES: penicillin (rash), sulfa\nHOSPITAL COURSE: Treated for pneumonia.", "Z88.0 Z88.2", true)]
    [InlineData("ALLERGIES:\n- Latex\n- Shellfish\nHOSPITAL COURSE: Treated for pneumonia.", "Z91.040 Z91.013", true)]
    [InlineData("HOSPITAL COURSE: She is allergic to codeine. Treated for pneumonia.", "Z88.5", true)]
    [InlineData("ALLERGIES: No known drug allergies\nHOSPITAL COURSE: Treated for pneumonia with penicillin.", "Z88.0", false)]
    [InlineData("HOSPITAL COURSE: Denies allergy to penicillin. Treated for pneumonia.", "Z88.0", false)]
    [InlineData("HOSPITAL COURSE: Her mother is allergic to penicillin. Treated for pneumonia.", "Z88.0", false)]
    public void AnAllergyThatIsDocumentedIsAStatus(string text, string codes, bool shown)
    {
        var found = Engine.Shown(text, Setting.Inpatient);
        Assert.All(codes.Split(' '), code => Assert.Equal(shown, found.Contains(code)));
        Assert.DoesNotContain(found, c => c.StartsWith('R'));
    }

    [Fact]
    public void AnotherCliniciansNoteDecidesOnlyWhatTheGuidelineNames()
    {
        const string Provider = "Assessment:\n1. Pressure ulcer of the sacrum\n2. Obesity";
        const string Nurse = "Stage 3 pressure ulcer of the sacrum. Homelessness. Pneumonia.";
        var both = Shown(Of((Provider, AuthorRole.Provider), (Nurse, AuthorRole.OtherClinician)));
        Assert.Contains(both, IsStageThree);
        Assert.Contains(both, c => c.StartsWith("Z59.0", StringComparison.Ordinal));
        Assert.DoesNotContain("J18.9", both);
        Assert.DoesNotContain(Shown(Of(("Assessment:\n1. Obesity", AuthorRole.Provider), (Nurse, AuthorRole.OtherClinician))), IsStageThree);
    }

    private static bool IsStageThree(string code) => code.StartsWith("L89", StringComparison.Ordinal) && code.EndsWith('3');

    [Fact]
    public void TextCopiedForwardIsMarkedAndCountsOnce()
    {
        const string Course = "HOSPITAL COURSE: The patient was admitted with gout of the right great toe and was treated with colchicine.";
        var once = Engine.Instance.Code(Of((Course, AuthorRole.Provider)), CancellationToken.None).Suggestions.First(s => s.Code.Value.StartsWith("M10", StringComparison.Ordinal));
        var copied = Engine.Instance.Code(Of((Course, AuthorRole.Provider), (Course.Replace("was admitted", "was\nadmitted", StringComparison.Ordinal), AuthorRole.Provider)), CancellationToken.None)
            .Suggestions.First(s => s.Code == once.Code);
        Assert.Equal(once.Confidence, copied.Confidence);
        Assert.Equal(2, copied.Support.Count);
        Assert.Contains(copied.Rules, r => r.Rule == "structure.copied");
        Assert.DoesNotContain(once.Rules, r => r.Rule == "structure.copied");
    }

    [Fact]
    public void AStatusInAColumnOfItsOwnIsTheRows()
    {
        var shown = Engine.Shown("DISCHARGE DIAGNOSES\nHypertension\tI10\tActive\nPneumonia\tJ18.9\tRuled out\nGout\tM10.9\tActive", Setting.Inpatient);
        Assert.Contains("I10", shown);
        Assert.Contains("M10.9", shown);
        Assert.DoesNotContain("J18.9", shown);
    }

    [Fact]
    public void AnAddendumIsRead() =>
        Assert.Contains("J18.9", Engine.Shown("HISTORY: Cough for a week.\nADDENDUM 11/3/2026 14:10: The patient has pneumonia."));

    private static string[] Shown(Encounter encounter) => [.. Engine.Instance.Code(encounter, CancellationToken.None).Suggestions.Where(s => s.Shown).Select(s => s.Code.Value)];

    private static Encounter Of(params (string Text, AuthorRole Author)[] notes) =>
        new(EncounterId.None, [.. notes.Select((n, i) => new Note(new NoteId("n" + i), n.Text) { Author = n.Author })]) { Setting = Setting.Inpatient, DateOfService = new DateOnly(2026, 11, 2) };
}
