using Appliance.Domain;
using Appliance.Evidence;

namespace Appliance.Encounters.Workers;

/// <summary>What the pool writes into the log: each sending as a crossing, each answer, and each change of a worker.</summary>
internal static class WorkerEvidence
{
    private static readonly Token Host = new(Actor.Host.ToString());

    /// <summary>The encounter is about to go to a worker; opens a crossing of the job.</summary>
    public static EvidenceEntry Intent(CodingJob job, string worker)
    {
        job.Crossing = Guid.NewGuid();
        return Sending(job, worker, EvidencePhase.Intent);
    }

    /// <summary>It went (a worker that died meanwhile may have read all of it, so all of it counts as gone).</summary>
    public static EvidenceEntry Sent(CodingJob job, string worker) => Sending(job, worker, EvidencePhase.Done);

    /// <summary>Not a byte of it went.</summary>
    public static EvidenceEntry NotSent(CodingJob job, string worker, Refusal reason) =>
        Sending(job, worker, EvidencePhase.Refused) with { Reason = new Token(reason.Code), Bytes = 0, Items = 0 };

    /// <summary>Checked suggestions came back.</summary>
    public static EvidenceEntry Returned(CodingJob job, string worker, CodingResult result, long bytes) => new()
    {
        Action = EvidenceAction.SuggestionsReturned,
        Phase = EvidencePhase.Fact,
        Actor = Host,
        Subject = job.Subject.Value,
        From = Zone.Worker,
        To = Zone.Host,
        Purpose = Purpose.Payment,
        Data = DataClass.Suggestions,
        Bytes = bytes,
        Items = result.Suggestions.Count,
        CodeSet = result.Release is null ? Token.Empty : new Token(result.Release),
        Detail = new Token(worker),
    };

    /// <summary>What came back was not taken.</summary>
    public static EvidenceEntry AnswerRefused(CodingJob job, string worker, string reason) => new()
    {
        Action = EvidenceAction.Refused,
        Phase = EvidencePhase.Fact,
        Actor = Host,
        Subject = job.Subject.Value,
        From = Zone.Worker,
        To = Zone.Host,
        Purpose = Purpose.Payment,
        Data = DataClass.Suggestions,
        Reason = new Token(reason),
        Detail = new Token(worker),
    };

    /// <summary>A worker started, ended, or its sandbox was found changed.</summary>
    /// <param name="worker">Its id.</param>
    /// <param name="change">What happened to it.</param>
    /// <param name="reason">The launcher of a start, how it ended; empty when there is nothing to say.</param>
    public static EvidenceEntry Changed(string worker, Change change, string reason) => new()
    {
        Action = EvidenceAction.WorkerChanged,
        Phase = EvidencePhase.Fact,
        Actor = Host,
        Purpose = Purpose.Operations,
        Change = change,
        Reason = new Token(reason),
        Detail = new Token(worker),
    };

    private static EvidenceEntry Sending(CodingJob job, string worker, EvidencePhase phase) => new()
    {
        Action = EvidenceAction.SentToWorker,
        Phase = phase,
        Crossing = job.Crossing,
        Actor = Host,
        Subject = job.Subject.Value,
        From = Zone.Host,
        To = Zone.Worker,
        Purpose = Purpose.Payment,
        Data = DataClass.Notes,
        Bytes = job.Bytes,
        Items = job.Encounter.Notes.Count,
        Detail = new Token(worker),
    };
}
