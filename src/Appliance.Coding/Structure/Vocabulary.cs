using System.Runtime.InteropServices;

namespace Appliance.Coding.Structure;

/// <summary>
/// Every word that a rule or a term knows, as a number. A word has a surface id (its exact lower-case letters) and a concept id, which it shares with its
/// plural and with listed synonyms (renal, kidney). Filled while the lexicon is compiled, then only read.
/// </summary>
internal sealed class Vocabulary
{
    /// <summary>Longer words are not looked up; no medical word of the tables is longer.</summary>
    public const int MaxWord = 48;

    private const int MinSpelled = 5;

    private readonly Dictionary<string, int> _surfaces;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<int> _concepts = [];
    private readonly List<string> _words = [];

    public Vocabulary(int capacity = 1024)
    {
        _surfaces = new(capacity, StringComparer.Ordinal);
        _lookup = _surfaces.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>A vocabulary as <see cref="Write"/> left it.</summary>
    public Vocabulary(BinaryReader image)
    {
        var concepts = image.ReadIntegers();
        _surfaces = new(concepts.Length, StringComparer.Ordinal);
        _lookup = _surfaces.GetAlternateLookup<ReadOnlySpan<char>>();
        _concepts.AddRange(concepts);
        for (var id = 0; id < concepts.Length; id++)
        {
            _words.Add(image.ReadString());
            _surfaces.Add(_words[id], id);
        }
    }

    /// <summary>How words that are not here are read; null while the lexicon is compiled.</summary>
    public Spelling? Spelling { get; set; }

    /// <summary>How many words there are.</summary>
    public int Count => _words.Count;

    /// <summary>The word of an id.</summary>
    public string Word(int id) => _words[id];

    /// <summary>Adds a lower-case word when it is new; gives its surface id.</summary>
    public int Add(ReadOnlySpan<char> word)
    {
        if (_lookup.TryGetValue(word, out var known))
            return known;
        Span<char> buffer = stackalloc char[MaxWord + 4];
        var singular = Inflection.Singular(word, buffer);
        var concept = singular.SequenceEqual(word) ? -1 : _concepts[Add(singular)];
        var id = _words.Count;
        var kept = word.ToString();
        _words.Add(kept);
        _surfaces.Add(kept, id);
        _concepts.Add(concept < 0 ? id : concept);
        return id;
    }

    /// <summary>Makes words share one concept, that of the first.</summary>
    public void Join(IReadOnlyList<string> words)
    {
        var target = _concepts[Add(words[0])];
        foreach (var word in words.Skip(1))
        {
            var old = _concepts[Add(word)];
            if (old == target)
                continue;
            foreach (ref var concept in CollectionsMarshal.AsSpan(_concepts))
            {
                if (concept == old)
                    concept = target;
            }
        }
    }

    /// <summary>Surface id of a word, -1 when unknown.</summary>
    public int Surface(ReadOnlySpan<char> word) => _lookup.TryGetValue(word, out var id) ? id : -1;

    /// <summary>Surface and concept of a lower-case word; an unknown plural has the concept of its known singular.</summary>
    public (int Surface, int Concept) Find(ReadOnlySpan<char> word)
    {
        if (_lookup.TryGetValue(word, out var id))
            return (id, _concepts[id]);
        Span<char> buffer = stackalloc char[MaxWord + 4];
        var singular = Inflection.Singular(word, buffer);
        if (!singular.SequenceEqual(word) && _lookup.TryGetValue(singular, out id))
            return (-1, _concepts[id]);
        return Spelling is null || word.Length < MinSpelled ? (-1, -1) : Respelled(singular);
    }

    /// <summary>A word in another spelling, as an adjective, or with a slip.</summary>
    private (int Surface, int Concept) Respelled(ReadOnlySpan<char> word)
    {
        Span<char> buffer = stackalloc char[MaxWord + 4];
        var american = Spelling.American(word, buffer);
        if (_lookup.TryGetValue(american, out var id))
            return (id, _concepts[id]);
        Span<char> nounBuffer = stackalloc char[MaxWord + 4];
        if (Spelling.Noun(american, nounBuffer) is { Length: > 0 } noun && _lookup.TryGetValue(noun, out id))
            return (-1, _concepts[id]);
        return (-1, Spelling!.Slip(word));
    }

    /// <summary>Puts it into an image.</summary>
    public void Write(BinaryWriter image)
    {
        image.WriteIntegers(CollectionsMarshal.AsSpan(_concepts));
        foreach (var word in _words)
            image.Write(word);
    }

    /// <summary>Concept of a surface id.</summary>
    public int ConceptOf(int surface) => _concepts[surface];
}
