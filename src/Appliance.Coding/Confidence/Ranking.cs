using Appliance.Coding.Assertion;
using Appliance.Coding.Calibration;
using Appliance.Coding.Explanation;
using Appliance.Coding.ExternalCauses;
using Appliance.Coding.Guidelines;
using Appliance.Coding.Specificity;
using Appliance.Domain;

namespace Appliance.Coding.Confidence;

/// <summary>Gathers findings into suggestions: one for each code, the guidelines applied, in the order of a claim as far as the text tells it.</summary>
internal static class Ranking
{
    private const int MaxSpans = 12;
    private const int MaxHidden = 60;

    /// <summary>Makes the suggestions of an encounter; gives what they were made of too.</summary>
    public static IReadOnlyList<Suggestion> Suggest(ReleaseEngine engine, Encounter encounter, CodingOptions options, List<Finding> findings, EncounterFacts facts, IReadOnlyDictionary<string, double>? learned, IReadOnlyList<LeftOut> leftOut, out List<Candidate> candidates)
    {
        var byCode = new Dictionary<string, Candidate>(StringComparer.Ordinal);
        var order = new List<Candidate>();
        foreach (var finding in findings)
        {
            if (!byCode.TryGetValue(finding.Code, out var candidate))
            {
                candidate = new Candidate(finding.Code, finding.Entry);
                byCode.Add(finding.Code, candidate);
                order.Add(candidate);
            }

            candidate.Findings.Add(finding);
        }

        foreach (var candidate in order)
            candidate.Confidence = learned is null ? Weights.Combine(candidate.Findings) : learned.GetValueOrDefault(candidate.Code);
        var tiers = options.Profile?.Thresholds ?? Weights.Tiers;
        var display = tiers.Display;
        var shown = order.FindAll(c => c.Confidence >= display);
        if (options.Policy == CodingPolicy.Guideline)
        {
            engine.Guidelines.Sharpen(order, display);
            shown = order.FindAll(c => c.Confidence >= display);
            engine.Guidelines.Apply(shown, order, facts);
            SuperficialInjuries.Settle(engine.Lexicon.Codes, shown);
            StoryRules.Settle(engine.Lexicon.Codes.Set, shown);
            engine.Drugs.Settle(shown);
        }

        candidates = [.. shown, .. order.Where(c => c.Confidence < display)];
        var suggestions = Write(engine, encounter, facts, tiers, candidates);
        return options.Explain ? Considered.Explain(engine, candidates, suggestions, leftOut) : suggestions;
    }

    private static List<Suggestion> Write(ReleaseEngine engine, Encounter encounter, EncounterFacts facts, ProfileThresholds tiers, IReadOnlyList<Candidate> candidates)
    {
        var display = tiers.Display;

        // A claim lists first what the encounter was for: the order of the problems; hidden codes follow by confidence.
        var shown = engine.Sequence.Of([.. candidates.Where(c => !c.Dropped && c.Confidence >= display).OrderByDescending(c => Math.Round(c.Confidence, 1))], facts);
        var hidden = candidates.Where(c => c.Dropped || c.Confidence < display).OrderByDescending(c => c.Confidence).ThenBy(c => c.Code, StringComparer.Ordinal).Take(MaxHidden);
        var suggestions = new List<Suggestion>(candidates.Count);
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var candidate in shown.Concat(hidden))
        {
            if (codes.Add(candidate.Code))
                suggestions.Add(ToSuggestion(engine, encounter, tiers, candidate) with { Rank = suggestions.Count + 1 });
        }

        return suggestions;
    }

    private static Suggestion ToSuggestion(ReleaseEngine engine, Encounter encounter, ProfileThresholds tiers, Candidate candidate)
    {
        var set = engine.Lexicon.Codes.Set;
        var title = set.TryGet(candidate.Code, out var entry) ? entry.Title : string.Empty;
        var support = new List<SupportingText>();
        foreach (var finding in candidate.Findings.OrderByDescending(f => f.Weight))
        {
            var span = new NoteSpan(finding.Note.Note.Id, finding.Start, finding.End);
            if (support.Count < MaxSpans && !support.Exists(s => s.Span == span))
                support.Add(new SupportingText(span, finding.Note.Note.Text[finding.Start..finding.End]));
        }

        var shown = !candidate.Dropped && candidate.Confidence >= tiers.Display;
        return new Suggestion(new Code(CodeSystem.Icd10Cm, candidate.Code), title, support, candidate.Confidence, shown, RulePath.Of(engine, encounter, candidate, shown))
        {
            Assertion = BestAssertion(candidate.Findings),
            MissingFacts = shown && !candidate.IsStory ? engine.Missing.Of(candidate.Entry) : [],
            HighConfidence = shown && candidate.Confidence >= tiers.High,
        };
    }

    /// <summary>What the notes say of the condition: where mentions differ, that it is there before that it may be, was or is not.</summary>
    private static MentionAssertion BestAssertion(List<Finding> findings) => findings.Min(f => f.Assertion.Kind).ToMention();
}
