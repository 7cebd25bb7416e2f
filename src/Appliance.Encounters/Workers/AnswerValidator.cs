using System.Text.RegularExpressions;
using Appliance.CodeSets;
using Appliance.Contracts.Mapping;
using Appliance.Contracts.Worker.V1;
using Appliance.Domain;
using WireRefusals = Appliance.Contracts.Mapping.Refusals;

namespace Appliance.Encounters.Workers;

/// <summary>An answer after the host checked it.</summary>
/// <param name="Result">Only what holds: codes, titles and quotes are the host's own.</param>
/// <param name="Dropped">Suggestions and refusals that did not hold and were left out.</param>
public sealed record CheckedAnswer(CodingResult Result, int Dropped);

/// <summary>
/// Treats a worker's answer as hostile input. A code must exist and be billable in the release in force on the encounter's date; a span must lie in a note that
/// was sent and cut no surrogate pair; titles and quotes are taken from the host's own tables and texts. What one suggestion breaks costs that suggestion;
/// what no honest worker sends costs the whole answer.
/// </summary>
public sealed partial class AnswerValidator(CodeSetLibrary library)
{
    /// <summary>Checks a reply to a request.</summary>
    /// <param name="encounter">The encounter as it was sent.</param>
    /// <param name="requestId">The request that is to be answered.</param>
    /// <param name="reply">What came back.</param>
    /// <param name="profile">Hash of the profile that was asked for; null for none.</param>
    public Outcome<CheckedAnswer> Check(Encounter encounter, string requestId, CodeReply reply, string? profile = null)
    {
        ArgumentNullException.ThrowIfNull(encounter);
        var read = AnswerWire.Read(reply);
        if (!read.Succeeded)
        {
            return read.Refusal!;
        }

        var answer = read.Value;
        if (answer.RequestId != requestId)
        {
            return WireRefusals.InvalidAnswer("request_id");
        }

        if (answer.Profile != profile)
        {
            return WireRefusals.InvalidAnswer("profile");
        }

        if (!Version().IsMatch(answer.EngineVersion))
        {
            return WireRefusals.InvalidAnswer("engine_version");
        }

        var refusals = answer.Refusals.Where(refusal => RefusalCode().IsMatch(refusal.Code)).ToList();
        var dropped = answer.Malformed + answer.Refusals.Count - refusals.Count;
        var inForce = library.ForDate(encounter.DateOfService);
        if (!inForce.Succeeded)
        {
            return WithoutCodeSet(answer, refusals, dropped, inForce.Refusal!);
        }

        var set = inForce.Value;
        var nothing = answer.Release is null && answer.Suggestions.Count == 0 && answer.Gaps.Count == 0 && answer.Malformed == 0;
        if (answer.Release != set.Release.Id && !nothing)
        {
            return WireRefusals.InvalidAnswer("release");
        }

        var suggestions = Hold(encounter, set, answer.Suggestions);
        var gaps = answer.Gaps.Select(gap => Hold(encounter, set, gap)).OfType<DocumentationGap>().ToList();
        var result = new CodingResult(answer.Release, suggestions, refusals)
        {
            EngineVersion = answer.EngineVersion,
            ElapsedMs = answer.ElapsedMs,
            Gaps = gaps,
            Profile = answer.Profile,
        };
        return new CheckedAnswer(result, dropped + answer.Suggestions.Count - suggestions.Count + answer.Gaps.Count - gaps.Count);
    }

    private static Outcome<CheckedAnswer> WithoutCodeSet(Answer answer, List<Refusal> refusals, int dropped, Refusal noCodeSet)
    {
        if (answer.Release is not null || answer.Suggestions.Count > 0 || answer.Gaps.Count > 0)
        {
            return WireRefusals.InvalidAnswer("release");
        }

        IReadOnlyList<Refusal> said = refusals.Count > 0 ? refusals : [noCodeSet];
        return new CheckedAnswer(new CodingResult(null, [], said) { EngineVersion = answer.EngineVersion, ElapsedMs = answer.ElapsedMs, Profile = answer.Profile }, dropped);
    }

    private static List<Suggestion> Hold(Encounter encounter, CodeSet set, IReadOnlyList<ClaimedSuggestion> claims)
    {
        var held = new List<Suggestion>(claims.Count);
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var claim in claims.OrderBy(claim => claim.Rank))
        {
            if (claim.Code.System != CodeSystem.Icd10Cm
                || set.Check(claim.Code.Value) != CodeValidity.Billable
                || !set.TryGet(claim.Code.Value, out var entry)
                || entry.Code != claim.Code.Value
                || Support(encounter, claim.Spans) is not { Count: > 0 } support
                || !claim.Rules.All(step => RuleId().IsMatch(step.Rule))
                || !codes.Add(entry.Code))
            {
                continue;
            }

            held.Add(new Suggestion(new Code(CodeSystem.Icd10Cm, entry.Code), entry.Title, support, claim.Confidence, claim.Shown, claim.Rules)
            {
                Rank = held.Count + 1,
                Assertion = claim.Assertion,
                MissingFacts = claim.MissingFacts,
                HighConfidence = claim.HighConfidence,
            });
        }

        return held;
    }

    /// <summary>A gap holds when its spans lie in the notes and its codes are in the release; it may concern a category, or no words and no code at all.</summary>
    private static DocumentationGap? Hold(Encounter encounter, CodeSet set, ClaimedGap claim) =>
        RuleId().IsMatch(claim.Rule) && Support(encounter, claim.Spans) is { } support && claim.Codes.All(code => IsIn(set, code))
            ? new DocumentationGap(claim.Kind, claim.Rule, claim.Text, support, claim.Codes)
            : null;

    private static bool IsIn(CodeSet set, Code code) =>
        code.System == CodeSystem.Icd10Cm && set.TryGet(code.Value, out var entry) && entry.Code == code.Value;

    /// <summary>The words of the spans in the host's own notes; null when one of them does not hold.</summary>
    private static List<SupportingText>? Support(Encounter encounter, IReadOnlyList<ClaimedSpan> spans)
    {
        var support = new List<SupportingText>(spans.Count);
        foreach (var span in spans)
        {
            if (span.NoteIndex < 0 || span.NoteIndex >= encounter.Notes.Count)
            {
                return null;
            }

            var note = encounter.Notes[span.NoteIndex];
            var place = new NoteSpan(note.Id, span.Start, span.End);
            if (!place.FitsIn(note.Text))
            {
                return null;
            }

            support.Add(new SupportingText(place, note.Text[span.Start..span.End]));
        }

        return support;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9.+_-]{0,64}\z")]
    private static partial Regex Version();

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex RuleId();

    [GeneratedRegex(@"\AAPP-(COD|SET)-[0-9]{3}\z")]
    private static partial Regex RefusalCode();
}
