using Appliance.CodeSets;
using Appliance.Domain;
using Appliance.Encounters.Review;
using Appliance.Encounters.Storage;
using Appliance.Evidence;

namespace Appliance.Encounters.Grains;

/// <summary>What a person may decide, and what the log says about it.</summary>
internal sealed class DecisionRules(CodeSetLibrary codeSets)
{
    /// <summary>Why a decision is not taken; null when it is.</summary>
    public Refusal? Check(EncounterRow row, CodingResult result, DateOnly? dateOfService, IReadOnlyList<Decision> earlier, Decision decision)
    {
        if (decision.CodingVersion != row.CodingVersion)
        {
            return Refusals.StaleCoding(decision.CodingVersion, row.CodingVersion);
        }

        if (row.State != EncounterState.InReview)
        {
            return NotInReview(row.State);
        }

        return decision.Kind switch
        {
            DecisionKind.Accepted or DecisionKind.Refused => IsKnown(result, earlier, decision.Code) ? null : Refusals.NotSuggested,
            DecisionKind.Replaced when decision.Replacement is not { } => Refusals.ReplacementMissing,
            DecisionKind.Replaced => IsKnown(result, earlier, decision.Code) ? Billable(dateOfService, decision.Replacement.Value) : Refusals.NotSuggested,
            DecisionKind.Added => Billable(dateOfService, decision.Code),
            _ => Refusals.NotADecision,
        };
    }

    /// <summary>The decision that takes the last one back, and the number of the one it takes back; null when none is left.</summary>
    public static (Decision Decision, int Undoes)? Undo(IReadOnlyList<(DecisionRow Row, Decision Decision)> history, Actor person, DateTimeOffset at, int codingVersion)
    {
        var undone = history.Where(h => h.Row.Undoes is not null).Select(h => h.Row.Undoes!.Value).ToHashSet();
        var standing = history.Where(h => h.Row.Undoes is null && !undone.Contains(h.Row.Number)).ToList();
        if (standing.Count == 0)
        {
            return null;
        }

        var last = standing[^1];
        var before = standing.SkipLast(1).LastOrDefault(h => h.Decision.Code == last.Decision.Code).Decision;
        var restored = new Decision(last.Decision.Code, before?.Kind ?? DecisionKind.None, person, at) { Replacement = before?.Replacement, CodingVersion = codingVersion };
        return (restored, last.Row.Number);
    }

    public static Refusal NotInReview(EncounterState state) => Refusals.NotInState("in review", Spoken(state));

    public static string Spoken(EncounterState state) => state switch
    {
        EncounterState.Waiting => "waiting",
        EncounterState.Queued => "queued for coding",
        EncounterState.Coding => "being coded",
        EncounterState.InReview => "in review",
        EncounterState.Finished => "finished",
        EncounterState.NoCodeSet => "without a code set",
        _ => "set aside",
    };

    public static EvidenceEntry Entry(Actor person, Pseudonym subject, Change change, Code? code, Code? replacement, string? release) => new()
    {
        Action = EvidenceAction.Decided,
        Phase = EvidencePhase.Fact,
        Actor = Words.Of(person),
        Subject = subject.Value,
        From = Zone.Screen,
        To = Zone.Host,
        Purpose = Purpose.Payment,
        Data = DataClass.Decisions,
        Items = code is null ? 0 : 1,
        Change = change,
        CodeSet = release is null ? Token.Empty : new Token(release),
        Detail = code is { } c ? new Token(c.Value) : Token.Empty,
        Replacement = replacement is { } r ? new Token(r.Value) : Token.Empty,
    };

    public static Change ChangeOf(DecisionKind kind) => kind switch
    {
        DecisionKind.Accepted => Change.Accepted,
        DecisionKind.Refused => Change.Refused,
        DecisionKind.Replaced => Change.Replaced,
        DecisionKind.Added => Change.Added,
        _ => Change.Undone,
    };

    private static bool IsKnown(CodingResult result, IReadOnlyList<Decision> earlier, Code code) =>
        result.Suggestions.Any(s => s.Code == code) || DecisionHistory.Current(earlier).ContainsKey(code);

    private Refusal? Billable(DateOnly? dateOfService, Code code)
    {
        if (code.System != CodeSystem.Icd10Cm)
        {
            return Refusals.NotBillable("Only ICD-10-CM codes can be taken here.");
        }

        var set = codeSets.ForDate(dateOfService);
        if (set.Refusal is { } none)
        {
            return none;
        }

        return set.Value.Check(code.Value) == CodeValidity.Billable ? null : Refusals.NotBillable(set.Value.Explain(code.Value).Sentence);
    }
}
