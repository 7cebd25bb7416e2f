namespace Appliance.Coding.Guidelines;

/// <summary>A blank-parted list of beginnings of codes ("E11 I50.2"), ranges of categories ("J12-J18") and exceptions ("!E11.9").</summary>
internal readonly record struct Prefixes
{
    private readonly (string From, string To)[]? _included;
    private readonly string[]? _excluded;

    /// <summary>A bit for each letter and digit that a matching code can begin with; most codes are passed over by it.</summary>
    private readonly ulong[]? _beginnings;

    private Prefixes((string From, string To)[] included, string[] excluded)
    {
        _included = included;
        _excluded = excluded;
        _beginnings = new ulong[5];
        foreach (var (from, to) in included)
        {
            for (var letter = from[0]; letter <= to[0]; letter++)
                Letters |= Bit(letter);
            for (var place = Place(from, '0'); place >= 0 && place <= Place(to, '9'); place++)
                _beginnings[place >> 6] |= 1UL << (place & 63);
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
        if (_included is null || _beginnings is null || (Place(code, '0') is >= 0 and var place && (_beginnings[place >> 6] & (1UL << (place & 63))) == 0))
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

    /// <summary>Number of the first letter and digit; -1 for what does not begin so ("@.2", "QA1").</summary>
    private static int Place(string code, char missing)
    {
        var digit = code.Length > 1 ? code[1] : missing;
        return code[0] is >= 'A' and <= 'Z' && digit is >= '0' and <= '9' ? ((code[0] - 'A') * 10) + digit - '0' : -1;
    }

    private static bool IsWithin(string code, string from, string to) =>
        string.CompareOrdinal(code, 0, from, 0, from.Length) >= 0 && string.CompareOrdinal(code, 0, to, 0, to.Length) <= 0;
}
