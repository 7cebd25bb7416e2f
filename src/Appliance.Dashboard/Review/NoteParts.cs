namespace Appliance.Dashboard.Review;

/// <summary>A part of a note that is put on the screen at once.</summary>
/// <param name="Start">First UTF-16 unit.</param>
/// <param name="End">One past the last.</param>
public readonly record struct NotePart(int Start, int End);

/// <summary>Divides a long note into parts, so that a note of several megabytes opens as fast as a short one. The parts tile the text.</summary>
public static class NoteParts
{
    /// <summary>The size a part aims at, in UTF-16 units: some 12 printed pages.</summary>
    public const int TargetLength = 40_000;

    private const int Slack = 4_000;

    /// <summary>Divides the text at line ends where there are any, else at spaces, and never inside a surrogate pair.</summary>
    public static IReadOnlyList<NotePart> Divide(string text, int target = TargetLength)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(target, 2);
        var parts = new List<NotePart>();
        var start = 0;
        while (text.Length - start > target + (target / 4))
        {
            var end = Cut(text, start, start + target);
            parts.Add(new NotePart(start, end));
            start = end;
        }

        parts.Add(new NotePart(start, text.Length));
        return parts;
    }

    /// <summary>The part that holds this offset; the last one when the offset lies behind the text.</summary>
    public static int Find(IReadOnlyList<NotePart> parts, int offset)
    {
        ArgumentNullException.ThrowIfNull(parts);
        for (var i = 0; i < parts.Count; i++)
        {
            if (offset < parts[i].End)
            {
                return i;
            }
        }

        return parts.Count - 1;
    }

    private static int Cut(string text, int start, int wanted)
    {
        var reach = Math.Min(Slack, (wanted - start) / 2);
        var line = text.LastIndexOf('\n', wanted - 1, reach);
        if (line > start)
        {
            return line + 1;
        }

        var space = text.LastIndexOf(' ', wanted - 1, reach);
        var cut = space > start ? space + 1 : wanted;
        return char.IsLowSurrogate(text[cut]) && char.IsHighSurrogate(text[cut - 1]) ? cut + 1 : cut;
    }
}
