using Appliance.Coding.Structure;

namespace Appliance.Coding.Mentions;

/// <summary>
/// Finds the terms of the lexicon in a sentence, in any order of their words and with a small gap, then keeps the longest. Work for each token is bounded.
/// One instance serves one note at a time.
/// </summary>
internal sealed class MentionFinder
{
    private const int Window = 11;
    private const int MaxSteps = 600;
    private const int WeakGap = 4;
    private const int MaxWeak = 48;

    private static readonly Comparer<Mention> ByPlace = Comparer<Mention>.Create(static (a, b) => a.First - b.First);

    private readonly Lexicon _lexicon;
    private readonly bool _withGeneral;
    private readonly HashSet<int> _transparent;
    private readonly HashSet<int> _barriers;
    private readonly HashSet<int> _joints;
    private readonly (int Rank, int Token)[] _near = new (int, int)[2 * Window];
    private readonly int[] _picked = new int[16];
    private readonly List<Mention> _found = [];
    private readonly int[] _place = new int[StructureReader.MaxSentenceTokens + 1];
    private readonly bool[] _used = new bool[StructureReader.MaxSentenceTokens + 1];
    private int _steps;

    /// <param name="lexicon">The compiled terms.</param>
    /// <param name="withGeneral">Whether words that name a condition only in general are found too.</param>
    public MentionFinder(Lexicon lexicon, bool withGeneral = false)
    {
        _lexicon = lexicon;
        _withGeneral = withGeneral;
        _transparent = Ids("right", "left", "bilateral", "acute", "chronic", "mild", "moderate", "severe", "of", "the", "a", "an", "in", "on", "to", "with", "due", "by", "at", "from", "his", "her", "their", "my", "is", "type", "known", "recurrent", "new", "both");
        _joints = Ids("with", "to", "and");
        _barriers = Ids("no", "not", "without", "denies", "denied", "but", "negative", "however", "nor", "except");
    }

    /// <summary>Receives, when set, what would be left out: terms inside or across longer ones, and terms with a wider gap; only a profile can tell which of them count.</summary>
    public List<Mention>? Weak { get; init; }

    /// <summary>Appends the mentions of a sentence in order of place.</summary>
    public void Find(List<Token> tokens, in Sentence sentence, int number, List<Mention> mentions)
    {
        _found.Clear();
        Measure(tokens, sentence);
        for (var i = sentence.FirstToken; i < sentence.EndToken; i++)
        {
            var rank = _lexicon.RankOf(tokens[i].Concept);
            if (rank < 0)
                continue;
            var node = _lexicon.Root(rank);
            if (node < 0)
                continue;
            _picked[0] = i;
            Keep(tokens, sentence, number, node, 1);
            if (!_lexicon.HasChildren(node))
                continue;
            _steps = 0;
            var near = Gather(tokens, sentence, i, rank);
            Extend(tokens, sentence, number, node, 1, 0, near);
        }

        KeepLongest(tokens, sentence, mentions);
    }

    /// <summary>Gives each token its place, which see-through words do not advance and commas do.</summary>
    private void Measure(List<Token> tokens, in Sentence sentence)
    {
        var place = 0;
        for (var i = sentence.FirstToken; i < sentence.EndToken; i++)
        {
            var token = tokens[i];
            if (token.Before == Gap.Comma && i > sentence.FirstToken)
                place++;
            else if (token.Before >= Gap.Clause && i > sentence.FirstToken)
                place += 100;
            if (token.Surface >= 0 && _barriers.Contains(token.Surface))
                place += 100;
            _place[i - sentence.FirstToken] = place;
            if (token.Surface < 0 || !_transparent.Contains(token.Surface))
                place++;
        }
    }

    /// <summary>The words near a token that are commoner than it, each at its nearest place, in order of rank.</summary>
    private int Gather(List<Token> tokens, in Sentence sentence, int at, int rank)
    {
        var count = 0;
        for (var d = 1; d <= Window; d++)
        {
            count = Offer(tokens, sentence, at + d, at, rank, count);
            count = Offer(tokens, sentence, at - d, at, rank, count);
        }

        _near.AsSpan(0, count).Sort(static (a, b) => a.Rank - b.Rank);
        return count;
    }

