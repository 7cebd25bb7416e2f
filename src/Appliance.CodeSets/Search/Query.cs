namespace Appliance.CodeSets.Search;

/// <summary>A word of a query with the words of the vocabulary that answer it and what it is worth.</summary>
internal sealed record QueryWord(string Text, List<WordMatch> Matches, double Information)
{
    /// <summary>True when a word of the vocabulary answers this one.</summary>
    public bool IsAnsweredBy(string word, Vocabulary vocabulary) =>
        word == Text || (vocabulary.Find(word) is >= 0 and var place && Matches.Exists(match => match.Word == place));
}

/// <summary>The words of a query.</summary>
internal sealed class Query(List<QueryWord> words)
{
    public IReadOnlyList<QueryWord> Words { get; } = words;

    /// <summary>What a text that answers every word is worth.</summary>
    public double Wanted { get; } = Math.Max(1e-6, words.Sum(word => word.Information));

    /// <summary>What the words that are not yet answered are worth in these words, as a share of the whole.</summary>
    public double AlsoAnswered(int answered, List<string> words, Vocabulary vocabulary)
    {
        var found = 0.0;
        for (var i = 0; i < Words.Count; i++)
        {
            if ((answered & (1 << i)) == 0 && words.Exists(word => Words[i].IsAnsweredBy(word, vocabulary)))
            {
                found += Words[i].Information;
            }
        }

        return found / Wanted;
    }
}
