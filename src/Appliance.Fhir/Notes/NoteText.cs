using System.Runtime.InteropServices;
using System.Text;

namespace Appliance.Fhir.Notes;

/// <summary>A document reduced to text, with the way back.</summary>
/// <param name="Text">What is read and highlighted.</param>
/// <param name="Map">From offsets in the text to offsets in the decoded source.</param>
internal sealed record NoteText(string Text, SourceMap Map);

/// <summary>
/// Where each stretch of a note's text lies in its source. A note keeps only its text; the map follows from the stored resource whenever it is read again,
/// because reducing is deterministic.
/// </summary>
internal sealed class SourceMap
{
    private readonly Run[] _runs;

    private SourceMap(Run[] runs) => _runs = runs;

    /// <summary>A text that is its own source from an offset on.</summary>
    public static SourceMap Shifted(int source) => new([new Run(0, source)]);

    /// <summary>Number of stretches.</summary>
    public int Count => _runs.Length;

    /// <summary>The offset in the decoded source, UTF-16 units, of an offset in the text.</summary>
    public int SourceOf(int text)
    {
        var low = 0;
        var high = _runs.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_runs[middle].Text <= text)
                low = middle;
            else
                high = middle - 1;
        }

        return _runs.Length == 0 ? text : _runs[low].Source + text - _runs[low].Text;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Run(int Text, int Source);

    /// <summary>Collects text and its map at once: white space is folded as on a rendered page, blocks become lines.</summary>
    internal sealed class Builder
    {
        private readonly StringBuilder _text = new();
        private readonly List<Run> _runs = [];
        private int _expected = -1;
        private int _pendingLines;
        private bool _pendingSpace;

        /// <summary>Length of the text so far.</summary>
        public int Length => _text.Length;

        /// <summary>Adds a character as it is.</summary>
        public void Add(char c, int source)
        {
            Flush(source);
            Raw(c, source);
        }

        /// <summary>Adds a character of running text: white space folds into one blank.</summary>
        public void Fold(char c, int source)
        {
            if (c is ' ' or '\t' or '\n' or '\r' or '\f')
                _pendingSpace = true;
            else
                Add(c, source);
        }

        /// <summary>Adds words of our own that stand for something in the source.</summary>
        public void Word(string word, int source)
        {
            _pendingSpace &= word[0] != ' ';
            Flush(source);
            foreach (var c in word)
            {
                _expected = -1;
                Raw(c, source);
            }
        }

        /// <summary>Begins a new line; two in a row leave one line empty.</summary>
        public void Line(int lines = 1) => _pendingLines = Math.Max(_pendingLines, lines);

        /// <summary>The text so far.</summary>
        public NoteText Build() => new(_text.ToString(), new SourceMap([.. _runs]));

        private void Flush(int source)
        {
            if (_text.Length > 0 && _pendingLines > 0)
            {
                for (var i = 0; i < _pendingLines; i++)
                {
                    _expected = -1;
                    Raw('\n', source);
                }
            }
            else if (_text.Length > 0 && _pendingSpace && _text[^1] is not ('\n' or ' '))
            {
                _expected = -1;
                Raw(' ', source);
            }

            _pendingLines = 0;
            _pendingSpace = false;
        }

        private void Raw(char c, int source)
        {
            if (source != _expected)
                _runs.Add(new Run(_text.Length, source));
            _expected = source + 1;
            _text.Append(c);
        }
    }
}
