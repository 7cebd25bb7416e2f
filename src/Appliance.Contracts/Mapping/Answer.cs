using Appliance.Domain;

namespace Appliance.Contracts.Mapping;

/// <summary>
/// What a worker claims about an encounter: well formed and bounded, but not believed. The host checks each code, date and span before any of it becomes a
/// <see cref="CodingResult"/>.
/// </summary>
/// <param name="RequestId">The request it claims to answer.</param>
/// <param name="Release">Release it claims to have used, null for none.</param>
/// <param name="Suggestions">In the order sent.</param>
/// <param name="Refusals">What it says was not done.</param>
/// <param name="EngineVersion">Version it claims.</param>
/// <param name="ElapsedMs">Time it claims, milliseconds, 0 or more.</param>
public sealed record Answer(
    string RequestId, string? Release, IReadOnlyList<ClaimedSuggestion> Suggestions, IReadOnlyList<Refusal> Refusals, string EngineVersion, double ElapsedMs)
{
    /// <summary>Suggestions that were not even well formed and were left out.</summary>
    public int Malformed { get; init; }

    /// <summary>Claimed gaps in the documentation, in the order sent.</summary>
    public IReadOnlyList<ClaimedGap> Gaps { get; init; } = [];

    /// <summary>Hash of the profile it claims to have used, null for none.</summary>
    public string? Profile { get; init; }
}

/// <summary>A claimed suggestion.</summary>
/// <param name="Code">Form checked, existence not.</param>
/// <param name="Title">The worker's words; the host uses its own title.</param>
/// <param name="Rank">From 1.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Shown">Whether it is to be displayed.</param>
/// <param name="Spans">1 or more, not checked against the text.</param>
/// <param name="Rules">The rule path.</param>
public sealed record ClaimedSuggestion(
    Code Code, string Title, int Rank, double Confidence, bool Shown, IReadOnlyList<ClaimedSpan> Spans, IReadOnlyList<RuleStep> Rules)
{
    /// <summary>What it claims the notes say of the condition.</summary>
    public MentionAssertion Assertion { get; init; }

    /// <summary>Facts that it claims are missing.</summary>
    public IReadOnlyList<string> MissingFacts { get; init; } = [];

    /// <summary>Whether it claims the high tier.</summary>
    public bool HighConfidence { get; init; }
}

/// <summary>A claimed gap in the documentation.</summary>
/// <param name="Kind">Of the enumeration.</param>
/// <param name="Rule">Bounded, its alphabet not checked.</param>
/// <param name="Text">One sentence.</param>
/// <param name="Spans">0 or more, not checked against the text.</param>
/// <param name="Codes">0 or more, existence not checked.</param>
public sealed record ClaimedGap(GapKind Kind, string Rule, string Text, IReadOnlyList<ClaimedSpan> Spans, IReadOnlyList<Code> Codes);

/// <summary>A claimed stretch of a note.</summary>
/// <param name="NoteIndex">Index of the note in the request.</param>
/// <param name="Start">First UTF-16 unit.</param>
/// <param name="End">One past the last.</param>
public readonly record struct ClaimedSpan(int NoteIndex, int Start, int End);
