using System.Globalization;
using Appliance.Domain;

namespace Appliance.Coding.Tests.Cases;

/// <summary>Makes an encounter of a case's note and its setting field: O, I or E, then age in years and sex where they matter (<c>O 72F</c>).</summary>
internal static class EncounterCase
{
    /// <summary>Date of service of all cases.</summary>
    public static readonly DateOnly Date = new(2026, 11, 2);

    public static Encounter Read(string note, string setting)
    {
        var parts = setting.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var encounter = new Encounter(EncounterId.None, [new Note(new NoteId("n1"), note.Replace("\\n", "\n", StringComparison.Ordinal))])
        {
            DateOfService = Date,
            Setting = parts[0] switch
            {
                "I" => Setting.Inpatient,
                "E" => Setting.Emergency,
                _ => Setting.Outpatient,
            },
        };
        return parts.Length == 1 ? encounter : encounter with
        {
            AgeYears = int.Parse(parts[1].AsSpan(0, parts[1].Length - 1), CultureInfo.InvariantCulture),
            Sex = parts[1][^1] == 'F' ? AdministrativeSex.Female : AdministrativeSex.Male,
        };
    }
}
