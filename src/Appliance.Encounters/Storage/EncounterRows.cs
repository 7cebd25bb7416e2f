using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Review;

namespace Appliance.Encounters.Storage;

/// <summary>Table <c>subject</c>.</summary>
internal sealed class SubjectRow
{
    public Guid Id { get; set; }

    public byte[] Pseudonym { get; set; } = [];
}

/// <summary>Table <c>encounter</c>: everything that a grain changes is here, guarded by <see cref="RowVersion"/>. A record, so that a change is a copy.</summary>
internal sealed record EncounterRow
{
    public Guid Id { get; set; }

    public long RowVersion { get; set; }

    public long Arrival { get; set; }

    public EncounterState State { get; set; }

    public Setting Setting { get; set; }

    public CodingPriority Priority { get; set; }

    public bool Sample { get; set; }

    public long ReceivedAt { get; set; }

    public long ChangedAt { get; set; }

    public bool NeedsSecondLook { get; set; }

    public int Shown { get; set; }

    public int Decided { get; set; }

    public int NotesNotFinal { get; set; }

    public int FactsVersion { get; set; }

    public int CodingVersion { get; set; }

    public int Attempts { get; set; }

    public int Interruptions { get; set; }

    public string? Release { get; set; }

    public string? ReasonCode { get; set; }

    public RefusalKind? ReasonKind { get; set; }

    public string? ReasonMessage { get; set; }

    public byte[] Summary { get; set; } = [];

    /// <summary>Why it waits, has no code set or was set aside.</summary>
    public Refusal? Reason => ReasonCode is null ? null : new Refusal(ReasonCode, ReasonKind ?? RefusalKind.Unprocessable, ReasonMessage ?? string.Empty);

    public EncounterRow With(EncounterState state, Refusal? reason) => this with
    {
        State = state,
        ReasonCode = reason?.Code,
        ReasonKind = reason?.Kind,
        ReasonMessage = reason?.Message,
    };
}

/// <summary>Table <c>encounter_facts</c>.</summary>
internal sealed class FactsRow
{
    public Guid Encounter { get; set; }

    public int Version { get; set; }

    public byte[] Mac { get; set; } = [];

    public byte[] Facts { get; set; } = [];
}

/// <summary>Table <c>coding</c>.</summary>
internal sealed class CodingRow
{
    public Guid Encounter { get; set; }

    public int Version { get; set; }

    public int FactsVersion { get; set; }

    public string? Release { get; set; }

    public long CreatedAt { get; set; }

    public byte[] Result { get; set; } = [];
}

/// <summary>Table <c>decision</c>.</summary>
internal sealed class DecisionRow
{
    public Guid Encounter { get; set; }

    public int Number { get; set; }

    public int CodingVersion { get; set; }

    public int? Undoes { get; set; }

    public long DecidedAt { get; set; }

    public byte[] Decision { get; set; } = [];
}

/// <summary>Table <c>inbox</c>.</summary>
internal sealed class InboxRow
{
    public long Number { get; set; }

    public Guid Id { get; set; }

    public Guid Encounter { get; set; }

    public CodingPriority Priority { get; set; }

    public bool Sample { get; set; }

    public long Bytes { get; set; }

    public long ReceivedAt { get; set; }

    public byte[] Delivery { get; set; } = [];
}
