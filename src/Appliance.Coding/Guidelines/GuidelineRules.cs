using Appliance.Coding.Mentions;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Guidelines;

/// <summary>
/// Rules over the codes of one encounter, in this order: combination codes, unspecified beside specific, symptoms integral to a diagnosis, Excludes1. Each rule
/// acts only on codes that would be shown, and says what it did.
/// </summary>
internal sealed class GuidelineRules
{
    private static readonly (string Id, Prefixes Symptom, Prefixes Diagnosis, string Reason)[] Symptoms =
        [.. DataFile.Read("symptoms.txt").Select(r => (r[0], Prefixes.Parse(r[1]), Prefixes.Parse(r[2]), r[3]))];

    private static readonly (string Id, Prefixes First, Prefixes Second, string Becomes, string Mode, string Guideline, string Reason, string[] Words)[] Combinations =
        [.. DataFile.Read("combinations.txt").Select(r => (r[0], Prefixes.Parse(r[1]), Prefixes.Parse(r[2]), r[3], r[4], r[5], r[6], r.Length > 7 ? r[7].Split(' ') : []))];

    private static readonly Prefixes ConfirmedOnlyCodes = new([.. DataFile.Read("confirmed-only.txt").Select(r => r[0])]);

    private readonly Lexicon _lexicon;
    private readonly Excludes1 _excludes;

    public GuidelineRules(Lexicon lexicon)
    {
        _lexicon = lexicon;
        _excludes = new Excludes1(lexicon.Codes.Set);
    }

    /// <summary>True for conditions that are coded only when confirmed, in every setting.</summary>
    public static bool IsConfirmedOnly(string code) => ConfirmedOnlyCodes.Match(code);

    /// <summary>Applies all rules to the codes that would be shown; a rule may put a code of its own among them.</summary>
    public void Apply(List<Candidate> shown)
    {
        Combine(shown);
        PreferSpecific(shown);
        DropIntegralSymptoms(shown);
        ResolveExcludes1(shown);
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

    private void Combine(List<Candidate> shown)
    {
        foreach (var rule in Combinations)
        {
            var first = shown.Find(c => !c.Dropped && rule.First.Match(c.Code));
            var second = first is null ? null : shown.Find(c => !c.Dropped && !ReferenceEquals(c, first) && rule.Second.Match(c.Code) && SaysOneOf(c, rule.Words));
            if (first is null || second is null)
                continue;
            var text = $"{first.Code} with {second.Code}: {rule.Reason} (guideline {rule.Guideline}).";
            if (rule.Becomes.Length == 0)
            {
                first.Drop(rule.Id, text);
                continue;
            }

            var entry = _lexicon.Codes.Find(rule.Becomes);
            if (entry < 0)
                continue;
            var isThere = shown.Exists(c => !c.Dropped && c.Code == rule.Becomes);
            if (rule.Mode == "also")
            {
                if (!isThere)
                    Join(shown, first, second, rule.Becomes, entry).Steps.Add((rule.Id, text));
                continue;
            }

            if (isThere)
                first.Drop(rule.Id, text);
            else
                first.Replace(rule.Becomes, entry, rule.Id, text);
            foreach (var finding in second.Findings)
                first.Findings.Add(finding);
            if (rule.Mode == "drop")
                second.Drop(rule.Id, text);
        }
    }

    /// <summary>Puts a code that two others ask for together before the first of them.</summary>
    private static Candidate Join(List<Candidate> shown, Candidate first, Candidate second, string code, int entry)
    {
        var joined = new Candidate(code, entry) { Confidence = first.Confidence };
        joined.Findings.AddRange(first.Findings);
        joined.Findings.AddRange(second.Findings);
        shown.Insert(shown.IndexOf(first), joined);
        return joined;
    }

    /// <summary>True when a mention has one of the words, or none is asked for.</summary>
    private static bool SaysOneOf(Candidate candidate, string[] words)
    {
        return words.Length == 0 || candidate.Findings.Exists(f => Array.Exists(words, w => f.Note.Note.Text.AsSpan(f.Start, f.End - f.Start).Contains(w, StringComparison.OrdinalIgnoreCase)));
    }

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

    private static void DropIntegralSymptoms(List<Candidate> shown)
    {
        foreach (var symptom in shown)
        {
            if (symptom.Dropped)
                continue;
            foreach (var rule in Symptoms)
            {
                if (!rule.Symptom.Match(symptom.Code))
                    continue;
                var diagnosis = shown.Find(c => !c.Dropped && !ReferenceEquals(c, symptom) && rule.Diagnosis.Match(c.Code) && !IsSameCategory(c.Code, symptom.Code));
                if (diagnosis is null)
                    continue;
                symptom.Drop(rule.Id, $"{symptom.Code} is not coded beside {diagnosis.Code}: {rule.Reason} (guideline I.B.5).");
                break;
            }

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
                if (b.Dropped || !_excludes.Conflict(a.Code, b.Code))
                    continue;
                var dropSecond = IsSymptom(b.Code) != IsSymptom(a.Code) ? IsSymptom(b.Code) : a.Confidence > b.Confidence || (a.Confidence == b.Confidence && a.Code.Length >= b.Code.Length);
                var (loser, winner) = dropSecond ? (b, a) : (a, b);
                loser.Drop("tabular.excludes1", $"Excludes1: {loser.Code} is not coded with {winner.Code}, which is documented more specifically.");
            }
        }
    }

    private static bool IsSameCategory(string a, string b) => string.CompareOrdinal(a, 0, b, 0, 3) == 0;
}
