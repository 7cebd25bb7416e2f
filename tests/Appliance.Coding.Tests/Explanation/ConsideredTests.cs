using Appliance.Domain;

namespace Appliance.Coding.Tests.Explanation;

public sealed class ConsideredTests
{
    private const string Text = """
        HISTORY OF PRESENT ILLNESS
        No headache last week.
        REVIEW OF SYSTEMS
        Denies headache.
        ASSESSMENT AND PLAN
        1. Headache.
        2. Pneumonia with cough and fever.
        3. Type 2 diabetes mellitus with hyperglycemia.
        """;

    private static readonly CodingResult Explained = Engine.Instance.Code(Engine.EncounterOf(Text), new CodingOptions { Explain = true }, CancellationToken.None);

    [Fact]
    public void ASymptomThatItsDiagnosisExplainsIsNamedWithTheReason()
    {
        var pneumonia = Explained.Suggestions.Single(s => s.Code.Value == "J18.9");
        Assert.Contains(pneumonia.Rules, step => step.Rule.StartsWith("considered.", StringComparison.Ordinal) && step.Text.StartsWith("Considered R05.9", StringComparison.Ordinal));
        Assert.All(Explained.Suggestions.SelectMany(s => s.Rules), step => Assert.Matches(@"\A[A-Za-z0-9._-]{1,64}\z", step.Rule));
    }

    [Fact]
    public void ADeniedMentionOfTheSameCategoryIsToldWithItsCue()
    {
        var headache = Explained.Suggestions.Single(s => s.Code.Value == "R51.9");
        Assert.Contains(headache.Rules, step => step is { Rule: "considered.negated", Text: "“headache” in the review of systems does not count: it is denied (“Denies”)." });
    }

    [Fact]
    public void WithoutBeingAskedThePathStaysShort()
    {
        var plain = Engine.Instance.Code(Engine.EncounterOf(Text), CancellationToken.None);
        Assert.Equal(plain.Suggestions.Select(s => s.Code), Explained.Suggestions.Select(s => s.Code));
        Assert.DoesNotContain(plain.Suggestions.SelectMany(s => s.Rules), step => step.Rule.StartsWith("considered.", StringComparison.Ordinal));
    }

    [Fact]
    public void TheSameEncounterIsExplainedTheSameTwice()
    {
        var again = Engine.Instance.Code(Engine.EncounterOf(Text), new CodingOptions { Explain = true }, CancellationToken.None);
        Assert.Equal(Explained.Suggestions.SelectMany(s => s.Rules), again.Suggestions.SelectMany(s => s.Rules));
    }

    [Fact]
    public void ManyMentionsOfOneCodeAreExplainedWithinBounds()
    {
        var text = string.Concat(Enumerable.Repeat("No headache. Denies cough. ", 5_000)) + "\nASSESSMENT:\n1. Headache.\n2. Cough.";
        var result = Engine.Instance.Code(Engine.EncounterOf(text), new CodingOptions { Explain = true }, CancellationToken.None);
        Assert.All(result.Suggestions, s => Assert.InRange(s.Rules.Count, 1, 30));
    }
}
