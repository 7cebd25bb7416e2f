namespace Appliance.Coding.Tests.Specificity;

public sealed class MissingFactsTests
{
    private const string Text = "ASSESSMENT AND PLAN\n1. Acute on chronic systolic heart failure.\n2. Hypertension.\n3. Chronic kidney disease, stage 3b.\n";

    [Fact]
    public void ACodeThatServesAKnownAndAnUnspecifiedStageAlikeAsksForNothing() =>
        Assert.Empty(Engine.Code(Text).Suggestions.Single(s => s.Code.Value == "I13.0").MissingFacts);
}
