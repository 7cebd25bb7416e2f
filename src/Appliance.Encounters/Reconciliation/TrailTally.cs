using Appliance.Evidence;

namespace Appliance.Encounters.Reconciliation;

/// <summary>What the log says of one subject, counted.</summary>
/// <param name="Stored">Resource versions whose storing was announced and done.</param>
/// <param name="StoredBytes">Their bytes before encryption.</param>
/// <param name="Unknown">Resource versions whose storing was announced and interrupted: whether they are there is not known.</param>
/// <param name="UnknownBytes">Their bytes.</param>
/// <param name="Returned">Answers of the worker.</param>
/// <param name="Decided">Decisions that were recorded and not refused afterwards.</param>
/// <param name="CutOff">Decisions after which, with nothing of this subject between, the appliance started without having stopped in order: they may not have been kept.</param>
/// <param name="Open">Crossings that have no outcome yet.</param>
/// <param name="Last">Time of the newest entry.</param>
internal sealed record TrailTally(long Stored, long StoredBytes, long Unknown, long UnknownBytes, int Returned, int Decided, int CutOff, int Open, DateTimeOffset Last)
{
    /// <summary>Counts a trail.</summary>
    /// <param name="trail">All entries of the subject, oldest first.</param>
    /// <param name="crashes">Sequence numbers of starts that followed no orderly stop, ascending.</param>
    public static TrailTally Of(IReadOnlyList<SequencedEntry> trail, IReadOnlyList<long> crashes)
    {
        var tally = new TrailTally(0, 0, 0, 0, 0, 0, 0, 0, trail.Count == 0 ? DateTimeOffset.MinValue : trail[^1].Entry.At);
        var open = new Dictionary<Guid, EvidenceEntry>();
        for (var i = 0; i < trail.Count; i++)
        {
            var entry = trail[i].Entry;
            if (entry.Phase == EvidencePhase.Intent)
                open[entry.Crossing] = entry;
            else
                open.Remove(entry.Crossing);
            tally = entry switch
            {
                { Action: EvidenceAction.Stored, Phase: EvidencePhase.Done } => tally with { Stored = tally.Stored + entry.Items, StoredBytes = tally.StoredBytes + entry.Bytes },
                { Action: EvidenceAction.Stored, Phase: EvidencePhase.Interrupted } => tally with { Unknown = tally.Unknown + entry.Items, UnknownBytes = tally.UnknownBytes + entry.Bytes },
                { Action: EvidenceAction.SuggestionsReturned, Phase: EvidencePhase.Fact } => tally with { Returned = tally.Returned + 1 },
                { Action: EvidenceAction.Decided, Change: Change.Accepted or Change.Refused or Change.Replaced or Change.Added or Change.Undone } => tally with
                {
                    Decided = tally.Decided + (entry.Phase == EvidencePhase.Refused ? -1 : 1),
                    CutOff = tally.CutOff + (entry.Phase == EvidencePhase.Fact && EndsAtCrash(trail, i, crashes) ? 1 : 0),
                },
                _ => tally,
            };
        }

        return tally with { Open = open.Count };
    }

    private static bool EndsAtCrash(IReadOnlyList<SequencedEntry> trail, int at, IReadOnlyList<long> crashes)
    {
        var next = at + 1 < trail.Count ? trail[at + 1].Sequence : long.MaxValue;
        return crashes.Any(crash => trail[at].Sequence < crash && crash < next);
    }
}

/// <summary>What is stored of one subject, counted.</summary>
/// <param name="Resources">Resource versions.</param>
/// <param name="Bytes">Their bytes before encryption.</param>
/// <param name="Codings">Sets of suggestions.</param>
/// <param name="Decisions">Decisions, superseded and undone ones included.</param>
internal readonly record struct StoredTally(long Resources, long Bytes, int Codings, int Decisions);
