using Appliance.Domain;

namespace Appliance.Coding.Structure;

/// <summary>What a section of a note holds.</summary>
internal enum SectionKind : byte
{
    /// <summary>Text before any heading, or a note without headings.</summary>
    None = 0,
    ChiefComplaint,
    PresentIllness,
    PastHistory,
    SurgicalHistory,
    FamilyHistory,
    SocialHistory,
    ReviewOfSystems,
    Medications,
    Allergies,
    Exam,
    Results,
    Course,
    Assessment,
    Plan,
    AssessmentPlan,
    Diagnoses,
    AdmissionDiagnosis,
    ProblemList,
    Procedure,
    Instructions,

    /// <summary>What was added after the note was written.</summary>
    Addendum,
    Other,
}

/// <summary>What a stretch of text is within its section.</summary>
internal enum SentenceRole : byte
{
    /// <summary>Running text.</summary>
    Body = 0,

    /// <summary>The name of a problem in the assessment or the plan.</summary>
    ProblemHeading,

    /// <summary>An entry of a list of diagnoses.</summary>
    ListEntry,
}

/// <summary>A stretch of a note under one heading.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Start">Start of its heading, or of its text when it has none.</param>
/// <param name="End">One past its last character.</param>
internal readonly record struct Section(SectionKind Kind, int Start, int End);

/// <summary>A sentence, or what stands for one in a list or a heading.</summary>
/// <param name="FirstToken">Index of its first token.</param>
/// <param name="EndToken">One past its last token.</param>
/// <param name="Section">The section it stands in.</param>
/// <param name="Problem">Number of the problem it belongs to, -1 when none.</param>
/// <param name="Role">Heading or running text.</param>
internal readonly record struct Sentence(int FirstToken, int EndToken, SectionKind Section, int Problem, SentenceRole Role)
{
    /// <summary>Whose words it gives.</summary>
    public Speaker Speaker { get; init; }

    /// <summary>True for the turn of a patient or a relative in a dialogue, which no clinician has made a statement of.</summary>
    public bool IsTurn { get; init; }

    /// <summary>True when the same words stand in an earlier note of the encounter: copied forward, so they count once.</summary>
    public bool IsCopied { get; init; }
}

/// <summary>A note taken apart; all offsets are those of its text.</summary>
internal sealed record NoteStructure(Note Note, List<Token> Tokens, List<Section> Sections, List<Sentence> Sentences, int Problems)
{
    /// <summary>True when somebody wrote down what the problems are, so that the rest of the note only explains them.</summary>
    public bool HasDecisiveHeadings => Problems > 0;
}
