using System.Globalization;
using System.Security.Cryptography;
using Appliance.Contracts.Mapping;
using Appliance.Contracts.Worker.V1;
using Appliance.Domain;
using Appliance.Domain.Intake;

namespace Appliance.Encounters.Workers;

/// <summary>One encounter on its way through a worker.</summary>
internal sealed class CodingJob
{
    private readonly TaskCompletionSource<Outcome<WorkerAnswer>> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CodingJob(Encounter encounter, CodingInstructions instructions, CodingPriority priority, Pseudonym subject, CancellationToken caller)
    {
        Encounter = encounter;
        Instructions = instructions;
        Priority = priority;
        Subject = subject;
        Caller = caller;
        Request = EncounterWire.ToRequest(RandomNumberGenerator.GetHexString(16, lowercase: true), encounter, instructions);
        Bytes = Request.CalculateSize();
    }

    public Encounter Encounter { get; }

    public CodingInstructions Instructions { get; }

    public CodingPriority Priority { get; }

    public Pseudonym Subject { get; }

    public CancellationToken Caller { get; }

    public CodeRequest Request { get; }

    public int Bytes { get; }

    /// <summary>When it came in, as a timestamp of the pool's clock.</summary>
    public required long EnqueuedAt { get; init; }

    /// <summary>How often it was sent.</summary>
    public int Attempts { get; set; }

    /// <summary>True when a worker ended while it and others were there: it is sent with no other beside it, so that the right one is blamed.</summary>
    public bool Alone { get; set; }

    /// <summary>Links the evidence of the present sending.</summary>
    public Guid Crossing { get; set; }

    public Task<Outcome<WorkerAnswer>> Outcome => _outcome.Task;

    public bool IsSettled => _outcome.Task.IsCompleted;

    public void Answer(CodingResult result) => _outcome.TrySetResult(new WorkerAnswer(result, Attempts));

    public void Refuse(Refusal refusal) => _outcome.TrySetResult(refusal);

    public void Cancel() => _outcome.TrySetCanceled(Caller);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Priority}, {Bytes} bytes, attempt {Attempts}");
}
