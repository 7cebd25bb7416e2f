namespace Appliance.Coding.Guidelines;

/// <summary>The second code that the alphabetic index prints in brackets behind an etiology (guideline I.A.13); reads manifestations.txt.</summary>
internal static class Manifestations
{
    private static readonly (string Etiology, string Manifestation)[] Pairs = [.. DataFile.Read("manifestations.txt").Select(r => (r[0], r[1]))];

    /// <summary>The manifestation's code before specificity; null when the condition has none by itself.</summary>
    public static string? Of(string etiology)
    {
        foreach (var pair in Pairs)
        {
            if (etiology.StartsWith(pair.Etiology, StringComparison.Ordinal))
                return pair.Manifestation;
        }

        return null;
    }
}
