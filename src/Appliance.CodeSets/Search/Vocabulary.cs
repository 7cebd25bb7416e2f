namespace Appliance.CodeSets.Search;

/// <summary>A word of the vocabulary that answers a word of the query, and how well (1 is the same word).</summary>
internal readonly record struct WordMatch(int Word, double Weight);

/// <summary>The words of all searchable texts in order, so that those with a common beginning lie together.</summary>
internal sealed class Vocabulary
{
    private const int MaxPrefixMatches = 256;
    private const int MaxNearMatches = 6;
    private const double PrefixWeight = 0.9;
    private const double NearWeight = 0.75;
    private const double FarWeight = 0.55;
    private readonly string[] _words;
    private readonly ulong[] _masks;
    private readonly int[] _counts;

    /// <param name="words">In ordinal order, without repetition.</param>
    /// <param name="counts">How many texts hold each.</param>
    public Vocabulary(string[] words, int[] counts)
    {
        _words = words;
        _counts = counts;
        _masks = Array.ConvertAll(words, EditDistance.Mask);
    }

    /// <summary>Words of titles that say only what is not said: a text is not less fitting for having them.</summary>
    private static readonly HashSet<string> Filler = new(StringComparer.Ordinal) { "unspecified", "specified", "not", "site", "part", "other", "elsewhere", "classified", "without", "uncomplicated", "complication" };

    /// <summary>True for a word that a query need not name.</summary>
    public bool IsFiller(int word) => Filler.Contains(_words[word]);

    /// <summary>The place of a word, negative when it is not in the vocabulary.</summary>
    public int Find(string word) => Array.BinarySearch(_words, word, StringComparer.Ordinal);

    /// <summary>The words that answer, best first: the word itself; words that begin with it while it is being typed; else words with a small typing error.</summary>
    public List<WordMatch> Match(string word, bool beingTyped)
    {
        var matches = new List<WordMatch>();
        var place = Find(word);
        if (place >= 0)
        {
            matches.Add(new WordMatch(place, 1));
        }

        if (beingTyped && word.Length >= 2)
        {
            for (var next = place < 0 ? ~place : place + 1; next < _words.Length && matches.Count < MaxPrefixMatches && _words[next].StartsWith(word, StringComparison.Ordinal); next++)
            {
                matches.Add(new WordMatch(next, PrefixWeight));
            }
        }

        return matches.Count > 0 ? matches : Near(word);
    }

    private List<WordMatch> Near(string word)
    {
        var bound = word.Length < 4 || word.Any(char.IsAsciiDigit) ? 0 : word.Length < 8 ? 1 : 2;
        var found = new List<(int Word, int Distance)>();
        var mask = EditDistance.Mask(word);
        for (var i = 0; bound > 0 && i < _words.Length; i++)
        {
            if (EditDistance.MayBeWithin(mask, _masks[i], bound) && EditDistance.Within(word, _words[i], bound) is var distance && distance <= bound)
            {
                found.Add((i, distance));
            }
        }

        return
        [
            .. found
                .OrderBy(near => near.Distance)
                .ThenByDescending(near => _words[near.Word][0] == word[0])
                .ThenByDescending(near => _counts[near.Word])
                .Take(MaxNearMatches)
                .Select(near => new WordMatch(near.Word, near.Distance == 1 ? NearWeight : FarWeight)),
        ];
    }
}
