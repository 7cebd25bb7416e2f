namespace Appliance.Coding.Assertion;

/// <summary>What a screening test for a condition is coded as; reads screening.txt.</summary>
internal static class Screening
{
    private static readonly (string Prefix, string Becomes, string Reason)[] Rules =
        [.. DataFile.Read("screening.txt").Select(r => (r[0], r[1], r[2])).OrderByDescending(r => r.Item1.Length).ThenBy(r => r.Item1, StringComparer.Ordinal)];

    /// <summary>Every code of the list.</summary>
    public static IEnumerable<string> Codes => Rules.Select(r => r.Becomes);

    /// <summary>The code of the encounter and its title in short; null when the list has none.</summary>
    public static (string Code, string Reason)? Of(string condition)
    {
        foreach (var (prefix, becomes, reason) in Rules)
        {
            if (condition.StartsWith(prefix, StringComparison.Ordinal))
                return (becomes, reason);
        }

        return null;
    }
}
