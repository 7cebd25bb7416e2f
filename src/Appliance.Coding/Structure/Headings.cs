using System.Collections.Frozen;

namespace Appliance.Coding.Structure;

/// <summary>Knows section headings however they are written: with or without colon, in capitals, with "&amp;" or "/", on a line of their own or before text.</summary>
internal static class Headings
{
    private const int MaxHeading = 60;
    private const int MaxWords = 7;
    private const string Addendum = "addendum";

    private static readonly FrozenDictionary<string, SectionKind>.AlternateLookup<ReadOnlySpan<char>> Kinds;
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Labels;

    static Headings()
    {
        var kinds = new Dictionary<string, SectionKind>(StringComparer.Ordinal);
        var labels = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in DataFile.Read("headings.txt"))
        {
            foreach (var heading in record[1].Split(',', StringSplitOptions.TrimEntries))
            {
                if (record[0] == "label")
                    labels.Add(heading);
                else
                    kinds.Add(heading, Enum.Parse<SectionKind>(record[0]));
            }
        }

        Kinds = kinds.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        Labels = labels.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Reads a heading at the beginning of a line.</summary>
    /// <param name="text">The note.</param>
    /// <param name="line">The line.</param>
    /// <param name="kind">What the section holds.</param>
    /// <param name="bodyStart">Where the text after the heading begins; the line's end when there is none.</param>
    public static bool TryRead(string text, Line line, out SectionKind kind, out int bodyStart)
    {
        kind = SectionKind.None;
        bodyStart = line.End;
        if (text.AsSpan(line.Start, line.End - line.Start).StartsWith(Addendum, StringComparison.OrdinalIgnoreCase))
            return TryReadAddendum(text, line, out kind, out bodyStart);
        var colon = IndexOfColon(text, line.Start, Math.Min(line.End, line.Start + MaxHeading));
        if (colon > line.Start && TryKind(text.AsSpan(line.Start, colon - line.Start), out kind))
        {
            bodyStart = kind == SectionKind.SocialHistory && IsStatement(text.AsSpan(line.Start, colon - line.Start)) ? line.Start : SkipBlank(text, colon + 1, line.End);
            return kind != SectionKind.Other || bodyStart > colon;
        }

        return line.End - line.Start <= MaxHeading && colon < 0 && line.Mark != LineMark.Bullet && IsHeadingShape(text.AsSpan(line.Start, line.End - line.Start))
            && TryKind(text.AsSpan(line.Start, line.End - line.Start), out kind);
    }

    /// <summary>"Addendum", with a date and a time before its colon or on a line of its own.</summary>
    private static bool TryReadAddendum(string text, Line line, out SectionKind kind, out int bodyStart)
    {
        (kind, bodyStart) = (SectionKind.Addendum, line.End);
        for (var i = line.Start + Addendum.Length; i < line.End && i - line.Start <= MaxHeading; i++)
        {
            if (text[i] != ':' || (i + 1 < line.End && char.IsAsciiDigit(text[i + 1])))
                continue;
            bodyStart = SkipBlank(text, i + 1, line.End);
            return true;
        }

        return line.End - line.Start <= MaxHeading && text[line.End - 1] != '.';
    }

    /// <summary>Finds the next heading written inside a line ("… no fever. PMH: diabetes"): capitalised, known, and followed by a colon.</summary>
    public static bool TryFindInside(string text, int from, int end, out int headingStart, out SectionKind kind, out int bodyStart)
    {
        for (var colon = IndexOfColon(text, from, end); colon >= 0; colon = IndexOfColon(text, colon + 1, end))
        {
            var words = 0;
            var best = -1;
            var bestKind = SectionKind.None;
            for (var i = colon - 1; i >= from && colon - i <= MaxHeading && words < MaxWords; i--)
            {
                var startsWord = i == from || char.IsWhiteSpace(text[i - 1]);
                if (text[i] is '.' or ';' or '?' or '!' or ':')
                    break;
                if (!startsWord || char.IsWhiteSpace(text[i]))
                    continue;
                words++;
                if (char.IsUpper(text[i]) && TryKind(text.AsSpan(i, colon - i), out var found) && (colon - i > 2 || IsAfterSentence(text, from, i))
                    && (IsAfterSentence(text, from, i) || IsAllCapitals(text.AsSpan(i, colon - i))))
                {
                    best = i;
                    bestKind = found;
                }
            }

            if (best > from && bestKind != SectionKind.Other)
            {
                (headingStart, kind, bodyStart) = (best, bestKind, SkipBlank(text, colon + 1, end));
                return true;
            }
        }

        (headingStart, kind, bodyStart) = (end, SectionKind.None, end);
        return false;
    }

    /// <summary>True for words such as "Medical Reasoning" that name a part of a problem's text.</summary>
    public static bool IsLabel(ReadOnlySpan<char> text)
    {
        Span<char> buffer = stackalloc char[MaxHeading];
        var key = Normalise(text, buffer);
        return !key.IsEmpty && (Labels.Contains(key) || Kinds.ContainsKey(key));
    }

    private static bool TryKind(ReadOnlySpan<char> text, out SectionKind kind)
    {
        Span<char> buffer = stackalloc char[MaxHeading];
        return Kinds.TryGetValue(Normalise(text, buffer), out kind);
    }

    /// <summary>Lower case, single blanks, "and" for the sign; empty when it holds what no heading holds.</summary>
    private static ReadOnlySpan<char> Normalise(ReadOnlySpan<char> text, Span<char> buffer)
    {
        var n = 0;
        var blank = false;
        foreach (var c in text)
        {
            var isLetter = char.IsAsciiLetter(c);
            if (isLetter || c == '&')
            {
                if (blank && n > 0)
                {
                    if (n >= buffer.Length)
                        return default;
                    buffer[n++] = ' ';
                }

                blank = c == '&';
                if (n + 3 >= buffer.Length)
                    return default;
                if (c == '&')
                {
                    if (n > 0 && buffer[n - 1] != ' ')
                        buffer[n++] = ' ';
                    "and".CopyTo(buffer[n..]);
                    n += 3;
                    if (n >= buffer.Length)
                        return default;
                }
                else
                {
                    buffer[n++] = char.ToLowerInvariant(c);
                }
            }
            else if (char.IsAsciiDigit(c))
            {
                return default;
            }
            else
            {
                blank = true;
            }
        }

        return buffer[..n];
    }

    /// <summary>"Tobacco use: never" names what it answers, so its words are text too.</summary>
    private static bool IsStatement(ReadOnlySpan<char> text) => text.Trim().EndsWith(" use", StringComparison.OrdinalIgnoreCase);

    /// <summary>A heading without a colon stands alone on its line and is written in capitals or with a capital.</summary>
    private static bool IsHeadingShape(ReadOnlySpan<char> text) => char.IsUpper(text[0]) && text.Length > 2 && text[^1] is not ('.' or ',' or ';');

    private static bool IsAllCapitals(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsLower(c))
                return false;
        }

        return true;
    }

    private static bool IsAfterSentence(string text, int from, int i)
    {
        var k = i - 1;
        while (k >= from && char.IsWhiteSpace(text[k]))
            k--;
        return k < from || text[k] is '.' or ';' or '!' or '?' or ')' || i - k > 3;
    }

    private static int IndexOfColon(string text, int from, int end)
    {
        if (from >= end)
            return -1;
        var at = text.AsSpan(from, end - from).IndexOf(':');
        return at < 0 ? -1 : from + at;
    }

    private static int SkipBlank(string text, int from, int end)
    {
        while (from < end && char.IsWhiteSpace(text[from]))
            from++;
        return from;
    }
}
