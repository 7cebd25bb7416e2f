using Appliance.Domain;
using Appliance.Evidence;

namespace Appliance.Testing;

/// <summary>Arbitrary but valid values, for tests to which the particular value does not matter. Each call gives a fresh one where the type has an identity.</summary>
public static class Some
{
    /// <summary>A signed-in person.</summary>
    public static readonly Actor Coder = new(ActorKind.Person, "coder-04");

    /// <summary>A program with a client key.</summary>
    public static readonly Actor Client = new(ActorKind.Client, "ehr-1");

    /// <summary>The moment at which fake clocks start.</summary>
    public static readonly DateTimeOffset Moment = new(2026, 11, 3, 9, 30, 0, TimeSpan.Zero);

    /// <summary>A note with text in it.</summary>
    public static Note Note(string text = "Assessment: type 2 diabetes mellitus without complications.", string id = "note-1") => new(new NoteId(id), text);

    /// <summary>An outpatient encounter with one note.</summary>
    public static Encounter Encounter(string text = "Assessment: type 2 diabetes mellitus without complications.") =>
        new(EncounterId.New(), [Note(text)]) { Setting = Setting.Outpatient, DateOfService = new DateOnly(2026, 11, 2) };

    /// <summary>An entry that states a fact.</summary>
    public static EvidenceEntry Fact(EvidenceAction action = EvidenceAction.Lifecycle) =>
        new() { Action = action, Phase = EvidencePhase.Fact, Actor = new Token("process:host") };

    /// <summary>A movement as a caller hands it to <see cref="Crossing.BeginAsync"/>.</summary>
    public static EvidenceEntry Movement(EvidenceAction action = EvidenceAction.SentToWorker) => new()
    {
        Action = action,
        Phase = EvidencePhase.Intent,
        Actor = new Token("process:host"),
        Subject = Guid.NewGuid(),
        From = Zone.Host,
        To = Zone.Worker,
        Purpose = Evidence.Purpose.Payment,
        Data = DataClass.Notes,
        Bytes = 1024,
        Items = 2,
        CodeSet = new Token("FY2027"),
    };
}