    private int Offer(List<Token> tokens, in Sentence sentence, int i, int at, int rank, int count)
    {
        if (i < sentence.FirstToken || i >= sentence.EndToken || Math.Abs(PlaceOf(sentence, i) - PlaceOf(sentence, at)) > Window)
            return count;
        var other = _lexicon.RankOf(tokens[i].Concept);
        if (other <= rank)
            return count;
        for (var k = 0; k < count; k++)
        {
            if (_near[k].Rank == other)
                return count;
        }

        _near[count] = (other, i);
        return count + 1;
    }

    private int PlaceOf(in Sentence sentence, int token) => _place[token - sentence.FirstToken];

    private void Extend(List<Token> tokens, in Sentence sentence, int number, int node, int depth, int from, int near)
    {
        for (var k = from; k < near; k++)
        {
            if (++_steps > MaxSteps)
                return;
            var child = _lexicon.Child(node, _near[k].Rank);
            if (child < 0)
                continue;
            _picked[depth] = _near[k].Token;
            Keep(tokens, sentence, number, child, depth + 1);
            if (_lexicon.HasChildren(child) && depth + 1 < _picked.Length)
                Extend(tokens, sentence, number, child, depth + 1, k + 1, near);
        }
    }

    private void Keep(List<Token> tokens, in Sentence sentence, int number, int node, int count)
    {
        var term = _lexicon.TermAt(node);
        if (term < 0 || (!_withGeneral && _lexicon.Terms[term].Origin >= TermOrigin.ExternalCause))
            return;
        var first = int.MaxValue;
        var last = 0;
        for (var i = 0; i < count; i++)
        {
            first = Math.Min(first, _picked[i]);
            last = Math.Max(last, _picked[i]);
        }

        var see = 0;
        for (var i = 0; i < count; i++)
            see += _picked[i] != last && IsTransparent(tokens[_picked[i]]) ? 1 : 0;
        var gap = PlaceOf(sentence, last) - PlaceOf(sentence, first) - (count - 1 - see);
        if (gap <= (count < 3 ? 1 : 2))
            _found.Add(new Mention(term, number, first, last + 1, Math.Max(0, gap)));
        else if (gap <= WeakGap)
            AddWeak(new Mention(term, number, first, last + 1, gap));
    }

    private void AddWeak(in Mention mention)
    {
        if (Weak is not null && Weak.Count < MaxWeak)
            Weak.Add(mention);
    }

    private bool IsTransparent(in Token token) => token.Surface >= 0 && _transparent.Contains(token.Surface);

    /// <summary>The longest first; of equal ones the closest, then the first. A mention any of whose stretch is taken is dropped, unless it is a joined tail.</summary>
    private void KeepLongest(List<Token> tokens, in Sentence sentence, List<Mention> mentions)
    {
        if (_found.Count == 0)
            return;
        _found.Sort((a, b) => Compare(a, b));
        Array.Clear(_used, 0, sentence.EndToken - sentence.FirstToken);
        var from = mentions.Count;
        foreach (var mention in _found)
        {
            var taken = false;
            for (var i = mention.First; i < mention.End && !taken; i++)
                taken = _used[i - sentence.FirstToken];
            if (taken && !IsJoinedTail(tokens, sentence, mention))
            {
                AddWeak(mention);
                continue;
            }

            _used.AsSpan(mention.First - sentence.FirstToken, mention.End - mention.First).Fill(true);
            mentions.Add(mention);
        }

        mentions.Sort(from, mentions.Count - from, ByPlace);
    }

    /// <summary>
    /// "Diabetes with chronic kidney disease, stage 3": the second condition has a code of its own beside the combination when the words go on after the
    /// combination's last one and say more of it.
    /// </summary>
    private bool IsJoinedTail(List<Token> tokens, in Sentence sentence, Mention mention)
    {
        var before = mention.First - 1 - sentence.FirstToken;
        return before >= 0 && _used[before] && !_used[mention.End - 1 - sentence.FirstToken] && tokens[mention.First - 1].Surface >= 0 && _joints.Contains(tokens[mention.First - 1].Surface);
    }

    private int Compare(Mention a, Mention b)
    {
        var words = _lexicon.Terms[b.Term].Words - _lexicon.Terms[a.Term].Words;
        if (words != 0)
            return words;
        if (a.Gap != b.Gap)
            return a.Gap - b.Gap;
        var length = a.End - a.First - (b.End - b.First);
        if (length != 0)
            return length;
        return a.First != b.First ? a.First - b.First : a.Term - b.Term;
    }

    private HashSet<int> Ids(params string[] words) => words.Select(w => _lexicon.Vocabulary.Surface(w)).Where(id => id >= 0).ToHashSet();
}
