using System.Globalization;
using System.Text.Json;
using Appliance.Coding.Calibration;
using Appliance.Domain;

namespace Appliance.Host.Evaluation;

/// <summary>Labelled lines as a calibration reads them.</summary>
internal static class TrainingNotes
{
    /// <summary>A line's notes as one text; setting and date as far as they can be read.</summary>
    public static LabelledNote Of(LabelledLine line, int number)
    {
        var facts = line.Facts.ToDictionary(fact => fact.Name, fact => Text(fact.Json), StringComparer.Ordinal);
        var id = line.Id.Length > 0 ? line.Id : number.ToString(CultureInfo.InvariantCulture);
        return new LabelledNote(id, string.Join("\n\n", line.Texts.Select(note => note.Text)), line.Labels)
        {
            Setting = Enum.TryParse<Setting>(facts.GetValueOrDefault("setting"), ignoreCase: true, out var setting) && Enum.IsDefined(setting) ? setting : Setting.Unknown,
            DateOfService = DateOnly.TryParseExact(facts.GetValueOrDefault("dateOfService"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null,
        };
    }

    private static string? Text(string json) => json.StartsWith('"') ? JsonSerializer.Deserialize<string>(json) : null;
}
