namespace Appliance.CodeSets.Search;

/// <summary>Search by the beginning of a code ("E11.2", "e112").</summary>
internal static class CodePrefix
{
    /// <summary>The entry itself, then the billable codes below, then the categories below; empty when the text is not the beginning of a code.</summary>
    public static List<int> Rows(CodeSet set, string text, int max)
    {
        var prefix = Read(text);
        if (prefix == 0)
        {
            return [];
        }

        var exact = set.Find(prefix);
        var billable = new List<int>();
        var others = new List<int>();
        for (var row = 0; row < set.Tables.Count; row++)
        {
            if (row != exact && CodeKey.StartsWith(set.Tables.Keys[row], prefix))
            {
                (set.ValidityAt(row) == CodeValidity.Billable ? billable : others).Add(row);
            }
        }

        return [.. (exact >= 0 ? [exact] : Array.Empty<int>()).Concat(billable).Concat(others).Take(max)];
    }

    /// <summary>The packed beginning: a letter, a digit, and what follows; 0 when it is not one.</summary>
    private static ulong Read(string text)
    {
        if (text.Length < 2 || !char.IsAsciiLetter(text[0]) || !char.IsAsciiLetterOrDigit(text[1]) || !text.Any(char.IsAsciiDigit))
        {
            return 0;
        }

        text = text.TrimEnd('.', '-');
        if (CodeKey.TryPack(text, out var key))
        {
            return key;
        }

        return text.Length == 2 && CodeKey.TryPack(text + "0", out var padded) ? CodeKey.Prefix(padded, 2) : 0;
    }
}
