using Appliance.Coding.Tests.Cases;

namespace Appliance.Coding.Tests.Specificity;

/// <summary>Notes by axis of specificity (specificity.txt): the code says what the text says and no more, and the missing fact is named.</summary>
public sealed class SpecificityCaseTests
{
    public static TheoryData<string, string, string, string> Notes()
    {
        var data = new TheoryData<string, string, string, string>();
        foreach (var record in CaseFile.Read("specificity.txt"))
            data.Add(record[0], record[1], record[2], record[3]);
        return data;
    }

    [Theory]
    [MemberData(nameof(Notes))]
    public void ACodeIsAsSpecificAsTheTextAndTheMissingFactIsNamed(string note, string setting, string codes, string missing)
    {
        var shown = Engine.Instance.Code(EncounterCase.Read(note, setting), CancellationToken.None).Suggestions.Where(s => s.Shown).ToList();
        Assert.Equal(codes.Split(' ').Order(StringComparer.Ordinal), shown.Select(s => s.Code.Value).Order(StringComparer.Ordinal));
        if (missing == "*")
            return;
        var facts = shown.SelectMany(s => s.MissingFacts).ToList();
        Assert.True(missing.Length == 0 ? facts.Count == 0 : facts.Exists(f => f.StartsWith(missing, StringComparison.Ordinal)), $"expected '{missing}', found '{string.Join("; ", facts)}'");
    }
}
