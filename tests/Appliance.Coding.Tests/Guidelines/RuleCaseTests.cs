namespace Appliance.Coding.Tests.Guidelines;

public sealed class RuleCaseTests
{
    public static TheoryData<int, string> Cases()
    {
        var data = new TheoryData<int, string>();
        var number = 0;
        foreach (var rule in RuleCase.All())
            data.Add(number++, rule.Note);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AShortNoteHasTheCodesThatTheGuidelinesAskFor(int number, string note)
    {
        var expected = RuleCase.All().ElementAt(number);
        var encounter = expected.ToEncounter();
        var result = Engine.Instance.Code(encounter, CancellationToken.None);
        Corpus.AssertSound(encounter, result);
        var shown = result.Suggestions.Where(s => s.Shown).Select(s => s.Code.Value).ToArray();
        Assert.True(expected.Codes.Order(StringComparer.Ordinal).SequenceEqual(shown.Order(StringComparer.Ordinal)), $"{expected.File}, {expected.Why}: expected {string.Join(' ', expected.Codes)}, shown {string.Join(' ', shown)} of {note}");
        Assert.True(expected.First is null || shown[0] == expected.First, $"{expected.File}, {expected.Why}: {expected.First} first, shown {string.Join(' ', shown)} of {note}");
    }
}
