namespace Appliance.Domain;

/// <summary>Words of a note that support a suggestion.</summary>
/// <param name="Span">Where they stand.</param>
/// <param name="Quote">Exactly <c>text[Start..End]</c> of that note.</param>
public sealed record SupportingText(NoteSpan Span, string Quote);

/// <summary>One step of the path that led to a suggestion, in words that a coder understands.</summary>
/// <param name="Rule">Stable id of the rule (<c>lexicon.index</c>, <c>assertion.negated</c>, <c>guideline.I.A.15</c>).</param>
/// <param name="Text">One plain sentence; may quote the note, so it is PHI.</param>
public sealed record RuleStep(string Rule, string Text);

/// <summary>A code that the engine proposes for an encounter, with the words that support it.</summary>
/// <param name="Code">The code; billable in the code set of the encounter's date.</param>
/// <param name="Title">The official long title in that release.</param>
/// <param name="Support">At least one span; the first is the main one.</param>
/// <param name="Confidence">Probability of being right, 0 to 1.</param>
/// <param name="Shown">False when below the display threshold: kept for search only.</param>
/// <param name="Rules">The rule path, in order.</param>
public sealed record Suggestion(Code Code, string Title, IReadOnlyList<SupportingText> Support, double Confidence, bool Shown, IReadOnlyList<RuleStep> Rules)
{
    /// <summary>Place in the proposed claim order, from 1.</summary>
    public int Rank { get; init; }

    /// <summary>What the notes say of the condition; other than <see cref="MentionAssertion.Affirmed"/> mostly under <see cref="CodingPolicy.Mentions"/>.</summary>
    public MentionAssertion Assertion { get; init; }

    /// <summary>Facts that a more specific code asks for and the notes do not give ("laterality: right, left or both"), in plain words; what a query to the provider is made of.</summary>
    public IReadOnlyList<string> MissingFacts { get; init; } = [];

    /// <summary>True in the high-confidence tier: of the hospital's profile, whose precision the hospital chose, or of the shipped weights, which promise none.</summary>
    public bool HighConfidence { get; init; }
}

/// <summary>What is reported of the conditions that the notes mention.</summary>
public enum CodingPolicy
{
    /// <summary>What a claim needs: the Official Guidelines decide which conditions are reported.</summary>
    Guideline = 0,

    /// <summary>Every condition that is mentioned, each with its <see cref="MentionAssertion"/>; for corpora that label mentions, never for a claim.</summary>
    Mentions,
}

/// <summary>What a note says of a condition that it mentions.</summary>
public enum MentionAssertion
{
    /// <summary>The patient has it.</summary>
    Affirmed = 0,

    /// <summary>The patient does not have it.</summary>
    Negated,

    /// <summary>The patient may have it.</summary>
    Possible,

    /// <summary>The patient had it.</summary>
    Historical,

    /// <summary>A relative has or had it.</summary>
    Family,

    /// <summary>It is feared, prevented, advised about, or another person's.</summary>
    Hypothetical,

    /// <summary>It is intended (a procedure, an encounter).</summary>
    Planned,
}

/// <summary>What kind of gap in the documentation was found.</summary>
public enum GapKind
{
    /// <summary>A more specific code exists and the notes do not decide.</summary>
    MissingSpecificity = 0,

    /// <summary>Two statements contradict each other.</summary>
    Conflict,

    /// <summary>Two codes exclude each other (Excludes1) and a person must decide.</summary>
    Excludes,

    /// <summary>A condition is treated but stands in no assessment.</summary>
    TreatedNotAssessed,

    /// <summary>A medicine is taken for which no diagnosis stands in the notes.</summary>
    MedicationWithoutDiagnosis,
}

/// <summary>A gap in the documentation that a coder may want to ask the provider about.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Rule">Stable id of the rule that found it.</param>
/// <param name="Text">One plain sentence that does not lead the provider; may quote the note, so it is PHI.</param>
/// <param name="Support">The words it rests on; may be empty.</param>
/// <param name="Codes">Codes it concerns; may be empty.</param>
public sealed record DocumentationGap(GapKind Kind, string Rule, string Text, IReadOnlyList<SupportingText> Support, IReadOnlyList<Code> Codes);

/// <summary>What the engine answers for one encounter.</summary>
/// <param name="Release">Id of the code-set release used (<c>FY2027</c>), or null when none was in force.</param>
/// <param name="Suggestions">In rank order; empty when nothing is codable.</param>
/// <param name="Refusals">What was not done and why (for example <c>APP-COD-001</c>, no code set for this date).</param>
public sealed record CodingResult(string? Release, IReadOnlyList<Suggestion> Suggestions, IReadOnlyList<Refusal> Refusals)
{
    /// <summary>Version of the engine's rules and lexicon that made the answer.</summary>
    public string EngineVersion { get; init; } = string.Empty;

    /// <summary>Gaps in the documentation, in reading order.</summary>
    public IReadOnlyList<DocumentationGap> Gaps { get; init; } = [];

    /// <summary>Hash of the hospital's profile that the answer was made with, as <see cref="CodingInstructions.Profile"/> gave it; null when none was used.</summary>
    public string? Profile { get; init; }

    /// <summary>Time the engine took, milliseconds.</summary>
    public double ElapsedMs { get; init; }
}

/// <summary>What a person decided about a suggestion.</summary>
public enum DecisionKind
{
    /// <summary>Not decided (also after an undo).</summary>
    None = 0,

    /// <summary>The code goes on the claim.</summary>
    Accepted,

    /// <summary>The code does not go on the claim.</summary>
    Refused,

    /// <summary>Another code goes on the claim instead.</summary>
    Replaced,

    /// <summary>The person added a code that was not suggested.</summary>
    Added,
}

/// <summary>A person's decision on one code of an encounter. Later decisions on the same code supersede earlier ones; none is deleted.</summary>
/// <param name="Code">The code that was decided on; for <see cref="DecisionKind.Added"/> the added code.</param>
/// <param name="Kind">What was decided.</param>
/// <param name="By">Who decided.</param>
/// <param name="At">When, UTC.</param>
public sealed record Decision(Code Code, DecisionKind Kind, Actor By, DateTimeOffset At)
{
    /// <summary>The code taken instead, for <see cref="DecisionKind.Replaced"/>; billable on the date of service.</summary>
    public Code? Replacement { get; init; }

    /// <summary>Version of the suggestions that the person was looking at, from 1.</summary>
    public int CodingVersion { get; init; } = 1;
}
