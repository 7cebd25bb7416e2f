using Appliance.Coding.Mentions;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Guidelines;

/// <summary>
/// Rules over the codes of one encounter, in this order: those of the rule files that combine codes; unspecified beside specific; those that take codes out; a symptom
/// beside its stated cause; Excludes1; those that add codes. Each acts only on codes that would be shown, and says what it did. <see cref="Sequence"/> orders what is left.
/// </summary>
internal sealed class GuidelineRules
{
    private const int MaxRounds = 4;

    /// <summary>Confidences this near each other decide nothing between two codes that exclude each other.</summary>
    private const double Close = 0.15;

    private readonly Lexicon _lexicon;
    private readonly TabularNotes _notes;
    private readonly SpecificCode _specific;
    private readonly RuleBook _book;

    public GuidelineRules(Lexicon lexicon, RuleBook book, TabularNotes notes, SpecificCode specific)
    {
        _lexicon = lexicon;
        _book = book;
        _notes = notes;
        _specific = specific;
    }

    /// <summary>Applies all rules to the codes that would be shown; a rule may put a code of its own among them.</summary>
    /// <param name="shown">Codes that would be shown, in order.</param>
    /// <param name="all">All codes found.</param>
    /// <param name="facts">The encounter.</param>
    public void Apply(List<Candidate> shown, List<Candidate> all, EncounterFacts facts)
    {
        var conditions = new RuleConditions(shown, all, facts, _notes);
        for (var round = 0; round < MaxRounds && Run(_book.Combining, shown, conditions); round++)
        {
        }

        PreferSpecific(shown);
        Run(_book.Dropping, shown, conditions);
        DropExplainedSymptoms(shown);
        ResolveExcludes1(shown);
        for (var round = 0; round < 2 && Run(_book.Adding, shown, conditions); round++)
        {
        }

        Run(_book.Alone, shown, conditions);
    }

    /// <summary>
    /// An unspecified problem that the encounter's notes elsewhere name exactly once more specifically takes that code ("psoriasis" in the assessment, "plaque
    /// psoriasis" in the history): the code is chosen from the whole encounter (guideline I.B.2).
    /// </summary>
    public void Sharpen(List<Candidate> all, double shown)
    {
        foreach (var plain in all)
        {
            if (plain.Confidence < shown || !_lexicon.Codes.IsDefault(plain.Entry))
                continue;
            var better = all.FindAll(c => c.Confidence < shown && !ReferenceEquals(c, plain) && IsSameCategory(c.Code, plain.Code) && !_lexicon.Codes.IsDefault(c.Entry)
                && !_lexicon.Codes.IsResidual(c.Entry) && !c.Findings.TrueForAll(f => f.IsGuess || f.Assertion.Kind != Assertion.AssertionKind.Affirmed) && Covers(c, plain));
            if (better.Count != 1 || all.Exists(c => c.Confidence >= shown && c.Code == better[0].Code))
                continue;
            plain.Findings.AddRange(better[0].Findings);
            plain.Replace(better[0].Code, better[0].Entry, "guideline.I.B.2", $"Named without detail as a problem ({plain.Code}); elsewhere in the encounter the notes say more, which supports {better[0].Code}.");
        }
    }

    /// <summary>Runs rules once over every code that calls them; true when one did something.</summary>
    private bool Run(Rule[] rules, List<Candidate> shown, RuleConditions conditions)
    {
        var did = false;
        var letters = Letters(shown);
        foreach (var rule in rules)
        {
            if ((rule.Codes.Letters & letters) == 0 || (rule.WithLetters & letters) == 0)
                continue;
            for (var i = 0; i < shown.Count; i++)
            {
                var subject = shown[i];
                if (subject.Dropped || !rule.Codes.Match(subject.Code) || !conditions.Hold(rule, subject, out var met) || !Act(rule, subject, met, shown))
                    continue;
                did = true;
                letters = Letters(shown);
                i = Math.Max(-1, shown.IndexOf(subject));
            }
        }

        return did;
    }

