using System.Runtime.InteropServices;
using Appliance.CodeSets.Terms;

namespace Appliance.CodeSets.Search;

/// <summary>Reads every text that leads to a row, and turns the list of words of each text into the list of texts of each word.</summary>
internal sealed class SearchIndexBuilder
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<int> _wordsOfTexts = [];
    private readonly List<int> _ends = [];

    public SearchIndexBuilder(CodeSet set)
    {
        var rows = new List<int>();
        var sources = new List<TermSource>();
        var words = new List<string>();
        foreach (var term in TermReader.Read(set, toSearch: true))
        {
            words.Clear();
            Words.Into(term.Text, words);
            var start = _wordsOfTexts.Count;
            foreach (var word in words)
            {
                ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(_ids, word, out var known);
                id = known ? id : _ids.Count - 1;
                if (_wordsOfTexts.IndexOf(id, start) < 0)
                {
                    _wordsOfTexts.Add(id);
                }
            }

            _ends.Add(_wordsOfTexts.Count);
            rows.Add(set.RowOf(term.Code));
            sources.Add(term.Source);
        }

        Rows = [.. rows];
        Sources = [.. sources];
    }

    public int[] Rows { get; }

    public TermSource[] Sources { get; }

    /// <summary>The vocabulary in order; of word w the texts are <c>Texts[Starts[w]..Starts[w + 1]]</c>.</summary>
    public (Vocabulary Vocabulary, int[] Starts, int[] Texts) Invert()
    {
        var words = _ids.Keys.ToArray();
        Array.Sort(words, StringComparer.Ordinal);
        var places = new int[words.Length];
        for (var place = 0; place < words.Length; place++)
        {
            places[_ids[words[place]]] = place;
        }

        var counts = new int[words.Length];
        foreach (var id in _wordsOfTexts)
        {
            counts[places[id]]++;
        }

        var starts = new int[words.Length + 1];
        for (var place = 0; place < words.Length; place++)
        {
            starts[place + 1] = starts[place] + counts[place];
        }

        var texts = new int[_wordsOfTexts.Count];
        var next = starts[..^1];
        var position = 0;
        for (var text = 0; text < _ends.Count; text++)
        {
            for (; position < _ends[text]; position++)
            {
                texts[next[places[_wordsOfTexts[position]]]++] = text;
            }
        }

        return (new Vocabulary(words, counts), starts, texts);
    }
}
