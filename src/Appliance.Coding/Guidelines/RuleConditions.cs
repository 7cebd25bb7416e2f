namespace Appliance.Coding.Guidelines;

/// <summary>What met a rule's condition.</summary>
/// <param name="With">The other code that met "with" or "near"; null when none was asked for.</param>
/// <param name="Place">The words that met "note", "medication" or "measure"; null when none were asked for.</param>
/// <param name="Second">The words that met a second such clause.</param>
internal readonly record struct Met(Candidate? With, Place? Place, Place? Second);

/// <summary>Tells whether the condition of a rule holds for a code of an encounter.</summary>
/// <param name="shown">The codes that would be reported, in order.</param>
/// <param name="all">All codes found.</param>
/// <param name="facts">The encounter.</param>
/// <param name="notes">Notes of the tabular list.</param>
internal sealed class RuleConditions(List<Candidate> shown, List<Candidate> all, EncounterFacts facts, TabularNotes notes)
{
    private const int Reach = 4;

    /// <summary>True when all clauses hold.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="subject">The code it is about; null for a rule that no code calls.</param>
    /// <param name="met">What met it.</param>
    public bool Hold(Rule rule, Candidate? subject, out Met met)
    {
        met = default;
        if (!HoldsWithout(rule, subject, ref met))
            return false;
        if (rule.Other is not { } other)
            return true;
        foreach (var candidate in shown)
        {
            if (candidate.Dropped || ReferenceEquals(candidate, subject) || !Matches(other, candidate, subject) || (other.Kind == ClauseKind.Near && !IsNear(candidate, subject)))
                continue;
            var tried = met with { With = candidate };
            if (!SaysOfOther(rule, candidate))
                continue;
            met = tried;
            return true;
        }

        return false;
    }

    private bool HoldsWithout(Rule rule, Candidate? subject, ref Met met)
    {
        foreach (var clause in rule.Clauses)
        {
            if (!ReferenceEquals(clause, rule.Other) && clause.Kind is not (ClauseKind.WithSays or ClauseKind.WithSentence) && Holds(clause, subject, ref met) == clause.Not)
                return false;
        }

        return true;
    }

    private static bool SaysOfOther(Rule rule, Candidate other)
    {
        foreach (var clause in rule.Clauses)
        {
            if (clause.Kind is ClauseKind.WithSays or ClauseKind.WithSentence && other.Findings.Exists(f => Says(f, clause.Phrases, clause.Kind == ClauseKind.WithSentence)) == clause.Not)
                return false;
        }

        return true;
    }

    /// <summary>"@" in a clause stands for the category of the rule's own code.</summary>
    private static bool Matches(Clause clause, Candidate candidate, Candidate? subject)
    {
        if (!clause.IsRelative)
            return clause.Codes.Match(candidate.Code);
        return subject is not null && string.CompareOrdinal(candidate.Code, 0, subject.Code, 0, 3) == 0 && clause.Codes.Match("@" + candidate.Code[3..]);
    }

    /// <summary>True when the phrases stand in the words of a finding or of its sentence.</summary>
    public static bool Says(Finding finding, int[][] phrases, bool inSentence) =>
        Says(finding.Note.Tokens, inSentence ? finding.Sentence.FirstToken : finding.Mention.First, inSentence ? finding.Sentence.EndToken : finding.Mention.End, phrases);

    /// <summary>True when one of the phrases stands within the tokens.</summary>
    public static bool Says(List<Structure.Token> tokens, int first, int end, int[][] phrases)
    {
        foreach (var phrase in phrases)
        {
            for (var i = first; i + phrase.Length <= end; i++)
            {
                if (RuleWords.Follows(tokens, i, phrase))
                    return true;
            }
        }

        return false;
    }

    private bool Holds(Clause clause, Candidate? subject, ref Met met)
    {
        switch (clause.Kind)
        {
            case ClauseKind.With:
                return shown.Exists(c => !c.Dropped && !ReferenceEquals(c, subject) && Matches(clause, c, subject));
            case ClauseKind.Near:
                return shown.Exists(c => !c.Dropped && !ReferenceEquals(c, subject) && Matches(clause, c, subject) && IsNear(c, subject));
            case ClauseKind.Found:
                return all.Exists(c => clause.Codes.Match(c.Code));
            case ClauseKind.Says:
                return subject is not null && subject.Findings.Exists(f => Says(f, clause.Phrases, false));
            case ClauseKind.By:
                return subject is not null && subject.Findings.Exists(f => Says(f.Note.Tokens, FirstBefore(f), f.Mention.End, clause.Phrases));
            case ClauseKind.Asks:
                return subject is not null && clause.Codes.Values.Any(c => notes.Order(subject.Code, c));
            case ClauseKind.Sentence:
                return subject is not null && subject.Findings.Exists(f => Says(f, clause.Phrases, true));
            case ClauseKind.Note:
                return At(clause, met, facts.Stated(clause.Phrases), out met);
            case ClauseKind.Medication:
                return At(clause, met, facts.Taken(clause.Phrases), out met);
            case ClauseKind.Treated:
                return At(clause, met, facts.Given(clause.Phrases), out met);
            case ClauseKind.Measure:
                return At(clause, met, facts.Measured(clause.Value, clause.Low, clause.High), out met);
            case ClauseKind.Setting:
                return facts.IsSetting(clause.Value);
            case ClauseKind.Age:
                return facts.Age >= clause.Low && facts.Age <= clause.High;
            case ClauseKind.Sex:
                return facts.IsSex(clause.Value);
            case ClauseKind.From:
                return facts.Date >= clause.Date;
            case ClauseKind.To:
                return facts.Date <= clause.Date;
            case ClauseKind.Past:
                return subject is not null && subject.Findings.TrueForAll(f => f.Assertion.Kind == Assertion.AssertionKind.Historical);
            default:
                return subject is not null && subject.Findings.TrueForAll(f => f.Assertion.Kind == Assertion.AssertionKind.Possible);
        }
    }

    /// <summary>The first of the few words straight before a mention, not beyond a comma.</summary>
    private static int FirstBefore(Finding finding)
    {
        var first = finding.Mention.First;
        while (first > finding.Sentence.FirstToken && finding.Mention.First - first < Reach && finding.Note.Tokens[first].Before == Structure.Gap.Space)
            first--;
        return first;
    }

    private static bool At(Clause clause, Met before, Place? found, out Met met)
    {
        met = found is null || clause.Not ? before : before.Place is null ? before with { Place = found } : before with { Second = found };
        return found is not null;
    }

    private static bool IsNear(Candidate candidate, Candidate? subject) =>
        subject is not null && candidate.Findings.Exists(c => subject.Findings.Exists(s => ReferenceEquals(c.Note, s.Note) && c.Sentence == s.Sentence));
}
