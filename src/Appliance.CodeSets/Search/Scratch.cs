namespace Appliance.CodeSets.Search;

/// <summary>The counters of one search, kept for the next one; only what was touched is cleared.</summary>
internal sealed class Scratch(int texts, int rows)
{
    private readonly float[] _scores = new float[texts];
    private readonly ushort[] _answered = new ushort[texts];
    private readonly float[] _best = new float[rows];
    private readonly ushort[] _bestAnswered = new ushort[rows];
    private readonly List<int> _texts = [];
    private readonly List<int> _rows = [];

    public List<int> Texts => _texts;

    /// <summary>The rows that were offered.</summary>
    public List<int> Rows => _rows;

    public float Score(int text) => _scores[text];

    public float Best(int row) => _best[row];

    /// <summary>The words of the query, one bit each, that the best text of the row answers.</summary>
    public int Answered(int row) => _bestAnswered[row];

    /// <summary>Counts a word of the query for the texts that hold it; only the first, best match of a word counts in a text.</summary>
    public void Count(ReadOnlySpan<int> texts, int word, float weight)
    {
        var bit = 1 << word;
        foreach (var text in texts)
        {
            var answered = _answered[text];
            if ((answered & bit) != 0)
            {
                continue;
            }

            if (answered == 0)
            {
                _texts.Add(text);
            }

            _answered[text] = (ushort)(answered | bit);
            _scores[text] += weight;
        }
    }

    public void Offer(int row, float score, int text)
    {
        if (_best[row] == 0)
        {
            _rows.Add(row);
        }

        if (score > _best[row])
        {
            _best[row] = score;
            _bestAnswered[row] = _answered[text];
        }
    }

    public void Clear()
    {
        foreach (var text in _texts)
        {
            _scores[text] = 0;
            _answered[text] = 0;
        }

        foreach (var row in _rows)
        {
            _best[row] = 0;
        }

        _texts.Clear();
        _rows.Clear();
    }
}
