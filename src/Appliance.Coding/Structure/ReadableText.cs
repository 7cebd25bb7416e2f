using System.Buffers;

namespace Appliance.Coding.Structure;

/// <summary>
/// The text that structure is read from: without characters that nobody sees (zero-width characters, soft hyphens, direction marks), and in capitals when the
/// note is written without any, for then small letters at the beginning of a line or a sentence say nothing. Offsets lead back to the note.
/// </summary>
/// <param name="Text">The text to read.</param>
/// <param name="Origin">For each unit of it its place in the note; null when the places are the same.</param>
internal readonly record struct ReadableText(string Text, int[]? Origin)
{
    private static readonly SearchValues<char> Invisible = SearchValues.Create("\u00AD\u180E\u200B\u200C\u200D\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\uFEFF");

    /// <summary>Makes it of a note.</summary>
    public static ReadableText Of(string note)
    {
        var text = note;
        int[]? origin = null;
        if (note.AsSpan().IndexOfAny(Invisible) >= 0)
            (text, origin) = WithoutInvisible(note);
        return new ReadableText(HasCapitals(text) ? text : text.ToUpperInvariant(), origin);
    }

    /// <summary>The place in the note of a unit of the text.</summary>
    public int Start(int at) => Origin is null ? at : Origin[at];

    /// <summary>The place in the note after the unit before <paramref name="end"/>.</summary>
    public int End(int end) => Origin is null ? end : end == 0 ? 0 : Origin[end - 1] + 1;

    private static bool HasCapitals(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('A', 'Z') >= 0)
            return true;
        foreach (var c in text)
        {
            if (c > 127 && char.IsUpper(c))
                return true;
        }

        return false;
    }

    private static (string Text, int[] Origin) WithoutInvisible(string note)
    {
        var kept = new char[note.Length];
        var origin = new int[note.Length];
        var n = 0;
        for (var i = 0; i < note.Length; i++)
        {
            if (Invisible.Contains(note[i]))
                continue;
            kept[n] = note[i];
            origin[n++] = i;
        }

        return (new string(kept, 0, n), origin);
    }
}
