using Appliance.Coding.Mentions;

namespace Appliance.Coding.Guidelines;

/// <summary>The rules of the rule files for one release, in the order of files and lines; a rule that leads to a code the release does not hold is left out.</summary>
internal sealed class RuleBook
{
    public RuleBook(Lexicon lexicon)
    {
        var vocabulary = lexicon.Vocabulary;
        All = [.. RuleFile.Read(vocabulary).Where(r => Array.TrueForAll(r.Effects, e => IsHeld(e, r, lexicon)))];
        Words = new RuleWords(vocabulary, All);
        Mentions = new MentionRules(All);
        var encounter = All.Where(r => !r.Asks(ClauseKind.Past) && !r.Asks(ClauseKind.Uncertain) && !r.Does(EffectKind.Pair)).ToArray();
        Combining = [.. encounter.Where(r => r.Does(EffectKind.Become) || r.Does(EffectKind.DropWith) || r.Does(EffectKind.AddBefore))];
        Adding = [.. encounter.Where(r => r.Does(EffectKind.Add) && !Combining.Contains(r))];
        Dropping = [.. encounter.Where(r => r.Does(EffectKind.Drop) && !Combining.Contains(r))];
        Alone = [.. encounter.Where(r => r.Does(EffectKind.NotAlone))];
        Ordering = [.. encounter.Where(r => Array.Exists(r.Effects, e => e.Kind is EffectKind.First or EffectKind.Last or EffectKind.NeverFirst or EffectKind.Before or EffectKind.After))];
        Gaps = [.. encounter.Where(r => r.Does(EffectKind.Gap))];
    }

    /// <summary>All rules.</summary>
    public IReadOnlyList<Rule> All { get; }

    /// <summary>The words that they look for.</summary>
    public RuleWords Words { get; }

    /// <summary>Rules over one mention.</summary>
    public MentionRules Mentions { get; }

    /// <summary>Rules that make one code of two, or put one before another.</summary>
    public Rule[] Combining { get; }

    /// <summary>Rules that report a second code.</summary>
    public Rule[] Adding { get; }

    /// <summary>Rules that take a code out.</summary>
    public Rule[] Dropping { get; }

    /// <summary>Rules about codes that are not reported alone.</summary>
    public Rule[] Alone { get; }

    /// <summary>Rules of sequence.</summary>
    public Rule[] Ordering { get; }

    /// <summary>Rules that tell gaps in the documentation.</summary>
    public Rule[] Gaps { get; }

    /// <summary>
    /// The code of an argument. A first "@" stands for the category of the code that the rule is about, "&amp;" for that of the code that met "with", "^" for the rule's own code
    /// without its last character; a last "*" for what follows the category in the rule's own code.
    /// </summary>
    public static string Target(string argument, string subject, string? other = null)
    {
        var code = argument[0] switch
        {
            '@' => string.Concat(subject.AsSpan(0, 3), argument.AsSpan(1)),
            '&' => string.Concat((other ?? subject).AsSpan(0, 3), argument.AsSpan(1)),
            '^' => string.Concat(subject.AsSpan(0, subject.Length - 1), argument.AsSpan(1)),
            _ => argument,
        };
        return code[^1] == '*' ? string.Concat(code.AsSpan(0, code.Length - 1), subject.AsSpan(3)) : code;
    }

    private static bool IsHeld(Effect effect, Rule rule, Lexicon lexicon)
    {
        if (effect.Kind is not (EffectKind.Become or EffectKind.Add or EffectKind.AddBefore or EffectKind.Pair))
            return true;
        if (effect.Argument[0] is '&' || effect.Argument[^1] == '*')
            return true;
        var codes = effect.Argument[0] is '@' or '^' ? rule.Codes.Values.Where(v => v.Length >= 3).Select(v => Target(effect.Argument, v)) : [effect.Argument];
        return codes.Any(c => lexicon.Codes.Set.TryGet(c, out _));
    }
}
