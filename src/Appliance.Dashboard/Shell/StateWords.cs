using Appliance.Domain;
using Appliance.Encounters.Review;

namespace Appliance.Dashboard.Shell;

/// <summary>The domain's states in the words of the screen.</summary>
public static class StateWords
{
    /// <summary>The state of an encounter.</summary>
    public static string Of(EncounterState state) => state switch
    {
        EncounterState.Waiting => "Waiting",
        EncounterState.Queued => "Queued",
        EncounterState.Coding => "Coding",
        EncounterState.InReview => "To review",
        EncounterState.Finished => "Finished",
        EncounterState.NoCodeSet => "No code set",
        EncounterState.SetAside => "Set aside",
        _ => state.ToString(),
    };

    /// <summary>The look of a state.</summary>
    public static Tone ToneOf(EncounterState state) => state switch
    {
        EncounterState.Finished => Tone.Ok,
        EncounterState.SetAside => Tone.Bad,
        EncounterState.NoCodeSet => Tone.Warn,
        _ => Tone.Unknown,
    };

    /// <summary>Where the encounter took place.</summary>
    public static string Of(Setting setting) => setting switch
    {
        Setting.Outpatient => "Office",
        Setting.Inpatient => "Inpatient",
        Setting.Emergency => "ED",
        _ => "Not said",
    };

    /// <summary>What the notes say of a condition.</summary>
    public static string Of(MentionAssertion assertion) => assertion switch
    {
        MentionAssertion.Negated => "denied in the notes",
        MentionAssertion.Possible => "uncertain",
        MentionAssertion.Historical => "in the past",
        MentionAssertion.Family => "in the family",
        MentionAssertion.Hypothetical => "not present",
        MentionAssertion.Planned => "planned",
        _ => string.Empty,
    };

    /// <summary>A kind of gap in the documentation.</summary>
    public static string Of(GapKind kind) => kind switch
    {
        GapKind.Conflict => "Statements differ",
        GapKind.Excludes => "Codes exclude each other",
        GapKind.TreatedNotAssessed => "Treated, not assessed",
        GapKind.MedicationWithoutDiagnosis => "Medicine without a diagnosis",
        _ => "A fact is missing",
    };

    /// <summary>A decision.</summary>
    public static string Of(DecisionKind kind) => kind switch
    {
        DecisionKind.Accepted => "Accepted",
        DecisionKind.Refused => "Refused",
        DecisionKind.Replaced => "Replaced",
        DecisionKind.Added => "Added",
        _ => string.Empty,
    };
}
