using Appliance.Evidence;

namespace Appliance.Encounters.Reconciliation;

/// <summary>A difference between what is stored of a subject and what the log says, that nothing explains.</summary>
/// <param name="Subject">Pseudonym.</param>
/// <param name="Data">What sort of data differs.</param>
/// <param name="Stored">How many are stored.</param>
/// <param name="Recorded">How many the log accounts for.</param>
/// <param name="Text">One sentence without PHI.</param>
public sealed record TrailGap(Guid Subject, DataClass Data, long Stored, long Recorded, string Text);

/// <summary>The outcome of a comparison of all subjects.</summary>
/// <param name="At">When it ended, UTC.</param>
/// <param name="Compared">Subjects that were compared.</param>
/// <param name="Busy">Subjects on which something was going on each time they were looked at; the next run looks again.</param>
/// <param name="Erased">Subjects whose key was destroyed, which cannot be told by name any more.</param>
/// <param name="Gaps">What differs; at most <see cref="MaxGaps"/> are kept.</param>
public sealed record ReconciliationReport(DateTimeOffset At, long Compared, long Busy, long Erased, IReadOnlyList<TrailGap> Gaps)
{
    /// <summary>Gaps that a report keeps.</summary>
    public const int MaxGaps = 1_000;

    /// <summary>True when what is stored agrees with the log.</summary>
    public bool Agrees => Gaps.Count == 0;
}
