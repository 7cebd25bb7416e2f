using Appliance.Coding.Structure;

namespace Appliance.Coding.Specificity;

/// <summary>A code that can stand on a claim but for its 7th character, and how it was reached.</summary>
/// <param name="Entry">Index in the code tree.</param>
/// <param name="Supported">Words of the title that the note adds to the mention.</param>
/// <param name="IsGuess">True when the text decides less than the code says.</param>
internal readonly record struct Leaf(int Entry, int Supported, bool IsGuess);

/// <summary>
/// Goes from the entry a term leads to down to the leaf that the text supports. A leaf is allowed only when every meaningful word of its title stands in the
/// mention or near it; among the allowed the one with most support wins, then the "unspecified" one. So a code is never more specific than the text.
/// </summary>
internal sealed class LeafChooser
{
    private readonly CodeTree _codes;
    private readonly HashSet<int> _filler;
    private readonly int _right;
    private readonly int _left;
    private readonly int _bilateral;

    public LeafChooser(CodeTree codes, Vocabulary vocabulary)
    {
        _codes = codes;
        _right = vocabulary.Find("right").Concept;
        _left = vocabulary.Find("left").Concept;
        _bilateral = vocabulary.Find("bilateral").Concept;

        // Words that the index or a guideline assumes when the text is silent: primary osteoarthritis (Coding Clinic 4Q2016), single side, no particular site.
        _filler = new[]
        {
            "unilateral", "primary", "site", "side", "organism", "nature", "degree", "severity", "part", "region", "level", "mellitus", "native", "eye", "ear", "limb", "disease", "syndrome",
            "disorder", "acquired", "nontraumatic", "nonrheumatic", "age", "related", "current", "body", "episode", "single", "initial", "encounter", "state",
        }.Select(w => vocabulary.Find(w).Concept).Where(id => id >= 0).ToHashSet();
    }

    /// <summary>Chooses one leaf, or two when both sides are meant and no code says so; none when nothing fits.</summary>
    /// <param name="entry">The entry that the term leads to.</param>
    /// <param name="evidence">Concepts of the mention and of the words near it, without sides.</param>
    /// <param name="side">The side, when known.</param>
    /// <param name="leaves">Receives the result.</param>
    public void Choose(int entry, ReadOnlySpan<int> evidence, Side side, List<Leaf> leaves)
    {
        leaves.Clear();
        var isLeaf = _codes.IsLeaf(entry);
        var from = entry;
        if (isLeaf)
        {
            if (!_codes.IsDefault(entry))
            {
                leaves.Add(new Leaf(entry, 0, false));
                return;
            }

            while (_codes.Parent(from) >= 0)
                from = _codes.Parent(from);
        }

        var best = Best(entry, from, isLeaf, evidence, side);
        if (!isLeaf && _codes.IsDefault(entry) && _codes.Parent(entry) >= 0)
        {
            // "Unspecified rotator cuff tear" with "complete" in the text: the siblings of an unspecified entry say more.
            var wider = Best(entry, _codes.Parent(entry), true, evidence, side);
            if (wider.Supported > Math.Max(0, best.Supported))
                (best, from, isLeaf) = (wider, _codes.Parent(entry), true);
        }

        if (best.Entry >= 0)
        {
            leaves.Add(best);
            if (side == Side.Both && !Has(best.Entry, _bilateral))
                AddSides(entry, from, isLeaf, evidence, best, leaves);
            return;
        }

        if (isLeaf)
            leaves.Add(new Leaf(entry, 0, false));
        else if (Fallback(entry) is var guess and >= 0)
            leaves.Add(new Leaf(guess, 0, true));
    }

    /// <summary>No bilateral code: right and left are coded (guideline I.B.13).</summary>
    private void AddSides(int entry, int from, bool isLeaf, ReadOnlySpan<int> evidence, Leaf best, List<Leaf> leaves)
    {
        var right = Best(entry, from, isLeaf, evidence, Side.Right);
        var left = Best(entry, from, isLeaf, evidence, Side.Left);
        if (right.Entry < 0 || left.Entry < 0 || !Has(right.Entry, _right) || !Has(left.Entry, _left) || right.Supported < best.Supported)
            return;
        leaves.Clear();
        leaves.Add(right);
        leaves.Add(left);
    }

