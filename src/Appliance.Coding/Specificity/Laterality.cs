using Appliance.Coding.Structure;

namespace Appliance.Coding.Specificity;

/// <summary>A side of the body, as the note says it.</summary>
[Flags]
internal enum Side : byte
{
    None = 0,
    Right = 1,
    Left = 2,
    Both = 4,
}

/// <summary>Finds the side that belongs to a mention: in it, next to it, or wherever else the same site is named with one side only.</summary>
internal sealed class LateralityReader
{
    private const int Reach = 4;

    private readonly int _right;
    private readonly int _left;
    private readonly int _bilateral;
    private readonly int _both;
    private readonly HashSet<int> _qualifiers;
    private readonly Dictionary<int, Side> _bySite = [];

    public LateralityReader(Vocabulary vocabulary)
    {
        _right = vocabulary.Find("right").Concept;
        _left = vocabulary.Find("left").Concept;
        _bilateral = vocabulary.Find("bilateral").Concept;
        _both = vocabulary.Surface("both");
        _qualifiers = new[] { "upper", "lower", "middle", "index", "ring", "little", "proximal", "distal", "anterior", "posterior", "medial", "lateral", "great", "big", "small" }
            .Select(w => vocabulary.Find(w).Concept).Where(id => id >= 0).ToHashSet();
    }

    /// <summary>Concept ids of the three words.</summary>
    public (int Right, int Left, int Bilateral) Concepts => (_right, _left, _bilateral);

    /// <summary>Notes which sites are named with which side in a note.</summary>
    public void Learn(NoteStructure note)
    {
        foreach (var sentence in note.Sentences)
        {
            if (sentence.Section is SectionKind.FamilyHistory)
                continue;
            for (var i = sentence.FirstToken; i + 1 < sentence.EndToken; i++)
            {
                var side = SideOf(note.Tokens[i]);
                if (side == Side.None)
                    continue;
                var site = i + 1;
                while (site + 1 < sentence.EndToken && site < i + 3 && _qualifiers.Contains(note.Tokens[site].Concept))
                    site++;
                for (var k = i + 1; k <= site; k++)
                {
                    if (note.Tokens[k].Concept >= 0 && note.Tokens[k].Before < Gap.Clause)
                        _bySite[note.Tokens[k].Concept] = _bySite.GetValueOrDefault(note.Tokens[k].Concept) | side;
                }
            }
        }
    }

    /// <summary>The side of the mention in these tokens, and where it stands; none when the note does not say or says both for the site.</summary>
    public (Side Side, int Token) Find(NoteStructure note, in Sentence sentence, int first, int end)
    {
        for (var i = first; i < end; i++)
        {
            if (SideOf(note.Tokens[i]) is var side and not Side.None)
                return (side, i);
        }

        for (var d = 1; d <= Reach; d++)
        {
            var before = first - d;
            if (before < sentence.FirstToken || note.Tokens[before + 1].Before >= Gap.Clause)
                break;
            if (SideOf(note.Tokens[before]) is var side and not Side.None)
                return (side, before);
        }

        for (var d = 0; d < Reach; d++)
        {
            var after = end + d;
            if (after >= sentence.EndToken || note.Tokens[after].Before >= Gap.Clause)
                break;
            if (SideOf(note.Tokens[after]) is var side and not Side.None)
                return (side, after);
        }

        var elsewhere = Side.None;
        for (var i = first; i < end; i++)
            elsewhere |= _bySite.GetValueOrDefault(note.Tokens[i].Concept);
        return elsewhere is Side.Right or Side.Left or Side.Both ? (elsewhere, -1) : (Side.None, -1);
    }

    private Side SideOf(in Token token)
    {
        if (token.Concept < 0)
            return Side.None;
        if (token.Concept == _right)
            return Side.Right;
        if (token.Concept == _left)
            return Side.Left;
        return token.Concept == _bilateral || (token.Surface == _both && _both >= 0) ? Side.Both : Side.None;
    }
}
