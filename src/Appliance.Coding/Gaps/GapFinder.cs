using Appliance.Coding.Guidelines;
using Appliance.Coding.Structure;
using Appliance.Domain;

namespace Appliance.Coding.Gaps;

/// <summary>
/// Finds what a coder may want to ask the provider about: facts that a more specific code asks for, statements that contradict each other, codes that exclude each other,
/// conditions that are treated but not assessed, medicines for which no condition stands in the notes. The sentences name what was found and ask; they lead to no answer
/// (guidelines I.A.12.a, I.A.19, I.B.13, I.B.14 and III ask for a query in these cases).
/// </summary>
internal sealed class GapFinder(ReleaseEngine engine, EncounterFacts facts, IReadOnlyList<Candidate> candidates, double display)
{
    private const int MaxGaps = 40;
    private const int MaxSpans = 4;

    private readonly List<DocumentationGap> _gaps = [];
    private readonly List<Candidate> _shown = [.. candidates.Where(c => !c.Dropped && c.Confidence >= display)];

    /// <summary>The gaps, those of the suggestions first, then by kind.</summary>
    /// <param name="suggestions">The suggestions of the same encounter.</param>
    /// <param name="denied">Mentions that are denied.</param>
    public IReadOnlyList<DocumentationGap> Find(IReadOnlyList<Suggestion> suggestions, IReadOnlyList<Finding> denied)
    {
        AddMissingFacts(suggestions);
        AddContradictions(denied);
        AddOtherSides();
        AddExclusions();
        AddRules();
        return _gaps;
    }

    private void AddMissingFacts(IReadOnlyList<Suggestion> suggestions)
    {
        foreach (var suggestion in suggestions)
        {
            if (suggestion.Shown && suggestion.MissingFacts.Count > 0)
            {
                Add(new DocumentationGap(GapKind.MissingSpecificity, "gap.specificity",
                    $"“{suggestion.Support[0].Quote}” leads to {suggestion.Code.Value}, {suggestion.Title}. The notes do not say: {string.Join("; ", suggestion.MissingFacts)}.", [suggestion.Support[0]], [suggestion.Code]));
            }
        }
    }

    /// <summary>A diagnosis stated in one place and denied in another of the provider's notes. A review of systems answers for symptoms of the day and contradicts nothing.</summary>
    private void AddContradictions(IReadOnlyList<Finding> denied)
    {
        foreach (var candidate in _shown)
        {
            if (candidate.Code[0] is 'R' or 'Z' or 'V' or 'W' or 'X' or 'Y')
                continue;
            var stated = candidate.Findings.Find(f => f.Assertion.Kind == Assertion.AssertionKind.Affirmed && IsProviders(f));
            var against = stated is null ? null : denied.FirstOrDefault(d => IsProviders(d) && d.Sentence.Section is not (SectionKind.ReviewOfSystems or SectionKind.FamilyHistory or SectionKind.Instructions)
                && d.Term.Entry == stated.Term.Entry && d.Sentence != stated.Sentence);
            if (against is not null)
            {
                Add(new DocumentationGap(GapKind.Conflict, "gap.contradiction",
                    $"“{Quote(stated!)}” is stated in one place and denied in another. Which of the two holds for this encounter?", [Support(stated!), Support(against)], [Code(candidate.Code)]));
            }
        }
    }

    /// <summary>The reported code names one side, and the notes name the same condition with the other side only elsewhere (guideline I.B.13).</summary>
    private void AddOtherSides()
    {
        foreach (var candidate in _shown)
        {
            var other = Mirror(candidate);
            var found = other is null ? null : candidates.FirstOrDefault(c => c.Code == other && !c.Dropped && c.Confidence < display && c.Findings.Exists(IsProviders));
            if (found is not null)
            {
                Add(new DocumentationGap(GapKind.Conflict, "gap.side",
                    $"“{Quote(candidate.Findings[0])}” and “{Quote(found.Findings[0])}” name different sides. Which side, or both, is affected?", [Support(candidate.Findings[0]), Support(found.Findings[0])], [Code(candidate.Code), Code(found.Code)]));
            }
        }
    }

    private void AddExclusions()
    {
        foreach (var candidate in candidates)
        {
            if (candidate.ExcludedBy is not { Dropped: false } winner)
                continue;
            Add(new DocumentationGap(GapKind.Excludes, "tabular.excludes1",
                $"{candidate.Code} and {winner.Code} exclude each other unless the two conditions are unrelated (“{Quote(candidate.Findings[0])}”, “{Quote(winner.Findings[0])}”). Are they one condition or two?",
                [Support(candidate.Findings[0]), Support(winner.Findings[0])], [Code(candidate.Code), Code(winner.Code)]));
        }
    }

