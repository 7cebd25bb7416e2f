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

    /// <summary>There are too few labelled notes to learn from.</summary>
    public static readonly Refusal TooFewLabelledNotes = new(
        "APP-COD-004",
        RefusalKind.Unprocessable,
        "Fewer than 20 labelled notes: nothing was learned. Give more notes with their codes.");

    /// <summary>There are more labelled notes than are read.</summary>
    public static readonly Refusal TooManyLabelledNotes = new(
        "APP-COD-005",
        RefusalKind.TooLarge,
        "More than 20,000 labelled notes: nothing was learned. Give a sample of them.");

    /// <summary>No label was ever a candidate.</summary>
    public static readonly Refusal NothingRight = new(
        "APP-COD-006",
        RefusalKind.Unprocessable,
        "None of the labels was a candidate in its note: nothing was learned. Check that the codes are ICD-10-CM codes of these notes.");

    /// <summary>A profile's file exceeds the bound.</summary>
    public static readonly Refusal ProfileTooLarge = new(
        "APP-COD-010",
        RefusalKind.TooLarge,
        "The profile's file is larger than 64 MiB and was not read.");

    /// <summary>A file is no profile, or is cut off.</summary>
    public static readonly Refusal NotAProfile = new(
        "APP-COD-011",
        RefusalKind.Invalid,
        "This is not a coding profile, or the file is cut off. It was not used; copy it again or train it again.");

    /// <summary>A profile was written in another version of the format.</summary>
    public static readonly Refusal ProfileVersion = new(
        "APP-COD-012",
        RefusalKind.NotSupported,
        "The profile was written for another version of the coding engine. It was not used; train it again with this version.");

    /// <summary>A profile's content does not have the hash that its file states.</summary>
    public static readonly Refusal ProfileChanged = new(
        "APP-COD-013",
        RefusalKind.Invalid,
        "The profile was changed after it was written: its content does not have the hash that the file states. It was not used.");

    /// <summary>A profile's content breaks a bound.</summary>
    public static readonly Refusal ProfileOutOfBounds = new(
        "APP-COD-014",
        RefusalKind.Invalid,
        "The profile's content is incomplete or out of bounds. It was not used; train it again.");
}
