using Appliance.Domain;

namespace Appliance.Encounters.Batch;

/// <summary>How a run of the <c>code</c> command is made.</summary>
/// <param name="Operator">Who runs it, for the evidence.</param>
public sealed record BatchOptions(Actor Operator)
{
    /// <summary>The default of <see cref="InFlight"/>.</summary>
    public const int DefaultInFlight = 64;

    /// <summary>The longest line, bytes: the largest note with every character escaped.</summary>
    public const int MaxLineBytes = 40 * 1024 * 1024;

    /// <summary>Lines that are on their way at the same time, 1 to 1024.</summary>
    public int InFlight { get; init; } = DefaultInFlight;

    /// <summary>How each line is coded.</summary>
    public CodingInstructions Instructions { get; init; } = CodingInstructions.ForClaim;
}

/// <summary>How far a run has come.</summary>
/// <param name="Lines">Lines written.</param>
/// <param name="Refused">Of them, lines that were not coded: their release is null (a bad line, or a date for which there is no code set).</param>
/// <param name="Notes">Notes coded.</param>
/// <param name="Suggestions">Codes suggested and shown.</param>
/// <param name="Elapsed">Time since the start.</param>
public sealed record BatchProgress(long Lines, long Refused, long Notes, long Suggestions, TimeSpan Elapsed)
{
    /// <summary>Notes coded per second of the run.</summary>
    public double NotesPerSecond => Elapsed > TimeSpan.Zero ? Notes / Elapsed.TotalSeconds : 0;
}
