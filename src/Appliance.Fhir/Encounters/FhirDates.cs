using System.Globalization;

namespace Appliance.Fhir.Encounters;

/// <summary>FHIR's partial dates as days and moments; what is not precise enough is null, never guessed.</summary>
internal static class FhirDates
{
    /// <summary>The day that was written, in the writer's own time zone.</summary>
    public static DateOnly? Day(string? text) =>
        text is { Length: >= 10 } && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>The moment; a day alone is its beginning in UTC.</summary>
    public static DateTimeOffset? Moment(string? text)
    {
        if (Day(text) is not { } day)
            return null;
        if (text!.Length == 10)
            return new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
    }

    /// <summary>Completed years between two days; null when the second is before the first or more than 150 years later.</summary>
    public static int? Years(DateOnly? born, DateOnly? day)
    {
        if (born is not { } from || day is not { } to || to < from)
            return null;
        var years = to.Year - from.Year - (to.Month < from.Month || (to.Month == from.Month && to.Day < from.Day) ? 1 : 0);
        return years > 150 ? null : years;
    }
}
