using System.Globalization;
using System.Reflection;
using Appliance.Coding.Tests.Cases;
using Appliance.Domain;

namespace Appliance.Coding.Tests.Guidelines;

/// <summary>
/// A short note with the codes that the guidelines' text asks for: a line of Cases/rules*.txt. The setting is O, I or E, and may go on with sex and age ("O F 34").
/// A code written "1:A41.9" must come first; otherwise the order is free.
/// </summary>
internal sealed record RuleCase(string File, string Note, Setting Setting, AdministrativeSex Sex, int? Age, string[] Codes, string? First, string Why)
{
    private const string Prefix = "Appliance.Coding.Tests.Cases.";

    /// <summary>All cases, file by file.</summary>
    public static IEnumerable<RuleCase> All() => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(n => n.StartsWith(Prefix + "rules", StringComparison.Ordinal)).Order(StringComparer.Ordinal).SelectMany(n => CaseFile.Read(n[Prefix.Length..]).Select(r => Parse(n[Prefix.Length..], r)));

    /// <summary>The encounter of the case.</summary>
    public Encounter ToEncounter() => Engine.EncounterOf(Note, Setting) with { Sex = Sex, AgeYears = Age };

    private static RuleCase Parse(string file, string[] fields)
    {
        if (fields.Length != 4)
            throw new InvalidDataException($"{file}: a case needs four fields: {fields[0]}");
        var who = fields[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var codes = fields[2].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var first = Array.Find(codes, c => c.StartsWith("1:", StringComparison.Ordinal))?[2..];
        return new RuleCase(
            file,
            fields[0].Replace("\\n", "\n", StringComparison.Ordinal),
            who[0] switch { "I" => Setting.Inpatient, "E" => Setting.Emergency, "O" => Setting.Outpatient, _ => throw new InvalidDataException($"{file}: unknown setting {who[0]}") },
            who.Contains("F") ? AdministrativeSex.Female : who.Contains("M") ? AdministrativeSex.Male : AdministrativeSex.Unknown,
            who.Length > 1 && int.TryParse(who[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var age) ? age : null,
            [.. codes.Select(c => c.StartsWith("1:", StringComparison.Ordinal) ? c[2..] : c)],
            first,
            fields[3]);
    }
}