    private Leaf Best(int entry, int from, bool mustKeepWords, ReadOnlySpan<int> evidence, Side side)
    {
        // An entry that is a code itself, with its side, gives way only to one that the text supports more: a sibling of another site does not.
        var best = mustKeepWords ? new Leaf(entry, SideSupport(entry, side), false) : new Leaf(-1, -1, false);
        var bestIsDefault = mustKeepWords;
        var bestAssumed = 0;
        var known = _codes.Words(entry);
        for (var leaf = from; leaf <= _codes.LastDescendant(from); leaf++)
        {
            if (!_codes.IsLeaf(leaf) || (_codes.IsResidual(leaf) && !_codes.IsResidual(entry)) || (mustKeepWords && !ContainsAll(_codes.Words(leaf), known)))
                continue;
            var supported = Support(leaf, known, evidence, side);
            if (supported < 0)
                continue;
            var isDefault = _codes.IsDefault(leaf);
            var assumed = mustKeepWords && leaf == entry ? 0 : Assumed(leaf, known);
            if (supported > best.Supported || (supported == best.Supported && (assumed < bestAssumed || (assumed == bestAssumed && isDefault && !bestIsDefault))))
            {
                best = new Leaf(leaf, supported, false);
                bestIsDefault = isDefault;
                bestAssumed = assumed;
            }
        }

        return best;
    }

    /// <summary>How many words of the title beyond the known ones the text supports; -1 when one is not supported.</summary>
    private int Support(int leaf, ReadOnlySpan<int> known, ReadOnlySpan<int> evidence, Side side)
    {
        var supported = 0;
        foreach (var word in _codes.Words(leaf))
        {
            if (word == _right || word == _left || word == _bilateral)
            {
                var says = word == _right ? Side.Right : word == _left ? Side.Left : Side.Both;
                if (says != side)
                    return -1;
                supported++;
            }
            else if (known.Contains(word) || _filler.Contains(word))
            {
                continue;
            }
            else if (evidence.Contains(word))
            {
                supported++;
            }
            else
            {
                return -1;
            }
        }

        return supported;
    }

    /// <summary>1 when the title names the side that the text gives.</summary>
    private int SideSupport(int leaf, Side side) => (side == Side.Right && Has(leaf, _right)) || (side == Side.Left && Has(leaf, _left)) || (side == Side.Both && Has(leaf, _bilateral)) ? 1 : 0;

    /// <summary>How many words of the title nothing speaks for but a default.</summary>
    private int Assumed(int leaf, ReadOnlySpan<int> known)
    {
        var assumed = 0;
        foreach (var word in _codes.Words(leaf))
            assumed += _filler.Contains(word) && !known.Contains(word) ? 1 : 0;
        return assumed;
    }

    /// <summary>The leaf under an entry that assumes least: an "unspecified" one before others, an "other" one last; then the one with the fewest words, then the first.</summary>
    private int Fallback(int entry)
    {
        var best = -1;
        var bestAssumes = int.MaxValue;
        for (var leaf = entry + 1; leaf <= _codes.LastDescendant(entry); leaf++)
        {
            if (!_codes.IsLeaf(leaf) || Has(leaf, _right) || Has(leaf, _left) || Has(leaf, _bilateral))
                continue;
            var assumes = _codes.Words(leaf).Length + (_codes.IsDefault(leaf) ? 0 : 100) + (_codes.IsResidual(leaf) && !_codes.IsResidual(entry) ? 1_000 : 0);
            if (assumes < bestAssumes)
                (best, bestAssumes) = (leaf, assumes);
        }

        return best;
    }

    private bool Has(int leaf, int word) => _codes.Words(leaf).Contains(word);

    private bool ContainsAll(ReadOnlySpan<int> words, ReadOnlySpan<int> wanted)
    {
        foreach (var word in wanted)
        {
            if (!words.Contains(word) && !_filler.Contains(word))
                return false;
        }

        return true;
    }
}
