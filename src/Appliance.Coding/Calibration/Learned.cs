namespace Appliance.Coding.Calibration;

/// <summary>In how many notes something was seen, and in how many of them the code was right.</summary>
internal readonly record struct Count(int Seen, int Right)
{
    public Count Plus(bool right) => new(Seen + 1, Right + (right ? 1 : 0));

    /// <summary>Share of right ones, drawn to <paramref name="prior"/> as if <paramref name="weight"/> more notes had shown it.</summary>
    public double Smoothed(double prior, double weight) => (Right + (prior * weight)) / (Seen + weight);
}

/// <summary>What sort of thing an association begins with.</summary>
internal enum ClueKind : byte
{
    /// <summary>One to three content words in a row.</summary>
    Words = 0,

    /// <summary>Two content words near each other in one sentence, in any order.</summary>
    Pair,

    /// <summary>A term of the lexicon.</summary>
    Term,

    /// <summary>A code that the engine suggests.</summary>
    Code,
}

/// <summary>A clue that was seen together with a labelled code more often than chance.</summary>
/// <param name="Kind">What sort of clue.</param>
/// <param name="Clue">Words parted by blanks, the term's text, or the code.</param>
/// <param name="Code">The labelled code, billable in the release it was learned under.</param>
/// <param name="Notes">Notes with the clue, and notes of them with the code.</param>
/// <param name="Share">Share of the clue's notes in which it is the reason for the label, as far as alignment tells.</param>
internal sealed record Association(ClueKind Kind, string Clue, string Code, Count Notes, double Share);

/// <summary>The tables that training counts: precision of terms and codes, how often codes are labelled, and associations. Order is that of the ordinal keys.</summary>
internal sealed record LearnedTables
{
    /// <summary>How many notes were counted.</summary>
    public int Notes { get; init; }

    /// <summary>A term's text and the code that the engine made of it, parted by a bar.</summary>
    public required SortedDictionary<string, Count> Terms { get; init; }

    /// <summary>Codes as candidates of the engine.</summary>
    public required SortedDictionary<string, Count> Candidates { get; init; }

    /// <summary>In how many notes a code was labelled.</summary>
    public required SortedDictionary<string, int> Labels { get; init; }

    /// <summary>The associations, sorted by kind, clue and code.</summary>
    public required IReadOnlyList<Association> Associations { get; init; }

    /// <summary>Key of <see cref="Terms"/>.</summary>
    public static string TermKey(string term, string code) => string.Concat(term, "|", code);
}
