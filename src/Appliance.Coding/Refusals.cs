using Appliance.Domain;

namespace Appliance.Coding;

/// <summary>Every expected "no" of the coding engine.</summary>
public static class Refusals
{
    /// <summary>No compiled release was in force on the date of service.</summary>
    public static readonly Refusal NoCodeSet = new(
        "APP-COD-001",
        RefusalKind.Unprocessable,
        "No code set for this date: no compiled ICD-10-CM release was in force on the date of service. Nothing was coded; load the release of that year or correct the date.");

    /// <summary>Every note of the encounter is unsigned.</summary>
    public static readonly Refusal NoSignedNote = new(
        "APP-COD-002",
        RefusalKind.Unprocessable,
        "No signed note: an unsigned note does not decide codes. Nothing was coded; it will be when a note is signed.");

    /// <summary>A note was longer than the bound.</summary>
    public static readonly Refusal NoteTooLong = new(
        "APP-COD-003",
        RefusalKind.TooLarge,
        "A note is longer than 6,291,456 characters and was not read; the other notes were coded.");
}
