namespace Appliance.Coding.Guidelines;

/// <summary>What a condition of the past is coded as; reads history.txt.</summary>
internal static class HistoryRules
{
    private static readonly (string Prefix, string Becomes, string Reason)[] Rules =
        [.. DataFile.Read("history.txt").Select(r => (r[0], r[1], r[2])).OrderByDescending(r => r.Item1.Length).ThenBy(r => r.Item1, StringComparer.Ordinal)];

    /// <summary>The code that "history of" this condition leads to: itself, another, or null when it is not coded.</summary>
    public static (string? Code, string Reason) Apply(string code)
    {
        foreach (var (prefix, becomes, reason) in Rules)
        {
            if (code.StartsWith(prefix, StringComparison.Ordinal))
                return (becomes == "=" ? code : becomes == "-" ? null : becomes, reason);
        }

        return (code, "a condition that goes on");
    }
}