    private static uint Letters(List<Candidate> shown)
    {
        var letters = 0u;
        foreach (var candidate in shown)
            letters |= Prefixes.Bit(candidate.Code[0]);
        return letters;
    }

    private bool Act(Rule rule, Candidate subject, Met met, List<Candidate> shown)
    {
        var did = false;
        var text = met.With is null ? $"{subject.Code}: {rule.Reason} ({rule.Source})." : $"{subject.Code} with {met.With.Code}: {rule.Reason} ({rule.Source}).";
        foreach (var effect in rule.Effects)
        {
            switch (effect.Kind)
            {
                case EffectKind.Become:
                    did |= Become(rule, effect, subject, met, shown, text);
                    break;
                case EffectKind.Drop:
                    subject.Drop(rule.Id, text);
                    did = true;
                    break;
                case EffectKind.DropWith when met.With is { Dropped: false }:
                    met.With.Drop(rule.Id, text);
                    did = true;
                    break;
                case EffectKind.NotAlone when !shown.Exists(c => !c.Dropped && !ReferenceEquals(c, subject)):
                    subject.Drop(rule.Id, text);
                    did = true;
                    break;
                case EffectKind.Add or EffectKind.AddBefore:
                    did |= Join(rule, effect, subject, met, shown, text);
                    break;
                default:
                    break;
            }
        }

        return did;
    }

    private bool Become(Rule rule, Effect effect, Candidate subject, Met met, List<Candidate> shown, string text)
    {
        if (_specific.Below(RuleBook.Target(effect.Argument, subject.Code, met.With?.Code), Together(subject, met)) is not var (code, entry) || code == subject.Code)
            return false;
        if (shown.Exists(c => !c.Dropped && c.Code == code))
            subject.Drop(rule.Id, text);
        else
            subject.Replace(code, entry, rule.Id, text);
        if (met.With is { } with)
            subject.Findings.AddRange(with.Findings);
        return true;
    }

    /// <summary>Reports a second code, resting on the words that asked for it.</summary>
    private bool Join(Rule rule, Effect effect, Candidate subject, Met met, List<Candidate> shown, string text)
    {
        if (_specific.Below(RuleBook.Target(effect.Argument, subject.Code, met.With?.Code), Together(subject, met)) is not var (code, entry) || shown.Exists(c => c.Code == code))
            return false;
        var joined = new Candidate(code, entry) { Confidence = subject.Confidence };
        if (met.Place is { } place)
        {
            joined.Findings.Add(subject.Findings[0] with
            {
                Note = place.Note,
                Sentence = place.Note.Sentences[place.Sentence],
                Mention = new Mention(subject.Findings[0].Mention.Term, place.Sentence, place.First, place.End, 0),
                Code = code,
                Entry = entry,
            });
        }
        else
        {
            joined.Findings.AddRange(subject.Findings);
            if (met.With is { } with)
                joined.Findings.AddRange(with.Findings);
        }

        joined.Steps.Add((rule.Id, text));
        var at = shown.IndexOf(subject);
        shown.Insert(effect.Kind == EffectKind.AddBefore ? at : at + 1, joined);
        return true;
    }

    private static List<Finding> Together(Candidate subject, Met met) => met.With is null ? subject.Findings : [.. subject.Findings, .. met.With.Findings];

    /// <summary>An "unspecified" code beside a specific one of the same category says nothing more (guideline I.B.2).</summary>
    private void PreferSpecific(List<Candidate> shown)
    {
        foreach (var plain in shown)
        {
            if (plain.Dropped || !_lexicon.Codes.IsDefault(plain.Entry) || plain.Steps.Count > 0)
                continue;
            var specific = shown.Find(c => !c.Dropped && !ReferenceEquals(c, plain) && IsSameCategory(c.Code, plain.Code) && !_lexicon.Codes.IsDefault(c.Entry) && Covers(c, plain));
            if (specific is not null)
                plain.Drop("guideline.I.B.2", $"{plain.Code} is unspecified and {specific.Code} of the same category is documented.");
        }
    }

