using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Review;

namespace Appliance.Encounters.Live;

/// <summary>A place on the live map.</summary>
public enum FlowStage
{
    /// <summary>The EHR, or a file.</summary>
    Ehr = 0,

    /// <summary>Received and stored.</summary>
    Intake = 1,

    /// <summary>A coding worker.</summary>
    Worker = 2,

    /// <summary>A person's review.</summary>
    Review = 3,

    /// <summary>Decided and ready to leave.</summary>
    Out = 4,
}

/// <summary>What went over the way into one stage.</summary>
/// <param name="Into">The stage.</param>
/// <param name="Encounters">Encounters that entered it since start.</param>
/// <param name="Bytes">Payload bytes that entered it since start.</param>
/// <param name="PerMinute">Encounters that entered it during the last 60 seconds.</param>
public sealed record StageFlow(FlowStage Into, long Encounters, long Bytes, int PerMinute);

/// <summary>The flow at one moment.</summary>
/// <param name="Version">Number of the last change that it includes.</param>
/// <param name="At">When it was taken, UTC.</param>
/// <param name="States">How many encounters there are in each state; every state is present.</param>
/// <param name="Stages">The five stages in order.</param>
/// <param name="Queued">How many encounters are on their way to a worker, by priority; every priority is present.</param>
public sealed record FlowSnapshot(
    long Version,
    DateTimeOffset At,
    IReadOnlyDictionary<EncounterState, long> States,
    IReadOnlyList<StageFlow> Stages,
    IReadOnlyDictionary<CodingPriority, int> Queued);

/// <summary>One movement on the map.</summary>
/// <param name="Version">Its number, contiguous from 1 since start.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Encounter">Which encounter; none for a resynchronisation.</param>
/// <param name="Subject">Its pseudonym.</param>
/// <param name="From">Stage it left.</param>
/// <param name="To">Stage it entered; equal to <paramref name="From"/> when only its state changed.</param>
/// <param name="State">Its state now.</param>
/// <param name="Bytes">Payload bytes that moved.</param>
public sealed record FlowChange(long Version, DateTimeOffset At, EncounterId Encounter, Pseudonym Subject, FlowStage From, FlowStage To, EncounterState State, long Bytes)
{
    /// <summary>True when this subscriber was too slow and changes were dropped: read <see cref="LiveFeed.Current"/> again.</summary>
    public bool Resync { get; init; }
}
