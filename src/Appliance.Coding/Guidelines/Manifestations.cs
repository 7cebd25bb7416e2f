namespace Appliance.Coding.Guidelines;

/// <summary>The second code that the alphabetic index prints in brackets behind an etiology (guideline I.A.13); reads manifestations.txt.</summary>
internal static class Manifestations
{
    private static readonly (string Etiology, string Manifestation, string Asks)[] Pairs =
        [.. DataFile.Read("manifestations.txt").Select(r => (r[0], r[1], r.Length > 3 ? r[3] : string.Empty))];

    /// <summary>The manifestation's code before specificity; null when the condition has none by itself.</summary>
    /// <param name="etiology">The etiology's code.</param>
    /// <param name="words">The words of the mention.</param>
    public static string? Of(string etiology, ReadOnlySpan<char> words)
    {
        foreach (var pair in Pairs)
        {
            if (etiology.StartsWith(pair.Etiology, StringComparison.Ordinal) && words.Contains(pair.Asks, StringComparison.OrdinalIgnoreCase))
                return pair.Manifestation;
        }

        return null;
    }
}
