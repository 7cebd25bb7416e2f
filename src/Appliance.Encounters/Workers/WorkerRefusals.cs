using Appliance.Domain;

namespace Appliance.Encounters.Workers;

/// <summary>Why the workers did not code an encounter. <c>APP-WRK-004</c> (invalid answer) and <c>APP-WRK-010</c> (invalid request) are declared with the wire.</summary>
public static class WorkerRefusals
{
    /// <summary>The queue of this priority is full.</summary>
    public static readonly Refusal QueueFull = new("APP-WRK-001", RefusalKind.Pushback, "Too many encounters wait for a worker. Nothing was sent; try again later.");

    /// <summary>No worker can be started, or they are being stopped.</summary>
    public static readonly Refusal NoWorker = new("APP-WRK-002", RefusalKind.Unavailable, "No coding worker is running. Nothing is lost; coding goes on when one runs.");

    /// <summary>The worker ended, or ran out of time, while it worked on this encounter and no other.</summary>
    public static readonly Refusal WorkerDied = new("APP-WRK-003", RefusalKind.Unprocessable, "The worker ended, or ran out of time, while it read this encounter.");

    /// <summary>The engine answered with a fault.</summary>
    public static readonly Refusal EngineFailed = new("APP-WRK-005", RefusalKind.Unprocessable, "The coding engine could not read this encounter; the worker goes on with others.");

    /// <summary>Larger than a worker is given.</summary>
    public static readonly Refusal RequestTooLarge = new("APP-WRK-006", RefusalKind.TooLarge, "The notes of this encounter are larger together than a worker is given at once. Nothing was sent.");

    /// <summary>Evidence cannot be written.</summary>
    public static readonly Refusal NoEvidence = new("APP-WRK-007", RefusalKind.Unavailable, "The evidence log cannot be written, so no note goes to a worker and no answer is handed on.");

    /// <summary>The worker does not take the profile.</summary>
    public static readonly Refusal ProfileRefused = new(
        "APP-WRK-008", RefusalKind.Unprocessable, "The coding worker cannot use this profile: it was made by another version of the engine, or is damaged. Calibrate again.");

    /// <summary>True for a refusal after which the encounter is to be counted as having ended a worker.</summary>
    public static bool CountsAsDeath(Refusal? refusal) => refusal?.Code == WorkerDied.Code;
}
