namespace Appliance.Coding.Structure;

/// <summary>
/// Reads a word that the vocabulary does not hold: British spelling, the adjective of a Greek or Latin name ("hypotensive"), and, for names of diseases of seven letters or
/// more, one slip of the pen (a letter wrong, missing, too many, or two changed round; never the first). A slip is read only when one word alone comes into question and
/// the written word is no listed word of the language. Nothing is allocated, and the work for a word is bounded.
/// </summary>
/// <remarks>
/// A table holds every name with each of its letters left out, by hash; a written word is looked up with each of its own letters left out, so that all four kinds
/// of slips meet. A bit for each hash keeps most words of a note from the table.
/// </remarks>
internal sealed class Spelling
{
    private const int MinLength = 7;
    private const int MaxLength = 28;
    private const int FilterBits = 21;

    private static readonly (string British, string American)[] Spellings =
        [("ae", "e"), ("oe", "e"), ("our", "or"), ("leuc", "leuk"), ("sulph", "sulf"), ("isation", "ization"), ("ised", "ized"), ("ising", "izing"), ("yse", "yze")];

    private static readonly (string Adjective, string Noun)[] Adjectives =
    [
        ("emic", "emia"), ("uric", "uria"), ("cardic", "cardia"), ("tensive", "tension"), ("otic", "osis"), ("itic", "itis"), ("plegic", "plegia"), ("paretic", "paresis"), ("pathic", "pathy"),
        ("penic", "penia"), ("pneic", "pnea"), ("phobic", "phobia"), ("algic", "algia"), ("rrheic", "rrhea"), ("rrheal", "rrhea"), ("trophic", "trophy"), ("plastic", "plasia"), ("capnic", "capnia"),
        ("thermic", "thermia"), ("edematous", "edema"), ("omatous", "oma"),
    ];

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> KnownWords =
        DataFile.Read("known-words.txt").SelectMany(r => r[0].Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly Vocabulary _vocabulary;
    private readonly ulong[] _filter = new ulong[1 << (FilterBits - 6)];
    private readonly uint[] _hashes;
    private readonly int[] _words;

    /// <param name="vocabulary">The words; filled before.</param>
    /// <param name="names">Surface ids of the names whose slips are read.</param>
    public Spelling(Vocabulary vocabulary, IEnumerable<int> names)
    {
        _vocabulary = vocabulary;
        Names = [.. names.Distinct().Where(id => vocabulary.Word(id).Length is >= MinLength and <= MaxLength).Order()];
        var entries = new List<(uint Hash, int Word)>(Names.Length * 11);
        foreach (var id in Names)
        {
            var word = vocabulary.Word(id);
            for (var skipped = 0; skipped <= word.Length; skipped++)
                entries.Add((HashWithout(word, skipped), id));
        }

        entries.Sort();
        _hashes = [.. entries.Select(e => e.Hash)];
        _words = [.. entries.Select(e => e.Word)];
        foreach (var hash in _hashes)
            _filter[(hash >> 6) & ((1 << (FilterBits - 6)) - 1)] |= 1UL << (int)(hash & 63);
    }

    /// <summary>The names, from which the rest is built.</summary>
    public int[] Names { get; }

    /// <summary>The word in American spelling; the word itself when nothing changes.</summary>
    public static ReadOnlySpan<char> American(ReadOnlySpan<char> word, Span<char> buffer)
    {
        foreach (var (british, american) in Spellings)
        {
            var at = word.Length <= buffer.Length ? word.IndexOf(british, StringComparison.Ordinal) : -1;
            if (at < 0)
                continue;
            var rest = word[(at + british.Length)..];
            var length = at + american.Length + rest.Length;
            word[..at].CopyTo(buffer);
            rest.CopyTo(buffer[(at + american.Length)..]);
            american.CopyTo(buffer[at..]);
            return buffer[..length];
        }

        return word;
    }

    /// <summary>The noun of a Greek or Latin adjective; empty when the word has none of the endings.</summary>
    public static ReadOnlySpan<char> Noun(ReadOnlySpan<char> word, Span<char> buffer)
    {
        foreach (var (adjective, noun) in Adjectives)
        {
            var stem = word.Length - adjective.Length;
            if (stem < 3 || stem + noun.Length > buffer.Length || !word.EndsWith(adjective, StringComparison.Ordinal))
                continue;
            word[..stem].CopyTo(buffer);
            noun.CopyTo(buffer[stem..]);
            return buffer[..(stem + noun.Length)];
        }

        return [];
    }

    /// <summary>The concept of the one name that a word with a slip can be; -1 when there is none or more than one.</summary>
    public int Slip(ReadOnlySpan<char> word)
    {
        if (word.Length is < MinLength or > MaxLength || !IsLetters(word))
            return -1;
        var found = -1;
        for (var skipped = 0; skipped <= word.Length; skipped++)
        {
            var hash = HashWithout(word, skipped);
            if ((_filter[(hash >> 6) & ((1 << (FilterBits - 6)) - 1)] & (1UL << (int)(hash & 63))) == 0)
                continue;
            var at = Array.BinarySearch(_hashes, hash);
            if (at < 0)
                continue;
            while (at > 0 && _hashes[at - 1] == hash)
                at--;
            for (; at < _hashes.Length && _hashes[at] == hash; at++)
            {
                if (!IsOneSlip(word, _vocabulary.Word(_words[at])))
                    continue;
                var concept = _vocabulary.ConceptOf(_words[at]);
                if (found >= 0 && found != concept)
                    return -1;
                found = concept;
            }
        }

        return found >= 0 && !KnownWords.Contains(word) ? found : -1;
    }

    /// <summary>One letter wrong, missing or too many, or two neighbours changed round; the first letters agree.</summary>
    internal static bool IsOneSlip(ReadOnlySpan<char> written, ReadOnlySpan<char> name)
    {
        if (written[0] != name[0])
            return false;
        var same = written.CommonPrefixLength(name);
        var a = written[same..];
        var b = name[same..];
        if (a.Length == b.Length)
            return a.Length > 0 && (a[1..].SequenceEqual(b[1..]) || (a.Length > 1 && a[0] == b[1] && a[1] == b[0] && a[2..].SequenceEqual(b[2..])));
        return a.Length == b.Length + 1 ? a[1..].SequenceEqual(b) : b.Length == a.Length + 1 && b[1..].SequenceEqual(a);
    }

    private static bool IsLetters(ReadOnlySpan<char> word)
    {
        foreach (var c in word)
        {
            if (!char.IsAsciiLetterLower(c))
                return false;
        }

        return true;
    }

    /// <summary>FNV-1a over the letters but one; over all when the place is behind the last.</summary>
    private static uint HashWithout(ReadOnlySpan<char> word, int skipped)
    {
        var hash = 2166136261u;
        for (var i = 0; i < word.Length; i++)
        {
            if (i != skipped)
                hash = unchecked((hash ^ word[i]) * 16777619u);
        }

        return hash;
    }
}
