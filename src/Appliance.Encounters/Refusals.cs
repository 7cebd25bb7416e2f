using Appliance.Domain;

namespace Appliance.Encounters;

/// <summary>Every expected "no" of the encounters, apart from those of the workers.</summary>
public static class Refusals
{
    /// <summary>No note of the encounter is final.</summary>
    public static readonly Refusal NoFinalNote = new("APP-ENC-001", RefusalKind.Unprocessable, "No note of this encounter is final yet; it is coded when one arrives.");

    internal const string StatusCode = "APP-ENC-002";

    /// <summary>The EHR's status does not allow coding.</summary>
    public static Refusal StatusDoesNotAllow(EncounterStatus status) => new(
        StatusCode,
        RefusalKind.Unprocessable,
        $"The encounter's status is {StatusName(status)}; this installation codes only other statuses (CodeWhenStatus). It is coded when the status changes.");

    /// <summary>A resource changed since the client read it.</summary>
    public static Refusal VersionConflict(long expected, long current) => new(
        "APP-ENC-003",
        RefusalKind.Conflict,
        $"The resource is at version {current}, not at {expected}: it changed since it was read. Nothing of this request was stored. Read it again and repeat.");

    /// <summary>The data cannot be written.</summary>
    public static readonly Refusal StorageUnavailable = new("APP-ENC-004", RefusalKind.Unavailable, "The data cannot be written (is the disk full?). Nothing of this request was stored. Send it again later.");

    /// <summary>The evidence log cannot be written.</summary>
    public static readonly Refusal EvidenceUnavailable = new("APP-ENC-005", RefusalKind.Unavailable, "The evidence log cannot be written, so nothing moves. Nothing was changed. Try again later.");

    /// <summary>There is no such encounter.</summary>
    public static readonly Refusal NoSuchEncounter = new("APP-ENC-006", RefusalKind.NotFound, "There is no such encounter.");

    /// <summary>The encounter's key was erased.</summary>
    public static readonly Refusal KeyErased = new("APP-ENC-007", RefusalKind.NotFound, "The key of this encounter was erased: its content cannot be read by anybody.");

    /// <summary>The person looked at older suggestions.</summary>
    public static Refusal StaleCoding(int seen, int current) => new(
        "APP-ENC-008",
        RefusalKind.Conflict,
        $"The encounter was coded again: you were looking at version {seen} of its suggestions, version {current} is there now. Nothing was changed. Look at it again.");

    /// <summary>The state does not allow it.</summary>
    public static Refusal NotInState(string needed, string current) => new(
        "APP-ENC-009",
        RefusalKind.Conflict,
        $"This can be done only while the encounter is {needed}; it is {current}. Nothing was changed.");

    /// <summary>The code is neither suggested nor added.</summary>
    public static readonly Refusal NotSuggested = new("APP-ENC-010", RefusalKind.Invalid, "This code is not among the suggestions of the encounter, nor was it added. Nothing was changed.");

    /// <summary>A replacement must be named.</summary>
    public static readonly Refusal ReplacementMissing = new("APP-ENC-011", RefusalKind.Invalid, "Replacing a code takes the code that is to stand instead. Nothing was changed.");

    /// <summary>The code cannot be billed on the date of service.</summary>
    public static Refusal NotBillable(string why) => new("APP-ENC-012", RefusalKind.Invalid, $"{why} Nothing was changed.");

    /// <summary>Nothing to undo.</summary>
    public static readonly Refusal NothingToUndo = new("APP-ENC-013", RefusalKind.Conflict, "There is no decision to undo.");

    /// <summary>Coding failed too often.</summary>
    public static Refusal SetAside(int attempts, Refusal because) => new(
        "APP-ENC-014",
        RefusalKind.Unprocessable,
        $"Coding failed {attempts} times; the last time: {because.Message} The notes are kept. An operator can have it tried again.");

    /// <summary>The host ended too often while this was being coded.</summary>
    public static Refusal InterruptedTooOften(int times) => new(
        "APP-ENC-015",
        RefusalKind.Unprocessable,
        $"The appliance ended {times} times while this encounter was being coded. The notes are kept. An operator can have it tried again.");

    /// <summary>Not a decision.</summary>
    public static readonly Refusal NotADecision = new("APP-ENC-016", RefusalKind.Invalid, "Accept, refuse, replace or add a code; to take a decision back, undo it. Nothing was changed.");

    /// <summary>Two activations.</summary>
    public static readonly Refusal StaleActivation = new("APP-ENC-017", RefusalKind.Conflict, "The encounter was changed by another part of the appliance at the same time. Nothing was changed; try again.");

    /// <summary>An unexpected fault while coding.</summary>
    public static readonly Refusal CodingFailed = new("APP-ENC-018", RefusalKind.Unprocessable, "Coding ended with an unexpected fault of the appliance, which its log names.");

    /// <summary>Content that is no JSON.</summary>
    public static readonly Refusal NotJson = new("APP-ENC-019", RefusalKind.Invalid, "A resource of this request is not JSON, or nested too deeply. Nothing of this request was stored.");

    /// <summary>Another process owns the data folder.</summary>
    public static Refusal FolderInUse(string path, string owner) => new(
        "APP-ENC-020",
        RefusalKind.Conflict,
        $"The data folder {path} is in use by {owner}. One appliance owns a data folder: stop that one, or give this one another folder with --data.");

    /// <summary>The data folder cannot be used.</summary>
    public static Refusal FolderUnusable(string path, string why) => new(
        "APP-ENC-021",
        RefusalKind.Unavailable,
        $"The data folder {path} cannot be used: {why}. Make it writable for this user, or give another folder with --data.");

    /// <summary>Keys are missing or damaged.</summary>
    public static Refusal KeysUnusable(string sentence) => new("APP-ENC-022", RefusalKind.Unavailable, sentence);

    /// <summary>Written by a newer version.</summary>
    public static Refusal NewerSchema(string sentence) => new("APP-ENC-023", RefusalKind.Unavailable, sentence);

    /// <summary>A database cannot be opened.</summary>
    public static Refusal DatabaseUnusable(string path, string why) => new("APP-ENC-024", RefusalKind.Unavailable, $"The database {path} cannot be used: {why}. Nothing was changed.");

    /// <summary>Final notes arrived, and none could be read.</summary>
    public static readonly Refusal NoReadableNote = new(
        "APP-ENC-025",
        RefusalKind.Unprocessable,
        "The final note of this encounter could not be read; the reason stands with the note. It is coded when one arrives that can be read.");

    private static string StatusName(EncounterStatus status) => status switch
    {
        EncounterStatus.InProgress => "in-progress",
        EncounterStatus.EnteredInError => "entered-in-error",
        _ => status.ToString().ToLowerInvariant(),
    };
}
