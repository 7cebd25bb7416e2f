using System.Collections.Concurrent;

namespace Appliance.CodeSets.Search;

/// <summary>
/// An inverted index over titles, inclusion terms, index lines and tables: each is a text that leads to one row. Codes with a 7th character have no texts of
/// their own; they are reached through the entry that they complete.
/// </summary>
internal sealed class SearchIndex
{
    private const int MaxQueryWords = 12;
    private const int MaxQueryLength = 200;
    private const float FillerShare = 0.25F;
    private const double UnspecifiedBonus = 1.02;
    private readonly CodeSet _set;
    private readonly Vocabulary _vocabulary;
    private readonly int[] _starts;
    private readonly int[] _texts;
    private readonly int[] _rows;
    private readonly float[] _information;
    private readonly TermSource[] _sources;
    private readonly HashSet<int> _unspecified;
    private readonly ConcurrentBag<Scratch> _free = [];

    public SearchIndex(CodeSet set)
    {
        _set = set;
        var builder = new SearchIndexBuilder(set);
        (_vocabulary, _starts, _texts) = builder.Invert();
        (_rows, _sources) = (builder.Rows, builder.Sources);
        _unspecified = _vocabulary.Find("unspecified") is >= 0 and var place ? [.. _texts.AsSpan(_starts[place], _starts[place + 1] - _starts[place])] : [];
        _information = new float[_rows.Length];
        for (var word = 0; word + 1 < _starts.Length; word++)
        {
            var information = (float)Information(_starts[word + 1] - _starts[word]) * (_vocabulary.IsFiller(word) ? FillerShare : 1);
            foreach (var text in _texts.AsSpan(_starts[word], _starts[word + 1] - _starts[word]))
            {
                _information[text] += information;
            }
        }
    }

    public IReadOnlyList<CodeHit> Search(string query, int max)
    {
        query = query.Trim();
        if (query.Length is 0 or > MaxQueryLength)
        {
            return [];
        }

        var hits = CodePrefix.Rows(_set, query, max).ConvertAll(row => new CodeHit(_set.EntryAt(row), 2));
        if (hits.Count < max && (hits.Count == 0 || query.Contains(' ', StringComparison.Ordinal)))
        {
            var scratch = _free.TryTake(out var free) ? free : new Scratch(_rows.Length, _set.Tables.Count);
            hits.AddRange(ByWords(query, max - hits.Count, scratch));
            scratch.Clear();
            _free.Add(scratch);
        }

        return hits;
    }

    private List<CodeHit> ByWords(string text, int max, Scratch scratch)
    {
        var query = Read(Abbreviations.SpellOut(text), beingTyped: char.IsLetterOrDigit(text[^1]));
        for (var i = 0; i < query.Words.Count; i++)
        {
            foreach (var match in query.Words[i].Matches)
            {
                scratch.Count(Texts(match), i, (float)(match.Weight * query.Words[i].Information));
            }
        }

        foreach (var found in scratch.Texts)
        {
            scratch.Offer(_rows[found], Score(scratch.Score(found), query.Wanted, found), found);
        }

        return new Ranking(_set, _vocabulary, query).Of(scratch, max);
    }

    private Query Read(string text, bool beingTyped)
    {
        var words = Words.Of(text).Distinct(StringComparer.Ordinal).Take(MaxQueryWords).ToList();
        return new Query([.. words.Select((word, i) =>
        {
            var matches = _vocabulary.Match(word, beingTyped && i == words.Count - 1);
            return new QueryWord(word, matches, Information(matches.Sum(match => Texts(match).Length)));
        })]);
    }

    private ReadOnlySpan<int> Texts(WordMatch match) => _texts.AsSpan(_starts[match.Word], _starts[match.Word + 1] - _starts[match.Word]);

    /// <summary>How much of the query the text answers counts most, then how much of the text the query names, then where the text stands.</summary>
    private float Score(float matched, double wanted, int text)
    {
        var answered = Math.Min(1, matched / wanted);
        var named = Math.Min(1, matched / _information[text]);
        var weight = _sources[text] switch
        {
            TermSource.Title => 1.0,
            TermSource.InclusionTerm => 0.98,
            TermSource.Index => 0.95,
            TermSource.Neoplasm or TermSource.Includes => 0.93,
            _ => 0.85,
        };

        // Among siblings that differ in what the query does not say, the one that does not say it either comes first.
        var bonus = _unspecified.Contains(text) ? UnspecifiedBonus : 1;
        return (float)(answered * answered * (0.55 + (0.45 * named)) * weight * bonus);
    }

    /// <summary>A word says the more the rarer it is.</summary>
    private double Information(int texts) => Math.Log(1 + (_rows.Length / (1.0 + texts)));
}
