using System.Net;

namespace Appliance.Fhir.Notes;

/// <summary>What the scanner tells of a piece of markup, in the order of the source.</summary>
internal interface IMarkupSink
{
    /// <summary>An element begins; the name is in lower case and without prefix.</summary>
    void Start(string name, bool empty, int source);

    /// <summary>An element ends.</summary>
    void End(string name);

    /// <summary>A character of text, entities resolved.</summary>
    void Text(char c, int source);
}

/// <summary>
/// Walks HTML or XML text from left to right and reports tags and characters with their offsets. It builds no tree and follows nothing, so hostile markup
/// costs one pass; what is not markup is text.
/// </summary>
internal static class MarkupScanner
{
    private const int LongestEntity = 32;

    /// <summary>Scans a piece of the source.</summary>
    /// <param name="source">Decoded text.</param>
    /// <param name="sink">Told of everything.</param>
    /// <param name="html">True when script and style hold no markup.</param>
    /// <param name="shift">Added to every offset.</param>
    public static void Scan(string source, IMarkupSink sink, bool html, int shift = 0)
    {
        var at = 0;
        while (at < source.Length)
        {
            var c = source[at];
            if (c == '<' && at + 1 < source.Length && IsMarkup(source[at + 1]))
                at = Tag(source, at, sink, html, shift);
            else if (c == '&')
                at = Entity(source, at, sink, shift);
            else
                sink.Text(c, shift + at++);
        }
    }

    private static bool IsMarkup(char c) => char.IsAsciiLetter(c) || c is '/' or '!' or '?' or '_';

    private static int Tag(string source, int at, IMarkupSink sink, bool html, int shift)
    {
        if (string.CompareOrdinal(source, at, "<!--", 0, 4) == 0)
            return After(source, "-->", at + 4);
        if (string.CompareOrdinal(source, at, "<![CDATA[", 0, 9) == 0)
        {
            var close = source.IndexOf("]]>", at + 9, StringComparison.Ordinal);
            var end = close < 0 ? source.Length : close;
            for (var i = at + 9; i < end; i++)
                sink.Text(source[i], shift + i);
            return Math.Min(source.Length, end + 3);
        }

        if (source[at + 1] is '!' or '?')
            return After(source, ">", at + 2);

        var closing = source[at + 1] == '/';
        var start = at + (closing ? 2 : 1);
        var stop = start;
        while (stop < source.Length && (char.IsLetterOrDigit(source[stop]) || source[stop] is ':' or '-' or '_' or '.'))
            stop++;
        var name = source[start..stop].ToLowerInvariant();
        name = name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var next = EndOfTag(source, stop, out var empty);
        if (closing)
        {
            sink.End(name);
            return next;
        }

        sink.Start(name, empty, shift + at);
        if (!html || empty || name is not ("script" or "style" or "noscript" or "template" or "head" or "title"))
            return next;
        var last = source.IndexOf("</" + name, next, StringComparison.OrdinalIgnoreCase);
        sink.End(name);
        return last < 0 ? source.Length : After(source, ">", last);
    }

    private static int EndOfTag(string source, int at, out bool empty)
    {
        var quote = '\0';
        for (; at < source.Length; at++)
        {
            var c = source[at];
            if (quote != '\0')
            {
                if (c == quote)
                    quote = '\0';
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == '>')
            {
                empty = source[at - 1] == '/';
                return at + 1;
            }
        }

        empty = false;
        return source.Length;
    }

    private static int After(string source, string mark, int from)
    {
        var found = from <= source.Length ? source.IndexOf(mark, from, StringComparison.Ordinal) : -1;
        return found < 0 ? source.Length : found + mark.Length;
    }

    private static int Entity(string source, int at, IMarkupSink sink, int shift)
    {
        var semicolon = source.AsSpan(at, Math.Min(LongestEntity, source.Length - at)).IndexOf(';');
        if (semicolon > 1)
        {
            var entity = source.Substring(at, semicolon + 1);
            var decoded = entity == "&apos;" ? "'" : WebUtility.HtmlDecode(entity);
            if (decoded != entity)
            {
                foreach (var c in decoded)
                    sink.Text(PlainText.Clean(c is '\u00A0' ? ' ' : c), shift + at);
                return at + semicolon + 1;
            }
        }

        sink.Text('&', shift + at);
        return at + 1;
    }
}
