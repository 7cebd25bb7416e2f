using Appliance.Coding.Mentions;
using Appliance.Coding.Specificity;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Calibration;

/// <summary>Takes the clues of a sentence.</summary>
internal interface IClueSink
{
    /// <summary>One clue in the tokens from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    void Add(ulong key, ClueKind kind, int first, int end);
}

/// <summary>
/// Names the clues of a sentence by 64-bit keys: runs of one to three content words, and pairs of content words near each other. Only words of the lexicon count,
/// so that a name of a person is no clue. Work is linear in the tokens. One instance serves one note at a time.
/// </summary>
internal sealed class ClueScanner
{
    /// <summary>Content words between the two of a pair are fewer than this.</summary>
    private const int Near = 5;

    private readonly ulong[] _keys;
    private readonly (ulong Key, int Token, bool Breaks)[] _words = new (ulong, int, bool)[StructureReader.MaxSentenceTokens + 1];

    public ClueScanner(ulong[] conceptKeys) => _keys = conceptKeys;

    /// <summary>A key for each concept of a lexicon, 0 for words that are no clue: stop words, numbers, single letters.</summary>
    public static ulong[] KeysOf(Lexicon lexicon)
    {
        var keys = new ulong[lexicon.Vocabulary.Count];
        for (var id = 0; id < keys.Length; id++)
        {
            var concept = lexicon.Vocabulary.ConceptOf(id);
            keys[id] = concept == id ? KeyOf(lexicon.Vocabulary.Word(id)) : 0;
        }

        return keys;
    }

    /// <summary>Key of a word by itself (FNV-1a over its letters); 0 when it is no clue.</summary>
    public static ulong KeyOf(string word)
    {
        if (word.Length < 2 || char.IsAsciiDigit(word[0]) || TitleWords.IsStop(word))
            return 0;
        unchecked
        {
            var hash = 14695981039346656037UL;
            foreach (var c in word)
                hash = (hash ^ c) * 1099511628211UL;
            return hash | 1;
        }
    }

    /// <summary>Key of words in a row, or of a pair in either order.</summary>
    public static ulong Join(ClueKind kind, ReadOnlySpan<ulong> words)
    {
        unchecked
        {
            if (kind == ClueKind.Pair)
                return ((Math.Min(words[0], words[1]) * 0x9E3779B97F4A7C15UL) ^ Math.Max(words[0], words[1])) + 0x51ED270B;
            var hash = 0xCBF29CE484222325UL + (ulong)words.Length;
            foreach (var word in words)
                hash = (hash ^ word) * 0x9E3779B97F4A7C15UL;
            return hash;
        }
    }

    /// <summary>Gives every clue of a sentence to a sink.</summary>
    public void Scan(List<Token> tokens, in Sentence sentence, IClueSink sink)
    {
        var count = Collect(tokens, sentence);
        Span<ulong> run = stackalloc ulong[3];
        for (var i = 0; i < count; i++)
        {
            var length = 0;
            for (var k = i; k < count && length < 3 && !(k > i && _words[k].Breaks); k++)
            {
                run[length++] = _words[k].Key;
                sink.Add(Join(ClueKind.Words, run[..length]), ClueKind.Words, _words[i].Token, _words[k].Token + 1);
            }

            for (var k = i + 1; k < count && k <= i + Near; k++)
            {
                if (_words[k].Key == _words[i].Key)
                    continue;
                (run[0], run[1]) = (_words[i].Key, _words[k].Key);
                sink.Add(Join(ClueKind.Pair, run[..2]), ClueKind.Pair, _words[i].Token, _words[k].Token + 1);
            }
        }
    }

    private int Collect(List<Token> tokens, in Sentence sentence)
    {
        var count = 0;
        var breaks = false;
        for (var i = sentence.FirstToken; i < sentence.EndToken; i++)
        {
            var token = tokens[i];
            breaks |= token.Before >= Gap.Clause;
            var key = token.Concept >= 0 ? _keys[token.Concept] : 0;
            if (key == 0)
            {
                breaks |= token.Concept < 0;
                continue;
            }

            _words[count++] = (key, i, breaks);
            breaks = false;
        }

        return count;
    }
}
