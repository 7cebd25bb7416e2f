using Appliance.Domain;

namespace Appliance.Coding.Tests;

/// <summary>The mentions policy reports every condition that the notes name, with what they say of it; a claim is never made of it.</summary>
public sealed class MentionsPolicyTests
{
    private static readonly CodingOptions Mentions = new() { Policy = CodingPolicy.Mentions };

    [Theory]
    [InlineData("He has pneumonia.", "J18.9", MentionAssertion.Affirmed)]
    [InlineData("There was no pneumonia.", "J18.9", MentionAssertion.Negated)]
    [InlineData("Possible pneumonia.", "J18.9", MentionAssertion.Possible)]
    [InlineData("His father had asthma.", "J45.909", MentionAssertion.Family)]
    [InlineData("Return if you develop pneumonia.", "J18.9", MentionAssertion.Hypothetical)]
    public void AMentionIsReportedWithWhatTheNoteSaysOfIt(string text, string code, MentionAssertion assertion)
    {
        var suggestion = Code(text).Single(s => s.Code.Value == code);
        Assert.True(suggestion.Shown);
        Assert.Equal(assertion, suggestion.Assertion);
    }

    [Fact]
    public void WhereMentionsDifferTheAffirmedOneDecides()
    {
        Assert.Equal(MentionAssertion.Affirmed, Code("No pneumonia on admission. On day three he had pneumonia.").Single(s => s.Code.Value == "J18.9").Assertion);
    }

    [Theory]
    [InlineData("Review of systems:\nHeadache.", "R51.9")]
    [InlineData("Allergies:\nUrticaria after penicillin.", "L50.9")]
    public void SectionsDoNotSuppress(string text, string code) => Assert.Contains(Code(text), s => s.Shown && s.Code.Value == code);

    [Fact]
    public void ASymptomStandsBesideItsDiagnosis()
    {
        const string Note = "Assessment:\n1. Pneumonia\n2. Cough";
        Assert.DoesNotContain("R05.9", Engine.Shown(Note));
        Assert.Contains(Code(Note), s => s.Shown && s.Code.Value == "R05.9");
    }

    [Theory]
    [InlineData("The pain went on.", "R52")]
    [InlineData("There was necrosis.", "I96")]
    public void AGeneralWordIsAMentionAndNeverPartOfAClaim(string text, string code)
    {
        Assert.Contains(Code(text), s => s.Shown && s.Code.Value == code);
        Assert.DoesNotContain(Engine.Code(text).Suggestions, s => s.Code.Value == code);
    }

    private static IReadOnlyList<Suggestion> Code(string text)
    {
        var encounter = Engine.EncounterOf(text);
        var result = Engine.Instance.Code(encounter, Mentions, CancellationToken.None);
        Corpus.AssertSound(encounter, result);
        return result.Suggestions;
    }
}
