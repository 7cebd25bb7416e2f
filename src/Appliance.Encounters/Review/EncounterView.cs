using Appliance.Domain;

namespace Appliance.Encounters.Review;

/// <summary>All that a person sees of one encounter. PHI.</summary>
/// <param name="Row">Its line in the worklist.</param>
/// <param name="Encounter">Facts and notes, with the appliance's own id.</param>
/// <param name="Result">The current suggestions; null before it is coded.</param>
/// <param name="CodingVersion">Version of the suggestions, from 1; 0 before it is coded. A decision must name the version the person was looking at.</param>
/// <param name="Decisions">All decisions in the order in which they were taken, undone ones included; see <see cref="Current"/> for what counts.</param>
/// <param name="UnreadableNotes">Documents that could not be read, and why.</param>
/// <param name="NotesNotFinal">Number of notes that are not final or are superseded.</param>
/// <param name="EvidenceSequence">Sequence of the evidence entry that announced this content to this person.</param>
public sealed record EncounterView(
    WorklistRow Row,
    Encounter Encounter,
    CodingResult? Result,
    int CodingVersion,
    IReadOnlyList<Decision> Decisions,
    IReadOnlyList<Refusal> UnreadableNotes,
    int NotesNotFinal,
    long EvidenceSequence)
{
    /// <summary>What counts now: the last decision on each code, without those that were undone.</summary>
    public IReadOnlyDictionary<Code, Decision> Current => DecisionHistory.Current(Decisions);
}

/// <summary>How a list of decisions is read.</summary>
public static class DecisionHistory
{
    /// <summary>The last decision on each code; an undone decision (<see cref="DecisionKind.None"/>) takes the code out.</summary>
    public static IReadOnlyDictionary<Code, Decision> Current(IReadOnlyList<Decision> decisions)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        var current = new Dictionary<Code, Decision>();
        foreach (var decision in decisions)
        {
            if (decision.Kind == DecisionKind.None)
            {
                current.Remove(decision.Code);
            }
            else
            {
                current[decision.Code] = decision;
            }
        }

        return current;
    }
}
