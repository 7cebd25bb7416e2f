using Appliance.Encounters.Workers.Sandbox;

namespace Appliance.Encounters.Workers;

/// <summary>What a worker is doing.</summary>
public enum WorkerState
{
    /// <summary>Not started yet, or stopped on purpose.</summary>
    Stopped = 0,

    /// <summary>Launched, not ready.</summary>
    Starting,

    /// <summary>Takes requests.</summary>
    Ready,

    /// <summary>Finishes what it has; takes nothing new.</summary>
    Draining,

    /// <summary>Ended; waits for its next start.</summary>
    Waiting,
}

/// <summary>Why a worker ended.</summary>
public enum WorkerEnd
{
    /// <summary>It has not ended since the host started.</summary>
    None = 0,

    /// <summary>It could not be started.</summary>
    NotStarted,

    /// <summary>The process ended or its connection broke.</summary>
    Died,

    /// <summary>A request took too long, so the host ended it.</summary>
    TimedOut,

    /// <summary>It no longer said that it was well, so the host ended it.</summary>
    Unhealthy,

    /// <summary>It gave an answer that no honest worker gives, so the host ended it.</summary>
    InvalidAnswer,

    /// <summary>The host stopped it.</summary>
    Stopped,
}

/// <summary>One worker as the host sees it.</summary>
/// <param name="Id">Place in the pool (<c>worker-1</c>); a restarted worker keeps it.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Sandbox">What confines it, as looked at from outside; nothing is checked before the first start.</param>
/// <param name="Restarts">How often it was started again since the host started.</param>
/// <param name="ResidentBytes">Resident memory of its process, 0 when it does not run.</param>
/// <param name="NotesCoded">Notes of the answers that it gave.</param>
/// <param name="Since">When it came into this state, UTC.</param>
public sealed record WorkerStatus(
    string Id, WorkerState State, SandboxReport Sandbox, int Restarts, long ResidentBytes, long NotesCoded, DateTimeOffset Since)
{
    /// <summary>The worker's process as this machine numbers it, 0 when it does not run.</summary>
    public int ProcessId { get; init; }

    /// <summary>Requests that are with it now.</summary>
    public int InFlight { get; init; }

    /// <summary>Why it ended last.</summary>
    public WorkerEnd LastEnd { get; init; }

    /// <summary>Answers refused as a whole since the host started; above 0 the worker is suspicious.</summary>
    public int InvalidAnswers { get; init; }

    /// <summary>Version of its engine, as it says.</summary>
    public string EngineVersion { get; init; } = string.Empty;

    /// <summary>A sentence on why it could not be started; null when it could.</summary>
    public string? Fault { get; init; }
}
