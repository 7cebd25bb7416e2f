using Appliance.Coding.Mentions;
using Appliance.Coding.Specificity;

namespace Appliance.Coding.Guidelines;

/// <summary>Finds the code that may stand on a claim below one that a rule names, as specific as the words of the mentions allow.</summary>
internal sealed class SpecificCode(Lexicon lexicon, LeafChooser leaves, SeventhCharacter seventh, GestationReader gestation)
{
    private const int Reach = 10;

    private readonly (int Right, int Left, int Both) _sides = (lexicon.Vocabulary.Find("right").Concept, lexicon.Vocabulary.Find("left").Concept, lexicon.Vocabulary.Find("bilateral").Concept);

    /// <summary>The complete code and its entry; null when the release does not hold it.</summary>
    public (string Code, int Entry)? Below(string code, IReadOnlyList<Finding> findings)
    {
        var codes = lexicon.Codes;
        var entry = codes.Find(code);
        if (entry < 0)
            return code.Length == 8 && codes.Set.Check(code) == CodeSets.CodeValidity.Billable && Stem(code) is >= 0 and var stem ? (code, stem) : null;
        if (codes[entry].Billable)
            return (code, entry);
        if (codes.IsLeaf(entry))
            return findings.Count > 0 && seventh.Complete(codes.Set, codes[entry], findings[0].Note, findings[0].Sentence) is { } whole ? (whole, entry) : null;
        var chosen = new List<Leaf>();
        Span<int> evidence = stackalloc int[96];
        var (count, side) = Gather(findings, evidence);
        if (code[0] == 'O' && findings.Count > 0)
        {
            foreach (var fact in gestation.TrimesterOf([findings[0].Note]))
            {
                if (count < evidence.Length)
                    evidence[count++] = fact;
            }
        }

        leaves.Choose(entry, evidence[..count], side, chosen);
        if (chosen.Count == 0)
            return null;
        var leaf = chosen[0].Entry;
        if (codes[leaf].Billable)
            return (codes[leaf].Code, leaf);
        return findings.Count > 0 && seventh.Complete(codes.Set, codes[leaf], findings[0].Note, findings[0].Sentence) is { } complete ? (complete, leaf) : null;
    }

    /// <summary>The entry of a complete code without its 7th character and the placeholders before it.</summary>
    private int Stem(string code) => lexicon.Codes.Find(code[..7].TrimEnd('X').TrimEnd('.'));

    private (int Count, Side Side) Gather(IReadOnlyList<Finding> findings, Span<int> evidence)
    {
        var count = 0;
        var side = Side.None;
        foreach (var finding in findings)
        {
            var end = Math.Min(finding.Sentence.EndToken, finding.Mention.End + Reach);
            for (var i = Math.Max(finding.Sentence.FirstToken, finding.Mention.First - Reach); i < end && count < evidence.Length; i++)
            {
                var concept = finding.Note.Tokens[i].Concept;
                if (concept < 0)
                    continue;
                side |= concept == _sides.Right ? Side.Right : concept == _sides.Left ? Side.Left : concept == _sides.Both ? Side.Both : Side.None;
                evidence[count++] = concept;
            }
        }

        return (count, side is Side.Right or Side.Left or Side.Both ? side : side == Side.None ? Side.None : Side.Both);
    }
}
