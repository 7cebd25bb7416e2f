namespace Appliance.Coding.Guidelines;

/// <summary>A blank-parted list of beginnings of codes.</summary>
internal readonly record struct Prefixes(string[] Values)
{
    public static Prefixes Parse(string text) => new(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    public bool Match(string code)
    {
        foreach (var value in Values)
        {
            if (code.StartsWith(value, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
