using System.Globalization;
using System.Text;

namespace Appliance.Fhir.Notes;

/// <summary>
/// The running text of an RTF document (RTF 1.9.1), bounded: one pass, groups at most 128 deep, no pictures, objects, fields' instructions or headers. Offsets are
/// those of the decoded source, whose first 128 characters are RTF's own alphabet.
/// </summary>
internal sealed class RtfText
{
    private const int MaxDepth = 128;

    private static readonly HashSet<string> Skipped =
    [
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "fldinst",
        "listtable", "listoverridetable", "rsidtbl", "generator", "themedata", "colorschememapping", "datastore", "latentstyles", "xmlnstbl", "filetbl", "revtbl",
        "bkmkstart", "bkmkend", "nonshppict", "pntext", "pntxtb", "pntxta",
    ];

    private readonly string _source;
    private readonly SourceMap.Builder _builder = new();
    private readonly Stack<Group> _groups = new();
    private Group _now = new(false, 1);
    private Encoding _page = TextDecoder.Windows1252;
    private int _at;
    private int _toSkip;

    private RtfText(string source) => _source = source;

    /// <summary>The text, or null when this is no RTF document.</summary>
    public static NoteText? Read(string source)
    {
        var trimmed = source.AsSpan().TrimStart();
        if (!trimmed.StartsWith("{\\rtf", StringComparison.Ordinal))
            return null;
        var reader = new RtfText(source);
        return reader.Run() ? reader._builder.Build() : null;
    }

    private bool Run()
    {
        while (_at < _source.Length)
        {
            var c = _source[_at];
            switch (c)
            {
                case '{':
                    if (_groups.Count == MaxDepth)
                        return false;
                    _groups.Push(_now);
                    _toSkip = 0;
                    _at++;
                    break;
                case '}':
                    if (_groups.Count == 0)
                        return false;
                    _now = _groups.Pop();
                    _toSkip = 0;
                    _at++;
                    if (_groups.Count == 0)
                        return true;
                    break;
                case '\\':
                    Control();
                    break;
                case '\r' or '\n':
                    _at++;
                    break;
                default:
                    Emit(c, _at++);
                    break;
            }
        }

        return _groups.Count == 0;
    }

    private void Control()
    {
        var start = _at++;
        if (_at >= _source.Length)
            return;
        var c = _source[_at];
        if (char.IsAsciiLetter(c))
        {
            Word(start);
            return;
        }

        _at++;
        switch (c)
        {
            case '\'':
                Hexadecimal(start);
                break;
            case '*':
                _now = _now with { Skip = true };
                break;
            case '~':
                Emit(' ', start);
                break;
            case '_':
                Emit('-', start);
                break;
            case '\n' or '\r':
                NewLine();
                break;
            case '{' or '}' or '\\':
                Emit(c, start);
                break;
        }
    }

    private void Hexadecimal(int start)
    {
        var bytes = new List<byte>();
        _at -= 2;
        while (_at + 3 < _source.Length && _source[_at] == '\\' && _source[_at + 1] == '\''
            && byte.TryParse(_source.AsSpan(_at + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            bytes.Add(value);
            _at += 4;
            if (_page.IsSingleByte)
                break;
        }

        if (bytes.Count == 0)
        {
            _at += 2;
            return;
        }

        foreach (var decoded in _page.GetString([.. bytes]))
            Emit(decoded, start);
    }

    private void Word(int start)
    {
        var from = _at;
        while (_at < _source.Length && char.IsAsciiLetter(_source[_at]) && _at - from < 32)
            _at++;
        var word = _source[from.._at];
        var number = Number();
        if (_at < _source.Length && _source[_at] == ' ')
            _at++;
        switch (word)
        {
            case "par" or "line" or "row" or "page" or "sect":
                NewLine();
                break;
            case "tab":
                Emit('\t', start);
                break;
            case "cell" or "nestcell":
                Separate(start);
                break;
            case "u" when number is { } unit:
                Emit(unchecked((char)(short)unit), start);
                _toSkip = _now.Fallback;
                break;
            case "uc" when number is >= 0 and <= 16:
                _now = _now with { Fallback = number.Value };
                break;
            case "ansicpg" when number is { } page:
                _page = TextDecoder.CodePage(page) ?? _page;
                break;
            case "bin" when number is > 0:
                _at = (int)Math.Min(_source.Length, (long)_at + number.Value);
                break;
            case "emdash" or "endash":
                Emit('-', start);
                break;
            case "bullet":
                Emit('•', start);
                break;
            case "lquote" or "rquote":
                Emit('\'', start);
                break;
            case "ldblquote" or "rdblquote":
                Emit('"', start);
                break;
            default:
                if (Skipped.Contains(word))
                    _now = _now with { Skip = true };
                break;
        }
    }

    private int? Number()
    {
        var from = _at;
        if (_at < _source.Length && _source[_at] == '-')
            _at++;
        while (_at < _source.Length && char.IsAsciiDigit(_source[_at]) && _at - from < 11)
            _at++;
        return int.TryParse(_source.AsSpan(from, _at - from), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private void NewLine()
    {
        if (!_now.Skip)
            _builder.Line();
    }

    private void Separate(int source)
    {
        if (!_now.Skip)
            _builder.Word(" | ", source);
    }

    private void Emit(char c, int source)
    {
        if (_toSkip > 0)
        {
            _toSkip--;
            return;
        }

        if (!_now.Skip)
            _builder.Add(PlainText.Clean(c), source);
    }

    private readonly record struct Group(bool Skip, int Fallback);
}
