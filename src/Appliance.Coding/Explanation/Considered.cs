using Appliance.Coding.Assertion;
using Appliance.Coding.Confidence;
using Appliance.Domain;

namespace Appliance.Coding.Explanation;

/// <summary>
/// Adds to the path of each suggestion what was considered beside it and dropped, and why: codes for the same words, codes of the same category, and mentions of the
/// condition that do not count. Work is bounded by the findings of a sentence and of a category.
/// </summary>
internal sealed class Considered
{
    /// <summary>Steps added to one path.</summary>
    private const int MaxSteps = 8;

    private const int MaxQuote = 120;

    private readonly ReleaseEngine _engine;
    private readonly List<Candidate> _candidates;
    private readonly List<Candidate> _dropped;
    private readonly HashSet<string> _shown;
    private readonly ILookup<(object Note, int Sentence), Candidate> _bySentence;
    private readonly ILookup<string, Candidate> _byCategory;
    private readonly ILookup<string, LeftOut> _leftOut;

    private Considered(ReleaseEngine engine, List<Candidate> candidates, IReadOnlyList<Suggestion> suggestions, IReadOnlyList<LeftOut> leftOut)
    {
        _engine = engine;
        _candidates = candidates;
        _dropped = candidates.FindAll(c => c.Dropped && c.Steps.Count > 0);
        _shown = suggestions.Where(s => s.Shown).Select(s => s.Code.Value).ToHashSet(StringComparer.Ordinal);
        var places = candidates.SelectMany(c => c.Findings.Select(f => (Candidate: c, Key: ((object)f.Note, f.Mention.Sentence)))).Distinct();
        _bySentence = places.ToLookup(p => p.Key, p => p.Candidate);
        _byCategory = candidates.ToLookup(c => c.Code[..3], StringComparer.Ordinal);
        _leftOut = leftOut.ToLookup(m => engine.Lexicon.Codes[m.Term.Entry].Code[..3], StringComparer.Ordinal);
    }

    /// <summary>The suggestions with their whole paths.</summary>
    /// <param name="engine">What was read with.</param>
    /// <param name="candidates">Every code that was found, dropped ones too.</param>
    /// <param name="suggestions">What was made of them.</param>
    /// <param name="leftOut">Mentions that became no code.</param>
    public static IReadOnlyList<Suggestion> Explain(ReleaseEngine engine, List<Candidate> candidates, IReadOnlyList<Suggestion> suggestions, IReadOnlyList<LeftOut> leftOut) =>
        new Considered(engine, candidates, suggestions, leftOut).Explain(suggestions);

    private List<Suggestion> Explain(IReadOnlyList<Suggestion> suggestions)
    {
        var byCode = _candidates.ToLookup(c => c.Code, StringComparer.Ordinal);
        return [.. suggestions.Select(suggestion => byCode[suggestion.Code.Value].FirstOrDefault() is { } candidate ? Explain(suggestion, candidate) : suggestion)];
    }

    private Suggestion Explain(Suggestion suggestion, Candidate candidate)
    {
        var steps = suggestion.Rules.Select(step => step.Rule == "specificity" ? step with { Text = SpecificWords.Sentence(_engine, candidate) ?? step.Text } : step).ToList();
        if (suggestion.Shown)
        {
            steps.AddRange(OtherCodes(candidate).Take(MaxSteps / 2));
            steps.AddRange(OtherMentions(suggestion.Code.Value).Take(MaxSteps / 2));
        }

        return suggestion with { Rules = steps };
    }

    /// <summary>Codes for the same words first, then those that a rule dropped because of this code, then those of the same category.</summary>
    private IEnumerable<RuleStep> OtherCodes(Candidate candidate)
    {
        var told = new HashSet<string>(StringComparer.Ordinal) { candidate.Code };
        foreach (var finding in candidate.Findings)
        {
            foreach (var other in _bySentence[(finding.Note, finding.Mention.Sentence)])
            {
                if (other.Findings.Exists(f => ReferenceEquals(f.Note, finding.Note) && f.Mention.First < finding.Mention.End && finding.Mention.First < f.Mention.End)
                    && !_shown.Contains(other.Code) && told.Add(other.Code))
                    yield return Step(candidate, other, "for the same words");
            }
        }

        foreach (var other in _dropped)
        {
            if (!_shown.Contains(other.Code) && other.Steps[^1].Text.Contains(candidate.Code, StringComparison.Ordinal) && told.Add(other.Code))
                yield return Step(candidate, other, $"for “{Short(QuoteOf(other))}”");
        }

        foreach (var other in _byCategory[candidate.Code[..3]])
        {
            if (!_shown.Contains(other.Code) && told.Add(other.Code))
                yield return Step(candidate, other, $"for “{Short(QuoteOf(other))}”");
        }
    }

    private RuleStep Step(Candidate candidate, Candidate other, string where)
    {
        var title = _engine.Lexicon.Codes.Set.TryGet(other.Code, out var entry) ? entry.Title : string.Empty;
        var (rule, why) = other.Dropped && other.Steps.Count > 0 ? other.Steps[^1]
            : other.Code[..3] == candidate.Code[..3] ? ("category", $"the notes lead to {candidate.Code} of the same category.")
            : ("below", "its mentions stand where diagnoses are not decided, or decide less than the code says, so it stays below the display threshold.");
        return new RuleStep(IdOf(rule), $"Considered {other.Code} ({title}) {where} and left out: {why}");
    }

    private IEnumerable<RuleStep> OtherMentions(string code) =>
        _leftOut[code[..3]].DistinctBy(m => (m.Note, m.Mention.First)).Select(m => new RuleStep(
            "considered." + m.Assertion.Kind.ToString().ToLowerInvariant(), $"“{Short(m.Quote)}” in {RulePath.SectionName(m.Sentence.Section)} does not count: {Why(m)}."));

    private static string Why(LeftOut mention)
    {
        var cue = mention.Assertion.CueStart >= 0 ? $" (“{Short(mention.Note.Note.Text[mention.Assertion.CueStart..mention.Assertion.CueEnd])}”)" : string.Empty;
        return mention.Assertion.Kind switch
        {
            AssertionKind.Negated => "it is denied" + cue,
            AssertionKind.Possible => $"it is uncertain{cue}, and only inpatient encounters code that (guidelines II.H and IV.H)",
            AssertionKind.Family => "it is a relative's" + cue,
            AssertionKind.OtherPerson => "it is another person's" + cue,
            AssertionKind.Screened => "it is what a screening looks for" + cue,
            AssertionKind.Planned => "it is planned, not done" + cue,
            AssertionKind.Allergic => "it is the reaction listed with an allergy" + cue,
            _ => "it is feared, prevented or advised about, not present" + cue,
        };
    }

    private static string QuoteOf(Candidate candidate)
    {
        var finding = candidate.Findings[0];
        return finding.Note.Note.Text[finding.Start..finding.End];
    }

    private static string IdOf(string rule) => "considered." + (rule.Length > 50 ? rule[..50] : rule);

    private static string Short(string quote) => quote.Length <= MaxQuote ? quote : string.Concat(quote.AsSpan(0, MaxQuote), "…");
}
