using Appliance.CodeSets;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Review;
using Appliance.Encounters.Storage;

namespace Appliance.Encounters.Grains;

/// <summary>The state machine of an encounter as pure functions from row to row. The picture is in docs/encounters.md.</summary>
internal sealed class Lifecycle(EncountersOptions options, CodeSetLibrary codeSets)
{
    /// <summary>Where facts and notes put an encounter: the rule "coded when it has a final signed note, its status allows, and a code set is in force".</summary>
    public (EncounterState State, Refusal? Reason) Place(EncounterSummary summary)
    {
        if (!summary.HasFinalNote)
        {
            return (EncounterState.Waiting, summary.HasUnreadableNote ? Refusals.NoReadableNote : Refusals.NoFinalNote);
        }

        if (!options.CodedStatuses.Contains(summary.Status))
        {
            return (EncounterState.Waiting, Refusals.StatusDoesNotAllow(summary.Status));
        }

        return codeSets.ForDate(summary.DateOfService) is { Succeeded: false, Refusal: { } none } ? (EncounterState.NoCodeSet, none) : (EncounterState.Queued, null);
    }

    /// <summary>True when an encounter that was held back could be coded under today's rule and code sets.</summary>
    public bool IsFree(EncounterRow row, EncounterSummary summary) =>
        row.State is EncounterState.Waiting or EncounterState.NoCodeSet && Place(summary).State == EncounterState.Queued;

    /// <summary>What held an encounter back is gone: an option was changed, or a hospital loaded a further release.</summary>
    public static EncounterRow Free(EncounterRow row) => row.With(EncounterState.Queued, null);

    /// <summary>New facts or notes: placed anew, decisions kept, and looked at again if it had been coded.</summary>
    public EncounterRow Receive(EncounterRow row, EncounterDelivery delivery)
    {
        var (state, reason) = Place(EncounterSummary.Of(delivery));
        return row.With(state, reason) with
        {
            Setting = delivery.Facts.Setting,
            NotesNotFinal = delivery.NotesNotFinal,
            FactsVersion = row.FactsVersion + 1,
            NeedsSecondLook = row.NeedsSecondLook || row.CodingVersion > 0,
            Attempts = 0,
            Interruptions = 0,
        };
    }

    /// <summary>Nothing that coding reads is new; what it waits for may be another thing.</summary>
    public EncounterRow Restate(EncounterRow row, EncounterDelivery delivery)
    {
        var (state, reason) = Place(EncounterSummary.Of(delivery));
        var next = row.State == EncounterState.Waiting && state == EncounterState.Waiting ? row.With(state, reason) : row;
        return next with { NotesNotFinal = delivery.NotesNotFinal };
    }

    /// <summary>An attempt begins; it is counted before, so that one which never ends is counted too.</summary>
    public static EncounterRow Begin(EncounterRow row) => row.With(EncounterState.Coding, null) with { Attempts = row.Attempts + 1 };

    /// <summary>The attempt was not made, or its end says nothing about the notes.</summary>
    public static EncounterRow Withdraw(EncounterRow row) => row.With(EncounterState.Queued, null) with { Attempts = row.Attempts - 1 };

    /// <summary>The host ended during the attempt: not the notes' fault, but not for ever.</summary>
    public EncounterRow Interrupt(EncounterRow row)
    {
        var back = Withdraw(row) with { Interruptions = row.Interruptions + 1 };
        return back.Interruptions >= options.MaxInterruptions ? back.With(EncounterState.SetAside, Refusals.InterruptedTooOften(back.Interruptions)) : back;
    }

    /// <summary>The attempt failed because of the notes.</summary>
    public EncounterRow Fail(EncounterRow row, Refusal because) =>
        row.Attempts >= options.MaxAttempts || because.Kind is RefusalKind.TooLarge or RefusalKind.NotSupported
            ? row.With(EncounterState.SetAside, Refusals.SetAside(row.Attempts, because))
            : row.With(EncounterState.Queued, null);

    /// <summary>Suggestions are there.</summary>
    public static EncounterRow Complete(EncounterRow row, CodingResult result, IReadOnlyList<Decision> decisions)
    {
        var next = result.Release is null && result.Refusals.Count > 0
            ? row.With(EncounterState.NoCodeSet, result.Refusals[0])
            : row.With(EncounterState.InReview, null);
        return Count(next with { CodingVersion = row.CodingVersion + 1, Release = result.Release, Attempts = 0, Interruptions = 0 }, result, decisions);
    }

    /// <summary>How many suggestions are shown, and how many of those have a decision.</summary>
    public static EncounterRow Count(EncounterRow row, CodingResult result, IReadOnlyList<Decision> decisions)
    {
        var current = DecisionHistory.Current(decisions);
        var shown = result.Suggestions.Where(s => s.Shown).ToList();
        return row with { Shown = shown.Count, Decided = shown.Count(s => current.ContainsKey(s.Code)) };
    }

    /// <summary>An operator has it tried again.</summary>
    public static EncounterRow Retry(EncounterRow row) => row.With(EncounterState.Queued, null) with { Attempts = 0, Interruptions = 0 };

    /// <summary>What a refusal of the workers means for the encounter.</summary>
    public static bool IsPassing(Refusal refusal) => refusal.Kind is RefusalKind.Pushback or RefusalKind.Unavailable;
}