    private bool Covers(Candidate specific, Candidate plain)
    {
        foreach (var word in _lexicon.Codes.Words(plain.Entry))
        {
            if (!_lexicon.Codes.Words(specific.Entry).Contains(word))
                return false;
        }

        return true;
    }

    private static void DropExplainedSymptoms(List<Candidate> shown)
    {
        foreach (var symptom in shown)
        {
            if (!symptom.Dropped && IsSymptom(symptom.Code) && ExplainedBy(symptom, shown) is { } cause)
                symptom.Drop("guideline.I.B.4", $"{symptom.Code} is a symptom and the same problem names its cause, {cause.Code} (guidelines I.B.4 and I.B.5).");
        }
    }

    /// <summary>Codes of signs and symptoms; severe sepsis and shock (R65) stand in their chapter but are coded beside their cause (I.C.1.d.1.b).</summary>
    private static bool IsSymptom(string code) => (code[0] == 'R' && !code.StartsWith("R65", StringComparison.Ordinal)) || code.StartsWith("M25.5", StringComparison.Ordinal) || code.StartsWith("M79.6", StringComparison.Ordinal) || code.StartsWith("M54", StringComparison.Ordinal);

    /// <summary>"Chest pain due to reflux": the words between symptom and diagnosis in one heading say that one explains the other.</summary>
    private static Candidate? ExplainedBy(Candidate symptom, List<Candidate> shown)
    {
        foreach (var finding in symptom.Findings)
        {
            if (finding.Sentence.Role != SentenceRole.ProblemHeading)
                return null;
        }

        var first = symptom.Findings[0];
        return shown.Find(c => !c.Dropped && !ReferenceEquals(c, symptom) && !IsSymptom(c.Code) && c.Code[0] is not ('Z' or 'V' or 'W' or 'X' or 'Y')
            && c.Findings.Exists(f => ReferenceEquals(f.Note, first.Note) && f.Sentence == first.Sentence && HasCausalWords(first, f)));
    }

    private static bool HasCausalWords(Finding symptom, Finding cause)
    {
        if (cause.Start < symptom.End)
            return false;
        var between = symptom.Note.Note.Text.AsSpan(symptom.End, cause.Start - symptom.End);
        return between.Length < 60 && (between.Contains("due to", StringComparison.OrdinalIgnoreCase) || between.Contains("secondary to", StringComparison.OrdinalIgnoreCase)
            || between.Contains("from", StringComparison.OrdinalIgnoreCase) || between.Contains("caused by", StringComparison.OrdinalIgnoreCase) || between.Contains("setting of", StringComparison.OrdinalIgnoreCase)
            || between.Contains("2/2", StringComparison.Ordinal) || between.Contains("related to", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Of two codes that exclude each other the one with the stronger support stays; of equals the more specific, then the first.</summary>
    private void ResolveExcludes1(List<Candidate> shown)
    {
        for (var i = 0; i < shown.Count; i++)
        {
            for (var k = i + 1; k < shown.Count && !shown[i].Dropped; k++)
            {
                var (a, b) = (shown[i], shown[k]);
                if (b.Dropped || !_notes.Exclude(a.Code, b.Code))
                    continue;
                var dropSecond = IsSymptom(b.Code) != IsSymptom(a.Code) ? IsSymptom(b.Code) : a.Confidence > b.Confidence || (a.Confidence == b.Confidence && a.Code.Length >= b.Code.Length);
                var (loser, winner) = dropSecond ? (b, a) : (a, b);
                if (!IsSymptom(a.Code) && !IsSymptom(b.Code) && !_lexicon.Codes.IsDefault(loser.Entry) && !IsSameCategory(a.Code, b.Code) && Math.Abs(a.Confidence - b.Confidence) < Close)
                    loser.ExcludedBy = winner;
                loser.Drop("tabular.excludes1", $"Excludes1: {loser.Code} is not coded with {winner.Code}, which is documented more specifically.");
            }
        }
    }

    private static bool IsSameCategory(string a, string b) => string.CompareOrdinal(a, 0, b, 0, 3) == 0;
}
