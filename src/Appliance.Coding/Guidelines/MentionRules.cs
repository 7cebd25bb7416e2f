using Appliance.Coding.Mentions;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Guidelines;

/// <summary>The rules that look at one mention before its code stands: what is said to be past, what is coded only when confirmed, and what the index prints two codes for.</summary>
internal sealed class MentionRules(IReadOnlyList<Rule> rules)
{
    private readonly Rule[] _past = [.. rules.Where(r => r.Asks(ClauseKind.Past))];
    private readonly Rule[] _uncertain = [.. rules.Where(r => r.Asks(ClauseKind.Uncertain) && (r.Does(EffectKind.Drop) || r.Does(EffectKind.Become)))];
    private readonly Rule[] _pairs = [.. rules.Where(r => r.Does(EffectKind.Pair))];

    /// <summary>The rule for a condition that is coded only when confirmed, in every setting: it drops the uncertain one or tells its code; null for others.</summary>
    public Rule? OfTheUncertain(string code) => Array.Find(_uncertain, r => r.Codes.Match(code));

    /// <summary>True for conditions of which nothing is coded until they are confirmed.</summary>
    public bool IsConfirmedOnly(string code) => OfTheUncertain(code)?.Does(EffectKind.Drop) == true;

    /// <summary>The rule for "history of" this condition, the one with the longest beginning of the code; null when it goes on and stays itself.</summary>
    public Rule? OfThePast(string code, NoteStructure note, in Sentence sentence, in Mention mention)
    {
        Rule? best = null;
        var length = 0;
        foreach (var rule in _past)
        {
            var matched = rule.Codes.Length(code);
            if (matched > length && Holds(rule, note, sentence, mention))
                (best, length) = (rule, matched);
        }

        return best;
    }

    /// <summary>The first rule that gives this etiology a manifestation code; null when none does.</summary>
    public Rule? PairOf(Finding etiology)
    {
        foreach (var rule in _pairs)
        {
            if (rule.Codes.Match(etiology.Code) && Holds(rule, etiology.Note, etiology.Sentence, etiology.Mention))
                return rule;
        }

        return null;
    }

    private static bool Holds(Rule rule, NoteStructure note, in Sentence sentence, in Mention mention)
    {
        foreach (var clause in rule.Clauses)
        {
            var holds = clause.Kind switch
            {
                ClauseKind.Says => RuleConditions.Says(note.Tokens, mention.First, mention.End, clause.Phrases),
                ClauseKind.Sentence => RuleConditions.Says(note.Tokens, sentence.FirstToken, sentence.EndToken, clause.Phrases),
                _ => !clause.Not,
            };
            if (holds == clause.Not)
                return false;
        }

        return true;
    }
}
