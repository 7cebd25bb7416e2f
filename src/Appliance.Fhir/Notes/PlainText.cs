namespace Appliance.Fhir.Notes;

/// <summary>
/// Text as it is. Only what is no character is replaced, one unit for one unit so that offsets stay: NUL and other control characters become a blank,
/// half a surrogate pair becomes U+FFFD.
/// </summary>
internal static class PlainText
{
    public static NoteText Read(string source) => new(Normalize(source), SourceMap.Shifted(0));

    /// <summary>A control character as a blank, anything else as itself.</summary>
    public static char Clean(char c) => c < ' ' && c is not ('\t' or '\n' or '\r' or '\f') ? ' ' : c;

    /// <summary>The text with its length kept.</summary>
    public static string Normalize(string source)
    {
        for (var i = 0; i < source.Length; i++)
        {
            if (Clean(source[i]) != source[i])
                return Rewrite(source);
            if (char.IsSurrogate(source[i]))
            {
                if (char.IsHighSurrogate(source[i]) && i + 1 < source.Length && char.IsLowSurrogate(source[i + 1]))
                    i++;
                else
                    return Rewrite(source);
            }
        }

        return source;
    }

    private static string Rewrite(string source) => string.Create(source.Length, source, static (to, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            if (char.IsHighSurrogate(from[i]) && i + 1 < from.Length && char.IsLowSurrogate(from[i + 1]))
            {
                to[i] = from[i];
                to[i + 1] = from[i + 1];
                i++;
            }
            else
            {
                to[i] = char.IsSurrogate(from[i]) ? '\uFFFD' : Clean(from[i]);
            }
        }
    });
}
