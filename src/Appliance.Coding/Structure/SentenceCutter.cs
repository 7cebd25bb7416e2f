namespace Appliance.Coding.Structure;

/// <summary>Finds where sentences end.</summary>
internal static class SentenceCutter
{
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Abbreviations = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "dr", "mr", "mrs", "ms", "vs", "v", "st", "approx", "e.g", "i.e", "etc", "cf", "fig", "pt", "hx", "dx", "tx", "rx", "fx", "sx", "jr", "sr", "prof", "inc", "dept", "est", "ext", "al", "resp", "temp",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The end of the sentence that begins at <paramref name="start"/>, at most <paramref name="end"/>.</summary>
    public static int Next(string text, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            var c = text[i];
            if (c is '!' or '?' && (i + 1 >= end || char.IsWhiteSpace(text[i + 1])))
                return i + 1;
            if (c == '.' && IsEnd(text, start, end, i))
                return i + 1;
        }

        return end;
    }

    /// <summary>True when the full stop at <paramref name="dot"/> belongs to an abbreviation or an initial.</summary>
    public static bool IsAbbreviationBefore(string text, int start, int dot)
    {
        var from = dot;
        while (from > start && (char.IsLetter(text[from - 1]) || (text[from - 1] == '.' && dot - from < 5)))
            from--;
        var word = text.AsSpan(from, dot - from);
        return (word.Length == 1 && char.IsUpper(word[0]) && from > start && IsNameBefore(text, start, from)) || (word.Length > 0 && Abbreviations.Contains(word));
    }

    /// <summary>An initial stands after a capitalised word ("John F. Smith"), not after "vitamin" or a number.</summary>
    private static bool IsNameBefore(string text, int start, int from)
    {
        var i = from - 1;
        while (i > start && text[i] == ' ')
            i--;
        while (i > start && char.IsLetter(text[i - 1]))
            i--;
        return char.IsUpper(text[i]);
    }

    private static bool IsEnd(string text, int start, int end, int dot)
    {
        if (dot + 1 >= end)
            return true;
        var after = text[dot + 1];
        if (!char.IsWhiteSpace(after) && after is not '"' and not ')' and not '”')
            return false;
        var next = dot + 1;
        while (next < end && next - dot < 8 && !char.IsLetterOrDigit(text[next]))
            next++;
        return next >= end || next - dot == 8 || (!char.IsLower(text[next]) && !IsAbbreviationBefore(text, start, dot)) || (text.AsSpan(dot, next - dot).IndexOf('\n') >= 0 && !IsAbbreviationBefore(text, start, dot));
    }
}
