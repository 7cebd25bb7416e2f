using System.Text;
using Appliance.Domain;
using Appliance.Encounters.Storage;

namespace Appliance.Encounters.Tests.Storage;

public sealed class DomainJsonTests
{
    [Fact]
    public void AResultThatWasStoredBeforeThereWereFindingsIsStillRead()
    {
        var stored = Encoding.UTF8.GetBytes(
            """
            {"Release":"FY2027","Suggestions":[{"Code":{"System":"Icd10Cm","Value":"E11.9"},"Title":"t","Support":[{"Span":{"Note":{"Value":"n"},"Start":0,"End":8},"Quote":"diabetes"}],"Confidence":0.9,"Shown":true,"Rules":[{"Rule":"lexicon.title","Text":"Title."}],"Rank":1}],"Refusals":[],"EngineVersion":"0.1.0","ElapsedMs":1.5}
            """);
        var result = DomainJson.Read<CodingResult>(stored);
        var suggestion = Assert.Single(result.Suggestions);
        Assert.Equal((MentionAssertion.Affirmed, false), (suggestion.Assertion, suggestion.HighConfidence));
        Assert.Empty(suggestion.MissingFacts);
        Assert.Empty(result.Gaps);
        Assert.Null(result.Profile);
    }

    [Fact]
    public void AResultComesBackWithAllThatItSays()
    {
        var support = new SupportingText(new NoteSpan(new NoteId("n"), 0, 8), "diab\ud800es");
        var suggestion = new Suggestion(Code.Icd10Cm("E11.9"), "t", [support], 0.9, true, [new RuleStep("lexicon.title", "Title.")])
        {
            Rank = 1,
            Assertion = MentionAssertion.Historical,
            MissingFacts = ["type of diabetes"],
            HighConfidence = true,
        };
        var gap = new DocumentationGap(GapKind.Conflict, "gap.conflict", "Two statements contradict.", [support], [Code.Icd10Cm("E10.9")]);
        var sent = new CodingResult("FY2027", [suggestion], []) { Gaps = [gap], Profile = new string('a', 64) };
        var read = DomainJson.Read<CodingResult>(DomainJson.Write(sent));
        Assert.Equivalent(sent, read, strict: true);
        Assert.Equal("diab\ud800es", read.Gaps[0].Support[0].Quote);
    }
}
