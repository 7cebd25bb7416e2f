namespace Appliance.Coding.Guidelines;

/// <summary>A blank-parted list of beginnings of codes ("E11 I50.2"), ranges of categories ("J12-J18") and exceptions ("!E11.9").</summary>
internal readonly record struct Prefixes
{
    private readonly (string From, string To)[]? _included;
    private readonly string[]? _excluded;

    private Prefixes((string From, string To)[] included, string[] excluded)
    {
        _included = included;
        _excluded = excluded;
        foreach (var (from, to) in included)
        {
            for (var letter = from[0]; letter <= to[0]; letter++)
                Letters |= Bit(letter);
        }
    }

    /// <summary>One bit for each first letter that can match; lets rules be passed over quickly.</summary>
    public uint Letters { get; }

    /// <summary>True when nothing can match.</summary>
    public bool IsEmpty => _included is not { Length: > 0 };

    /// <summary>The beginnings as written, ranges by their first.</summary>
    public IEnumerable<string> Values => (_included ?? []).Select(r => r.From);

    /// <summary>The bit of a code's first letter.</summary>
    public static uint Bit(char letter) => letter is >= 'A' and <= 'Z' ? 1u << (letter - 'A') : 0;

    /// <summary>Reads the list; "-" alone is empty.</summary>
    public static Prefixes Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new Prefixes(
            [.. words.Where(w => w[0] is not '!' and not '-').Select(w => w.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash ? (w[..dash], w[(dash + 1)..]) : (w, w))],
            [.. words.Where(w => w[0] == '!').Select(w => w[1..])]);
    }

    /// <summary>True when the code begins as one of the list does and as no exception does.</summary>
    public bool Match(string code) => Length(code) > 0;

    /// <summary>Length of the longest beginning that matches; 0 when none does.</summary>
    public int Length(string code)
    {
        if (_included is null)
            return 0;
        var length = 0;
        foreach (var (from, to) in _included)
        {
            if (from.Length > length && (code.StartsWith(from, StringComparison.Ordinal) || (!ReferenceEquals(from, to) && IsWithin(code, from, to))))
                length = from.Length;
        }

        if (length > 0 && _excluded is not null)
        {
            foreach (var value in _excluded)
            {
                if (code.StartsWith(value, StringComparison.Ordinal))
                    return 0;
            }
        }

        return length;
    }

    private static bool IsWithin(string code, string from, string to) =>
        string.CompareOrdinal(code, 0, from, 0, from.Length) >= 0 && string.CompareOrdinal(code, 0, to, 0, to.Length) <= 0;
}
