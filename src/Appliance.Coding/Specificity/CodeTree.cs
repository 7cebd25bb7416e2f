using Appliance.CodeSets;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Specificity;

/// <summary>
/// The tabular list as arrays: entries in order, codes with a 7th character left out (their base stands for them). Knows the words of each title, so that
/// the leaf that the text supports can be chosen.
/// </summary>
internal sealed class CodeTree
{
    private readonly Dictionary<string, int> _byCode;
    private readonly CodeEntry[] _entries;
    private readonly int[] _parents;
    private readonly int[] _lastDescendants;
    private readonly int[][] _words;
    private readonly bool[] _residual;
    private readonly bool[] _default;

    public CodeTree(CodeSet set, Vocabulary vocabulary)
    {
        Set = set;
        _entries = Rows(set);
        _byCode = new Dictionary<string, int>(_entries.Length, StringComparer.Ordinal);
        _parents = new int[_entries.Length];
        _lastDescendants = new int[_entries.Length];
        _words = new int[_entries.Length][];
        _residual = new bool[_entries.Length];
        _default = new bool[_entries.Length];
        for (var i = 0; i < _entries.Length; i++)
        {
            _byCode[_entries[i].Code] = i;
            var title = TitleWords.Read(_entries[i].Title);
            _words[i] = [.. title.Words.Select(w => vocabulary.ConceptOf(vocabulary.Add(w))).Distinct()];
            _residual[i] = title.IsResidual;
            _default[i] = title.IsDefault;
        }

        for (var i = 0; i < _entries.Length; i++)
            _parents[i] = _entries[i].Parent is { } parent && _byCode.TryGetValue(parent, out var p) ? p : -1;
        DropImplied(vocabulary);
        for (var i = _entries.Length - 1; i >= 0; i--)
        {
            _lastDescendants[i] = Math.Max(_lastDescendants[i], i);
            if (_parents[i] >= 0)
                _lastDescendants[_parents[i]] = Math.Max(_lastDescendants[_parents[i]], _lastDescendants[i]);
        }
    }

    /// <summary>A tree as <see cref="Write"/> left it; the entries themselves come from the release.</summary>
    public CodeTree(CodeSet set, BinaryReader image)
    {
        Set = set;
        _entries = Rows(set);
        _byCode = new Dictionary<string, int>(_entries.Length, StringComparer.Ordinal);
        for (var i = 0; i < _entries.Length; i++)
            _byCode[_entries[i].Code] = i;
        _parents = image.ReadIntegers();
        _lastDescendants = image.ReadIntegers();
        _residual = Array.ConvertAll(image.ReadIntegers(), flag => flag != 0);
        _default = Array.ConvertAll(image.ReadIntegers(), flag => flag != 0);
        _words = new int[_entries.Length][];
        for (var i = 0; i < _words.Length; i++)
            _words[i] = image.ReadIntegers();
    }

    /// <summary>The release.</summary>
    public CodeSet Set { get; }

    /// <summary>How many entries.</summary>
    public int Count => _entries.Length;

    /// <summary>The entry at an index.</summary>
    public CodeEntry this[int entry] => _entries[entry];

    /// <summary>Index of a code in printed form, -1 when the release does not hold it.</summary>
    public int Find(string code) => _byCode.TryGetValue(code, out var entry) ? entry : -1;

    /// <summary>Index of the entry above, -1 for a category.</summary>
    public int Parent(int entry) => _parents[entry];

    /// <summary>Index of the last entry below, the entry itself when there is none.</summary>
    public int LastDescendant(int entry) => _lastDescendants[entry];

    /// <summary>Concepts of the title without stop words and without what says only that nothing more is known.</summary>
    public ReadOnlySpan<int> Words(int entry) => _words[entry];

    /// <summary>True for "other" and "other specified" titles.</summary>
    public bool IsResidual(int entry) => _residual[entry];

    /// <summary>True for titles that say "unspecified", "uncomplicated", "without …".</summary>
    public bool IsDefault(int entry) => _default[entry];

    /// <summary>True when nothing but a 7th character may be added.</summary>
    public bool IsLeaf(int entry) => _lastDescendants[entry] == entry;

    /// <summary>True when the code needs a 7th character.</summary>
    public bool NeedsSeventh(int entry) => !_entries[entry].Billable && IsLeaf(entry);

    /// <summary>Puts all but the entries into an image.</summary>
    public void Write(BinaryWriter image)
    {
        image.WriteIntegers(_parents);
        image.WriteIntegers(_lastDescendants);
        image.WriteIntegers(Array.ConvertAll(_residual, flag => flag ? 1 : 0));
        image.WriteIntegers(Array.ConvertAll(_default, flag => flag ? 1 : 0));
        foreach (var words in _words)
            image.WriteIntegers(words);
    }

    /// <summary>Codes without a 7th character of their own; in chapter 21 the seventh place is part of the code (Z86.0100).</summary>
    private static CodeEntry[] Rows(CodeSet set) => [.. set.Entries.Where(e => e.Code.Length < 8 || e.Code[0] == 'Z')];

    /// <summary>
    /// Words that every child of an entry that names a side has, and the entry has not, are the site that the entry means anyhow ("bilateral upper limbs" under
    /// carpal tunnel syndrome): they ask nothing of the text.
    /// </summary>
    private void DropImplied(Vocabulary vocabulary)
    {
        int[] sides = [vocabulary.Find("right").Concept, vocabulary.Find("left").Concept, vocabulary.Find("bilateral").Concept];
        var common = new Dictionary<int, HashSet<int>>();
        for (var i = 0; i < _entries.Length; i++)
        {
            if (_parents[i] < 0 || !NamesSide(i))
                continue;
            if (!common.TryGetValue(_parents[i], out var words))
                common.Add(_parents[i], [.. _words[i].Except(sides).Except(_words[_parents[i]])]);
            else
                words.IntersectWith(_words[i]);
        }

        for (var i = 0; i < _entries.Length; i++)
        {
            if (_parents[i] >= 0 && (NamesSide(i) || _default[i]) && common.TryGetValue(_parents[i], out var words) && words.Count > 0)
                _words[i] = [.. _words[i].Where(w => !words.Contains(w))];
        }

        bool NamesSide(int entry) => _words[entry].AsSpan().ContainsAny(sides);
    }
}
