namespace Appliance.Coding.Structure;

/// <summary>What a line begins with.</summary>
internal enum LineMark : byte
{
    None = 0,
    Bullet,
    Number,
    Hash,
}

/// <summary>A line without its mark and surrounding blanks.</summary>
/// <param name="Start">First character after the mark.</param>
/// <param name="End">One past the last character that is not blank.</param>
/// <param name="Mark">Bullet, number or none.</param>
/// <param name="Indent">Columns before the mark.</param>
/// <param name="AfterBlank">True when an empty line, or nothing, stands before it.</param>
internal readonly record struct Line(int Start, int End, LineMark Mark, int Indent, bool AfterBlank);

/// <summary>Cuts a note into lines; a bullet sign inside a line begins a new one.</summary>
internal static class LineReader
{
    public static List<Line> Read(string text)
    {
        var lines = new List<Line>();
        var blank = true;
        var at = 0;
        while (at < text.Length)
        {
            var end = at;
            while (end < text.Length && !IsLineEnd(text[end]) && !(end > at && IsInnerBullet(text, at, end)))
                end++;
            var line = Trim(text, at, end, blank);
            if (line.Start < line.End)
            {
                lines.Add(line);
                blank = false;
            }
            else if (end < text.Length && text[end] != '\r')
            {
                blank = lines.Count == 0 || end == at || blank || line.Mark == LineMark.None;
            }

            at = end < text.Length && IsLineEnd(text[end]) ? end + 1 : end;
            if (at > 0 && at < text.Length && text[at - 1] == '\r' && text[at] == '\n')
                at++;
        }

        return lines;
    }

    private static bool IsLineEnd(char c) => c is '\n' or '\r' or '\f' or '\v' or '\u0085' or '\u2028' or '\u2029';

    private static bool IsBullet(char c) => c is '•' or '◦' or '▪' or '●' or '‣' or '·' or '➢' or '■' or '○';

    /// <summary>A bullet sign with text before it on its line; the first sign of a line is its mark.</summary>
    private static bool IsInnerBullet(string text, int lineStart, int i)
    {
        if (text[i] is not ('•' or '●' or '▪' or '■') || !char.IsWhiteSpace(text[i - 1]))
            return false;
        for (var k = i - 1; k >= lineStart && i - k < 40; k--)
        {
            if (!char.IsWhiteSpace(text[k]))
                return true;
        }

        return i - lineStart >= 40;
    }

    private static Line Trim(string text, int start, int end, bool blank)
    {
        while (end > start && (char.IsWhiteSpace(text[end - 1]) || text[end - 1] == '\0'))
            end--;
        var at = start;
        while (at < end && (char.IsWhiteSpace(text[at]) || text[at] == '\0'))
            at++;
        var indent = at - start;
        (at, end) = WithoutMarkup(text, at, end);
        while (at < end && (text[at] == '|' || char.IsWhiteSpace(text[at])))
            at++;
        var mark = LineMark.None;
        for (var marks = 0; at < end && marks < 4; marks++)
        {
            var (next, found) = ReadMark(text, at, end);
            if (found == LineMark.None)
                break;
            mark = found > mark ? found : mark;
            at = next;
            while (at < end && char.IsWhiteSpace(text[at]))
                at++;
        }

        return new Line(at, end, mark, indent, blank);
    }

    /// <summary>Bold and underline signs round a line ("**Assessment**", "== Plan ==").</summary>
    private static (int Start, int End) WithoutMarkup(string text, int start, int end)
    {
        while (end - start > 4 && text[start] is '*' or '_' or '=' && text[start + 1] == text[start])
            start += 2;
        while (end - start > 2 && text[end - 1] is '*' or '_' or '=' && text[end - 2] == text[end - 1])
            end -= 2;
        while (start < end && text[start] is ' ' or '=')
            start++;
        while (end > start && text[end - 1] is ' ' or '=')
            end--;
        return (start, end);
    }

    private static (int Next, LineMark Mark) ReadMark(string text, int at, int end)
    {
        var c = text[at];
        if (IsBullet(c))
            return (at + 1, LineMark.Bullet);
        if (c is '-' or '*' or '–' or '—' or '>' or '+' && at + 1 < end && (char.IsWhiteSpace(text[at + 1]) || (c is '-' or '*' && char.IsLetter(text[at + 1]))))
            return (at + 1, LineMark.Bullet);
        if (c == '#')
        {
            var after = at + 1;
            while (after < end && (char.IsAsciiDigit(text[after]) || text[after] is '#' or '.' or ')' or ':'))
                after++;
            return (after, LineMark.Hash);
        }

        var digits = at;
        while (digits < end && digits - at < 3 && char.IsAsciiDigit(text[digits]))
            digits++;
        if (digits > at && digits < end && text[digits] is '.' or ')' && (digits + 1 >= end || !char.IsAsciiDigit(text[digits + 1])))
            return (digits + 1, LineMark.Number);
        if (digits > at && IsFirstCell(text, digits, end, out var cell))
            return (cell, LineMark.Number);
        if (ReadNumberWord(text, at, end) is var word && word > at)
            return (word, LineMark.Number);
        if (c == '(' && digits == at && at + 2 < end && char.IsAsciiDigit(text[at + 1]) && text[at + 2] == ')')
            return (at + 3, LineMark.Number);
        return (at, LineMark.None);
    }

    /// <summary>A number alone in the first cell of a row ("1 | Migraine").</summary>
    private static bool IsFirstCell(string text, int digits, int end, out int cell)
    {
        cell = digits;
        while (cell < end && text[cell] == ' ')
            cell++;
        return cell < end && text[cell++] is '|' or '\t';
    }

    /// <summary>"Problem #1:", "Diagnosis 2 -" and the Roman numbers of headings ("IV. Assessment"); the beginning when there is none.</summary>
    private static int ReadNumberWord(string text, int at, int end)
    {
        var i = at;
        while (i < end && i - at < 5 && text[i] is 'I' or 'V' or 'X')
            i++;
        if (i > at && i + 2 < end && text[i] is '.' or ')' && text[i + 1] == ' ' && char.IsUpper(text[i + 2]) && i + 3 < end && char.IsLetter(text[i + 3]))
            return i + 1;
        var line = text.AsSpan(at, Math.Min(end - at, 20));
        var word = line.StartsWith("problem ", StringComparison.OrdinalIgnoreCase) ? 8 : line.StartsWith("diagnosis ", StringComparison.OrdinalIgnoreCase) ? 10 : 0;
        if (word == 0)
            return at;
        var k = word;
        while (k < line.Length && line[k] is '#' or ' ')
            k++;
        var number = k;
        while (k < line.Length && char.IsAsciiDigit(line[k]))
            k++;
        if (k == number)
            return at;
        while (k < line.Length && line[k] is ' ' or ':' or '.' or ')' or '-' or '–')
            k++;
        return at + k;
    }
}
