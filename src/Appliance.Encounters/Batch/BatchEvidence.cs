using Appliance.Domain;
using Appliance.Evidence;

namespace Appliance.Encounters.Batch;

/// <summary>What a run writes into the log beside what the workers' pool writes: each line that came in, and each that went out.</summary>
internal static class BatchEvidence
{
    public static EvidenceEntry Received(Token actor, Pseudonym subject, long bytes, int notes) => new()
    {
        Action = EvidenceAction.Received,
        Phase = EvidencePhase.Fact,
        Actor = actor,
        Subject = subject.Value,
        From = Zone.File,
        To = Zone.Host,
        Purpose = Purpose.Payment,
        Data = DataClass.Notes,
        Bytes = bytes,
        Items = notes,
    };

    public static EvidenceEntry NotTaken(Token actor, Pseudonym subject, long bytes, Refusal refusal) =>
        Received(actor, subject, bytes, 0) with { Action = EvidenceAction.Refused, Reason = new Token(refusal.Code) };

    public static EvidenceEntry ExportIntent(Token actor, CodedLine line) => new()
    {
        Action = EvidenceAction.Exported,
        Phase = EvidencePhase.Intent,
        Crossing = Guid.NewGuid(),
        Actor = actor,
        Subject = line.Subject.Value,
        From = Zone.Host,
        To = Zone.File,
        Purpose = Purpose.Payment,
        Data = DataClass.Suggestions,
        Bytes = line.Output.Length,
        Items = line.Result.Suggestions.Count,
        CodeSet = line.Result.Release is null ? Token.Empty : new Token(line.Result.Release),
    };

    public static EvidenceEntry Exported(EvidenceEntry intent) => intent with { Phase = EvidencePhase.Done };

    public static EvidenceEntry NotExported(EvidenceEntry intent) =>
        intent with { Phase = EvidencePhase.Refused, Reason = new Token(BatchRefusals.OutputFailed.Code), Bytes = 0, Items = 0 };
}

/// <summary>A line of the output that waits for its turn.</summary>
/// <param name="Subject">Its pseudonym; nothing maps it to the line's id.</param>
/// <param name="Result">What was found.</param>
/// <param name="Output">The line's bytes.</param>
/// <param name="Notes">Notes coded; 0 when it was refused.</param>
/// <param name="Room">Room in the window that it holds.</param>
internal sealed record CodedLine(Pseudonym Subject, CodingResult Result, byte[] Output, int Notes, int Room)
{
    /// <summary>Why the whole run must stop here; null when it goes on.</summary>
    public Refusal? Stop { get; init; }
}
