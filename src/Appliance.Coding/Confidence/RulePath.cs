using System.Globalization;
using Appliance.Coding.Assertion;
using Appliance.Coding.Mentions;
using Appliance.Coding.Structure;
using Appliance.Domain;

namespace Appliance.Coding.Confidence;

/// <summary>Tells a coder, step by step, how a suggestion came about.</summary>
internal static class RulePath
{
    /// <summary>The steps of one suggestion.</summary>
    public static IReadOnlyList<RuleStep> Of(ReleaseEngine engine, Encounter encounter, Candidate candidate, bool shown)
    {
        var main = candidate.Findings.MaxBy(f => f.Weight)!;
        var steps = new List<RuleStep>
        {
            new("structure." + main.Sentence.Section.ToString().ToLowerInvariant(), Where(main)),
            new("lexicon." + main.Term.Origin.ToString().ToLowerInvariant(), Lexical(engine, main)),
            new("assertion." + main.Assertion.Kind.ToString().ToLowerInvariant(), Asserted(main)),
        };
        if (main.Changed is { } changed)
            steps.Add(new RuleStep(changed.Rule, changed.Text));
        if (candidate.Findings.Exists(f => f.Sentence.IsCopied))
            steps.Add(new RuleStep("structure.copied", "Part of its support repeats an earlier note word for word: it was copied forward and counts once."));
        steps.Add(new RuleStep("specificity", Specific(main)));
        foreach (var (rule, text) in candidate.Steps)
            steps.Add(new RuleStep(rule, text));
        if (candidate.OrderStep is { } order)
            steps.Add(new RuleStep(order.Rule, order.Text));
        var release = engine.Lexicon.Codes.Set.Release;
        steps.Add(new RuleStep("codeset." + release.Id, encounter.DateOfService is { } date
            ? $"{candidate.Code} is billable in {release.Id}, in force on {date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}; guidelines of {release.Guidelines}."
            : $"No date of service was given, so the newest release was used: {candidate.Code} is billable in {release.Id}; guidelines of {release.Guidelines}."));
        if (!shown && !candidate.Dropped)
            steps.Add(new RuleStep("confidence.hidden", "Below the display threshold: what speaks for it stands where problems are not decided, or the text is not specific enough."));
        return steps;
    }

    private static string Where(Finding finding)
    {
        var section = SectionName(finding.Sentence.Section);
        return finding.Sentence.Role switch
        {
            SentenceRole.ProblemHeading => $"“{Quote(finding)}” names a problem in {section}.",
            SentenceRole.ListEntry => $"“{Quote(finding)}” is an entry of {section}.",
            _ => $"“{Quote(finding)}” stands in {section}.",
        };
    }

    private static string Lexical(ReleaseEngine engine, Finding finding)
    {
        var code = engine.Lexicon.Codes[finding.Term.Entry].Code;
        var table = finding.Term.Origin switch
        {
            TermOrigin.Own => "Abbreviation or lay word of our list",
            TermOrigin.Title => "Title of the tabular list",
            TermOrigin.InclusionTerm => "Inclusion term of the tabular list",
            TermOrigin.Includes => "Includes note of the tabular list",
            TermOrigin.Index => "Alphabetic index",
            TermOrigin.Neoplasm => "Table of neoplasms",
            TermOrigin.Drug => "Table of drugs and chemicals",
            TermOrigin.Learned => "This hospital's profile",
            TermOrigin.General => "General word, default of the alphabetic index",
            _ => "Index of external causes",
        };
        return $"{table}: “{finding.Term.Text}” leads to {code}.";
    }

    private static string Asserted(Finding finding)
    {
        var cue = finding.Assertion.CueStart >= 0 ? $" (“{finding.Note.Note.Text[finding.Assertion.CueStart..finding.Assertion.CueEnd]}”)" : string.Empty;
        return finding.Assertion.Kind switch
        {
            AssertionKind.Possible => $"Uncertain{cue}; an inpatient encounter codes it as if it existed (guideline II.H).",
            AssertionKind.Historical => $"Spoken of as past{cue}.",
            AssertionKind.Resolved => $"Said to be over{cue}.",
            AssertionKind.Family => $"Family history{cue}.",
            _ => "Stated of the patient; not denied, not doubted.",
        };
    }

    private static string Specific(Finding finding)
    {
        if (finding.IsGuess)
            return "The text does not decide between the codes below; the plainest was taken, with less confidence.";
        return finding.Supported > 0
            ? "Words of the note near the mention support this more specific code."
            : "The text supports nothing more specific than this code.";
    }

    internal static string SectionName(SectionKind kind) => kind switch
    {
        SectionKind.ChiefComplaint => "the chief complaint",
        SectionKind.PresentIllness => "the history of present illness",
        SectionKind.PastHistory => "the past history",
        SectionKind.SurgicalHistory => "the surgical history",
        SectionKind.FamilyHistory => "the family history",
        SectionKind.SocialHistory => "the social history",
        SectionKind.ReviewOfSystems => "the review of systems",
        SectionKind.Exam => "the examination",
        SectionKind.Results => "the results",
        SectionKind.Course => "the course",
        SectionKind.Assessment => "the assessment",
        SectionKind.Plan => "the plan",
        SectionKind.AssessmentPlan => "the assessment and plan",
        SectionKind.Diagnoses => "the list of diagnoses",
        SectionKind.AdmissionDiagnosis => "the admission diagnosis",
        SectionKind.ProblemList => "the problem list",
        SectionKind.Procedure => "the procedure report",
        SectionKind.Instructions => "the instructions",
        SectionKind.Addendum => "an addendum",
        _ => "the note",
    };

    private static string Quote(Finding finding) => finding.Note.Note.Text[finding.Start..finding.End];
}