    private void AddRules()
    {
        var shown = _shown.ToList();
        var conditions = new RuleConditions(shown, [.. candidates], facts, engine.Notes);
        foreach (var rule in engine.Rules.Gaps)
        {
            if (rule.Codes.IsEmpty)
            {
                if (conditions.Hold(rule, null, out var met))
                    Tell(rule, null, met);
                continue;
            }

            foreach (var subject in shown)
            {
                if (rule.Codes.Match(subject.Code) && conditions.Hold(rule, subject, out var met))
                    Tell(rule, subject, met);
            }
        }
    }

    private void Tell(Rule rule, Candidate? subject, Met met)
    {
        var effect = Array.Find(rule.Effects, e => e.Kind == EffectKind.Gap)!;
        var kind = effect.Argument.Split(' ')[0];
        if (kind == "medicine")
        {
            TellMedicine(rule, effect, met);
            return;
        }

        var support = new List<SupportingText>();
        if (met.Place is { } place)
            support.Add(Support(place));
        if (met.Second is { } second)
            support.Add(Support(second));
        if (subject is not null)
            support.Add(Support(subject.Findings[0]));
        if (met.With is { } with)
            support.Add(Support(with.Findings[0]));
        Candidate?[] about = [subject, met.With];
        Add(new DocumentationGap(kind == "conflict" ? GapKind.Conflict : GapKind.MissingSpecificity, rule.Id, rule.Reason, support, [.. about.OfType<Candidate>().Select(c => Code(c.Code))]));
    }

    /// <summary>A medicine whose condition is reported says nothing; one whose condition stands only outside the assessments, or nowhere, is asked about.</summary>
    private void TellMedicine(Rule rule, Effect effect, Met met)
    {
        if (met.Place is not { } place || SaysWhatFor(place) || _shown.Exists(c => effect.Codes.Match(c.Code)))
            return;
        var medicine = Support(place);
        var found = candidates.FirstOrDefault(c => !c.Dropped && effect.Codes.Match(c.Code) && c.Findings.Exists(IsProviders));
        if (found is null)
        {
            Add(new DocumentationGap(GapKind.MedicationWithoutDiagnosis, rule.Id, $"“{medicine.Quote}” is among the medicines, and no condition that it treats was found in the notes. For what is it given?", [medicine], []));
            return;
        }

        Add(new DocumentationGap(GapKind.TreatedNotAssessed, rule.Id,
            $"“{Quote(found.Findings[0])}” stands in the notes and “{medicine.Quote}” among the medicines, but no assessment of this encounter speaks of the condition. Was it evaluated or treated at this encounter?",
            [Support(found.Findings[0]), medicine], [Code(found.Code)]));
    }

    /// <summary>"Lisinopril 10 mg for blood pressure": the entry itself says what the medicine is given for.</summary>
    private static bool SaysWhatFor(Place place)
    {
        var sentence = place.Note.Sentences[place.Sentence];
        for (var i = place.End; i < sentence.EndToken && i < place.End + 10; i++)
        {
            var token = place.Note.Tokens[i];
            if (place.Note.Note.Text.AsSpan(token.Start, token.End - token.Start).Equals("for", StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>The code of the same condition on the other side; null when there is none.</summary>
    private string? Mirror(Candidate candidate)
    {
        var codes = engine.Lexicon.Codes;
        var title = codes[candidate.Entry].Title;
        var (from, to) = title.Contains("right", StringComparison.Ordinal) ? ("right", "left") : title.Contains("left", StringComparison.Ordinal) ? ("left", "right") : (string.Empty, string.Empty);
        var parent = codes.Parent(candidate.Entry);
        if (from.Length == 0 || parent < 0)
            return null;
        var mirrored = title.Replace(from, to, StringComparison.Ordinal);
        for (var entry = parent + 1; entry <= codes.LastDescendant(parent); entry++)
        {
            if (codes[entry].Title == mirrored)
                return candidate.Code.Length > codes[entry].Code.Length ? codes[entry].Code + candidate.Code[codes[entry].Code.Length..] : codes[entry].Code;
        }

        return null;
    }

    private void Add(DocumentationGap gap)
    {
        if (_gaps.Count < MaxGaps && !_gaps.Exists(g => g.Text == gap.Text))
            _gaps.Add(gap with { Support = [.. gap.Support.Take(MaxSpans)] });
    }

    private static bool IsProviders(Finding finding) => finding.Note.Note.Author is AuthorRole.Unknown or AuthorRole.Provider;

    private static string Quote(Finding finding) => finding.Note.Note.Text[finding.Start..finding.End];

    private static SupportingText Support(Finding finding) => new(new NoteSpan(finding.Note.Note.Id, finding.Start, finding.End), Quote(finding));

    private static SupportingText Support(Place place)
    {
        var (start, end) = (place.Note.Tokens[place.First].Start, place.Note.Tokens[place.End - 1].End);
        return new SupportingText(new NoteSpan(place.Note.Note.Id, start, end), place.Note.Note.Text[start..end]);
    }

    private static Code Code(string code) => new(CodeSystem.Icd10Cm, code);
}
