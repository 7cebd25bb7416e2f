namespace Appliance.Coding.Structure;

/// <summary>
/// Joins lines that a program wrapped at a fixed width, so that where a line was broken says nothing. A note counts as wrapped when no line goes beyond a
/// common width and lines that could not have held one word more go on in lower case more than once.
/// </summary>
internal static class LineJoiner
{
    private const int MinWidth = 50;
    private const int MaxWidth = 140;
    private const int Evidence = 2;

    /// <summary>The lines with wrapped ones joined; the same list when the note is not wrapped.</summary>
    public static List<Line> Join(string text, List<Line> lines)
    {
        var width = Width(text, lines);
        if (width is < MinWidth or > MaxWidth || !IsWrapped(text, lines, width))
            return lines;
        var joined = new List<Line>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            if (i > 0 && Follows(lines[i]) && IsFull(text, lines[i - 1], lines[i], width))
                joined[^1] = joined[^1] with { End = lines[i].End };
            else
                joined.Add(lines[i]);
        }

        return joined;
    }

    /// <summary>The widest line, a few left out that hold what could not be broken.</summary>
    private static int Width(string text, List<Line> lines)
    {
        if (lines.Count == 0)
            return 0;
        var columns = new int[MaxWidth + 2];
        foreach (var line in lines)
            columns[Column(text, line)]++;
        var beyond = lines.Count / 32;
        var width = MaxWidth + 1;
        while (width > 0 && (beyond -= columns[width]) >= 0)
            width--;
        return width;
    }

    private static bool IsWrapped(string text, List<Line> lines, int width)
    {
        var found = 0;
        var inCapitals = text.AsSpan().IndexOfAnyInRange('a', 'z') < 0;
        for (var i = 1; i < lines.Count && found < Evidence; i++)
        {
            if (Follows(lines[i]) && (inCapitals ? char.IsLetter(text[lines[i - 1].End - 1]) && char.IsLetter(text[lines[i].Start]) : char.IsLower(text[lines[i].Start])) && IsFull(text, lines[i - 1], lines[i], width))
                found++;
        }

        return found >= Evidence;
    }

    private static bool Follows(in Line line) => line.Mark == LineMark.None && !line.AfterBlank;

    /// <summary>True when the first word of the second line had no room in the first.</summary>
    private static bool IsFull(string text, in Line first, in Line second, int width)
    {
        var word = second.Start;
        while (word < second.End && !char.IsWhiteSpace(text[word]))
            word++;
        return Column(text, first) + 1 + word - second.Start > width;
    }

    /// <summary>The column in which a line ends; one more than the widest that counts when it is longer.</summary>
    private static int Column(string text, in Line line)
    {
        if (line.End - line.Start > MaxWidth)
            return MaxWidth + 1;
        var start = line.Start;
        while (start > 0 && text[start - 1] is not ('\n' or '\r') && line.End - start <= MaxWidth)
            start--;
        return line.End - start;
    }
}
