using Appliance.Coding.Guidelines;

namespace Appliance.Coding.Tests.Guidelines;

public sealed class RuleFileTests
{
    [Fact]
    public void EveryRuleIsAboutCodesThatTheReleaseHoldsAndLeadsToCodesThatItHolds()
    {
        var held = Engine.Library.Newest.Entries.Select(e => e.Code).ToArray();
        var read = RuleFile.Read(Engine.Newest.Lexicon.Vocabulary);
        Assert.Equal(read.Select(r => r.Id), Engine.Newest.Rules.All.Select(r => r.Id));
        foreach (var rule in read)
        {
            Assert.True(rule.Codes.IsEmpty || Array.Exists(held, rule.Codes.Match), $"{rule.Id} is about no code of the release.");
            foreach (var clause in rule.Clauses)
                Assert.True(clause.Codes.IsEmpty || clause.IsRelative || Array.Exists(held, clause.Codes.Match), $"{rule.Id} asks for no code of the release.");
        }
    }

    [Fact]
    public void EveryRuleNamesASectionAndGivesAReason() =>
        Assert.All(RuleFile.Read(Engine.Newest.Lexicon.Vocabulary), r => Assert.True(
            r.Reason.Length > 3 && (r.Section.StartsWith('I') || r.Section.StartsWith("tabular ", StringComparison.Ordinal) || r.Section.StartsWith("index ", StringComparison.Ordinal)), r.Id));
}
