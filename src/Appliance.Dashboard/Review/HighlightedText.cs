namespace Appliance.Dashboard.Review;

/// <summary>A stretch of a note that is to be marked, and the number of what marks it (the place of a suggestion in its list).</summary>
/// <param name="Start">First UTF-16 unit of the note's text.</param>
/// <param name="End">One past the last.</param>
/// <param name="Mark">What marks it; several may cover the same words.</param>
public readonly record struct MarkedSpan(int Start, int End, int Mark);

/// <summary>A stretch of text with the same marks throughout.</summary>
/// <param name="Start">First UTF-16 unit of the note's text.</param>
/// <param name="End">One past the last.</param>
/// <param name="Marks">What marks it, ascending and without repetition; empty for plain text.</param>
public sealed record TextRun(int Start, int End, IReadOnlyList<int> Marks)
{
    /// <summary>True when the run is (part of) a line that reads as a heading.</summary>
    public bool Heading { get; init; }
}

/// <summary>
/// Cuts a window of a note into runs so that overlapping spans can be drawn without nesting. The runs tile the window exactly: joined, they are the
/// window's text, and every unit of a run carries the marks of exactly the spans that cover it.
/// </summary>
public static class HighlightedText
{
    private const int LongestHeading = 60;

    /// <summary>Cuts the window <c>[start, end)</c> of the text.</summary>
    /// <param name="text">The note's text.</param>
    /// <param name="start">First unit of the window.</param>
    /// <param name="end">One past the last.</param>
    /// <param name="spans">In any order; parts outside the window are not drawn, an empty or inverted span is ignored.</param>
    public static IReadOnlyList<TextRun> Split(string text, int start, int end, IReadOnlyList<MarkedSpan> spans)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(spans);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, text.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, end);

        var visible = spans
            .Select(s => s with { Start = Math.Max(s.Start, start), End = Math.Min(s.End, end) })
            .Where(s => s.Start < s.End)
            .ToArray();
        var headings = Headings(text, start, end).ToArray();
        var cuts = new SortedSet<int> { start, end };
        foreach (var span in visible)
        {
            cuts.Add(span.Start);
            cuts.Add(span.End);
        }

        foreach (var (from, to) in headings)
        {
            cuts.Add(from);
            cuts.Add(to);
        }

        return Tile([.. cuts], visible, headings);
    }

    /// <summary>
    /// The run's text as it may be put on a screen: control characters and half surrogate pairs become the replacement character, one for one, so
    /// that no offset moves.
    /// </summary>
    public static string Display(string text, int start, int end)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Create(end - start, (text, start), static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = DisplayAt(source.text, source.start + i);
            }
        });
    }

    private static List<TextRun> Tile(int[] cuts, MarkedSpan[] spans, (int From, int To)[] headings)
    {
        Array.Sort(spans, (a, b) => a.Start.CompareTo(b.Start));
        var runs = new List<TextRun>(cuts.Length);
        var active = new List<MarkedSpan>();
        var next = 0;
        var heading = 0;
        for (var i = 0; i + 1 < cuts.Length; i++)
        {
            var (from, to) = (cuts[i], cuts[i + 1]);
            active.RemoveAll(s => s.End <= from);
            while (next < spans.Length && spans[next].Start <= from)
            {
                active.Add(spans[next++]);
            }

            while (heading < headings.Length && headings[heading].To <= from)
            {
                heading++;
            }

            int[] marks = active.Count == 0 ? [] : [.. active.Select(s => s.Mark).Distinct().Order()];
            runs.Add(new TextRun(from, to, marks) { Heading = heading < headings.Length && headings[heading].From <= from });
        }

        return runs;
    }

    // A heading is a short line of its own that ends with a colon or has no lower-case letter; only its look depends on it.
    private static IEnumerable<(int From, int To)> Headings(string text, int start, int end)
    {
        for (var line = start; line < end;)
        {
            var at = text.IndexOf('\n', line, end - line);
            var stop = at < 0 ? end : at;
            if (stop - line <= LongestHeading && IsHeading(text.AsSpan(line, stop - line).Trim()))
            {
                yield return (line, stop);
            }

            line = stop + 1;
        }
    }

    private static bool IsHeading(ReadOnlySpan<char> line)
    {
        var letters = 0;
        var lower = 0;
        foreach (var c in line)
        {
            letters += char.IsLetter(c) ? 1 : 0;
            lower += char.IsLower(c) ? 1 : 0;
        }

        return letters >= 3 && (line[^1] == ':' || lower == 0) && !char.IsDigit(line[0]);
    }

    private static char DisplayAt(string text, int i)
    {
        const char replacement = '\uFFFD';
        var c = text[i];
        if (char.IsHighSurrogate(c))
        {
            return i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? c : replacement;
        }

        if (char.IsLowSurrogate(c))
        {
            return i > 0 && char.IsHighSurrogate(text[i - 1]) ? c : replacement;
        }

        return c switch
        {
            '\n' or '\t' => c,
            '\r' => i + 1 < text.Length && text[i + 1] == '\n' ? ' ' : '\n',
            '\uFFFE' or '\uFFFF' => replacement,
            _ => char.IsControl(c) ? replacement : c,
        };
    }
}
