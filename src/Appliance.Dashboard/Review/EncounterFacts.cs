using System.Globalization;
using Appliance.CodeSets;
using Appliance.Dashboard.Shell;
using Appliance.Domain;
using Appliance.Encounters.Review;

namespace Appliance.Dashboard.Review;

/// <summary>The line of facts under an encounter's name.</summary>
internal static class EncounterFacts
{
    public static string Of(EncounterView view, CodeSetLibrary codeSets)
    {
        var encounter = view.Encounter;
        var who = new List<string> { Visit(encounter.Setting) };
        who.Add(encounter.DateOfService is { } date ? Words.Date(date) : "no date of service");
        if (encounter.Sex != AdministrativeSex.Unknown)
        {
            who.Add(encounter.Sex.ToString().ToLowerInvariant());
        }

        if (encounter.AgeYears is { } age)
        {
            who.Add(age.ToString(CultureInfo.InvariantCulture));
        }

        var sentences = new List<string> { string.Join(", ", who) };
        if (Release(view, codeSets) is { } release)
        {
            sentences.Add(release);
        }

        var received = $"Received {view.Row.ReceivedAt.ToLocalTime().ToString("d MMM HH:mm:ss", CultureInfo.InvariantCulture)}";
        sentences.Add(view.Result is { ElapsedMs: >= 1 } result ? $"{received}, coded in {Milliseconds(result.ElapsedMs)}" : received);
        return string.Join(". ", sentences) + ".";
    }

    private static string? Release(EncounterView view, CodeSetLibrary codeSets)
    {
        if (view.Result?.Release is not { } id)
        {
            return null;
        }

        var release = codeSets.Releases.FirstOrDefault(r => r.Id == id);
        return release is null || release.Guidelines == id ? $"{id} codes" : $"{id} codes, {release.Guidelines} guidelines";
    }

    private static string Visit(Setting setting) => setting switch
    {
        Setting.Inpatient => "Inpatient stay",
        Setting.Emergency => "Emergency visit",
        Setting.Outpatient => "Office visit",
        _ => "Setting not said, treated as outpatient",
    };

    private static string Milliseconds(double ms) => ms switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{ms:0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{ms / 1000:0.0} s"),
    };
}
