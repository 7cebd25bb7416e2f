using Appliance.Coding.Tests.Cases;
using Appliance.Domain;

namespace Appliance.Coding.Tests.Guidelines;

public sealed class RuleCaseTests
{
    public static TheoryData<string, string, string, string> Notes()
    {
        var data = new TheoryData<string, string, string, string>();
        foreach (var record in CaseFile.Read("rules.txt"))
            data.Add(record[0], record[1], record[2], record[3]);
        return data;
    }

    [Theory]
    [MemberData(nameof(Notes))]
    public void AShortNoteHasTheCodesThatACoderWouldGive(string note, string setting, string codes, string why)
    {
        var encounterSetting = setting switch
        {
            "I" => Setting.Inpatient,
            "E" => Setting.Emergency,
            _ => Setting.Outpatient,
        };
        var shown = Engine.Shown(note.Replace("\\n", "\n", StringComparison.Ordinal), encounterSetting);
        Assert.True(codes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order().SequenceEqual(shown.Order()), $"{why}: expected {codes}, shown {string.Join(' ', shown)}");
    }
}
