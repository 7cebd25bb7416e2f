using Appliance.Coding.Assertion;
using Appliance.Coding.Calibration;
using Appliance.Coding.Mentions;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Confidence;

/// <summary>
/// How much a mention speaks for its code. The figures are ours, set by hand from what the parts of a note are for, and fitted to no corpus: where problems are
/// written down they decide; in a narrative without them all of it does.
/// </summary>
internal static class Weights
{
    /// <summary>From this confidence on a suggestion is shown.</summary>
    public const double Shown = 0.5;

    /// <summary>The thresholds without a profile, set by hand. The high-confidence tier begins where a problem is named in the words of a title or of our own list; docs/accuracy.md has its measured precision.</summary>
    public static readonly ProfileThresholds Tiers = new(Shown, 0.8, 0.7);

    /// <summary>Share of its weight that a term inside a longer one, or with a wide gap, has; a profile judges it by its own features.</summary>
    public const double WeakShare = 0.3;

    /// <summary>Weight of a mention.</summary>
    /// <param name="sentence">Where it stands.</param>
    /// <param name="hasProblems">Whether the encounter's notes name problems anywhere.</param>
    /// <param name="term">The term that matched.</param>
    /// <param name="mention">How it matched.</param>
    /// <param name="assertion">What the note says of it.</param>
    /// <param name="isGuess">Whether the text decides less than the code says.</param>
    public static double Of(in Sentence sentence, bool hasProblems, in Term term, in Mention mention, AssertionKind assertion, bool isGuess)
    {
        var weight = hasProblems ? AmongProblems(sentence) : InNarrative(sentence.Section);
        weight *= OfTerm(term);
        weight *= 1 - (0.06 * mention.Gap);
        if (isGuess)
            weight *= 0.55;
        if (assertion == AssertionKind.Possible)
            weight *= 0.85;
        return weight;
    }

    /// <summary>Weight of a mention where every mention counts, wherever it stands and whatever is said of it: how it matched alone decides.</summary>
    public static double OfMention(in Term term, in Mention mention, bool isGuess) => 0.7 * OfTerm(term) * (1 - (0.06 * mention.Gap)) * (isGuess ? 0.55 : 1);

    /// <summary>Two mentions say a little more than one, ten not ten times as much; what was copied forward says nothing more.</summary>
    public static double Combine(IReadOnlyList<Finding> findings)
    {
        var best = 0.0;
        var copies = 0;
        foreach (var finding in findings)
        {
            best = Math.Max(best, finding.Weight);
            copies += finding.Sentence.IsCopied ? 1 : 0;
        }

        return Math.Round(Math.Min(0.98, best + (0.02 * Math.Clamp(findings.Count - copies - 1, 0, 3))), 4);
    }

    private static double AmongProblems(in Sentence sentence) => sentence.Role == SentenceRole.ProblemHeading
        ? sentence.Section is SectionKind.Plan ? 0.74 : 0.84
        : sentence.Section switch
        {
            SectionKind.Assessment or SectionKind.AssessmentPlan => 0.42,
            SectionKind.Diagnoses => 0.8,
            SectionKind.Plan => 0.3,
            SectionKind.Course or SectionKind.Addendum => 0.42,
            SectionKind.PastHistory or SectionKind.ProblemList => 0.4,
            SectionKind.SocialHistory => 0.45,
            SectionKind.PresentIllness => 0.36,
            SectionKind.ChiefComplaint => 0.34,
            SectionKind.None => 0.36,
            SectionKind.Results or SectionKind.Procedure => 0.28,
            SectionKind.ReviewOfSystems or SectionKind.Exam => 0.15,
            _ => 0.2,
        };

    private static double InNarrative(SectionKind section) => section switch
    {
        SectionKind.Diagnoses => 0.84,
        SectionKind.Assessment or SectionKind.AssessmentPlan => 0.74,
        SectionKind.Plan => 0.5,
        SectionKind.Course or SectionKind.Addendum => 0.68,
        SectionKind.ProblemList => 0.66,
        SectionKind.PastHistory or SectionKind.SurgicalHistory => 0.64,
        SectionKind.None or SectionKind.PresentIllness => 0.68,
        SectionKind.ChiefComplaint => 0.6,
        SectionKind.SocialHistory => 0.62,
        SectionKind.AdmissionDiagnosis => 0.55,
        SectionKind.Results => 0.6,
        SectionKind.Procedure => 0.5,
        SectionKind.Exam => 0.5,
        SectionKind.ReviewOfSystems => 0.42,
        _ => 0.4,
    };

    private static double OfTerm(in Term term) => term.Origin switch
    {
        TermOrigin.Own => 1.0,
        TermOrigin.Title => 1.0,
        TermOrigin.InclusionTerm => 0.97,
        TermOrigin.Includes => 0.9,
        TermOrigin.Index => term.Words >= 3 ? 0.94 : term.Words == 2 ? 0.86 : 0.8,
        TermOrigin.Neoplasm => 0.86,
        TermOrigin.Drug => 0.9,
        TermOrigin.General or TermOrigin.ExternalCause => 0.85,
        _ => 0.7,
    };
}
