using System.Runtime.InteropServices;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Calibration;

/// <summary>A code that an association leads to.</summary>
/// <param name="Target">Number of the code in <see cref="CompiledTables.Targets"/>.</param>
/// <param name="Precision">Smoothed share of its notes.</param>
/// <param name="Support">Notes in which it was right.</param>
internal readonly record struct Lead(int Target, float Precision, int Support);

/// <summary>The learned tables of a profile, looked up by the numbers of one release's lexicon. Immutable.</summary>
internal sealed class CompiledTables
{
    private const double Doubt = 1.5;

    private readonly Dictionary<ulong, int> _clues = [];
    private readonly Dictionary<string, int> _terms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly List<Lead[]> _leads = [];
    private readonly Dictionary<string, Count> _byTerm = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _categories = new(StringComparer.Ordinal);
    private readonly LearnedTables _tables;

    public CompiledTables(LearnedTables tables, ReleaseEngine engine)
    {
        _tables = tables;
        Notes = Math.Max(1, tables.Notes);
        foreach (var (key, count) in tables.Terms)
        {
            ref var all = ref CollectionsMarshal.GetValueRefOrAddDefault(_byTerm, key[..key.LastIndexOf('|')], out _);
            all = new Count(all.Seen + count.Seen, all.Right + count.Right);
        }

        foreach (var (code, count) in tables.Labels)
            CollectionsMarshal.GetValueRefOrAddDefault(_categories, code[..3], out _) += count;
        var all2 = tables.Candidates.Values.Aggregate(default(Count), (a, b) => new Count(a.Seen + b.Seen, a.Right + b.Right));
        Base = all2.Smoothed(0.2, 10);
        AddAssociations(engine);
    }

    /// <summary>How many notes were counted.</summary>
    public int Notes { get; }

    /// <summary>Share of right ones over all candidates.</summary>
    public double Base { get; }

    /// <summary>The codes that associations lead to; all billable in the release.</summary>
    public List<(string Code, int Entry)> Targets { get; } = [];

    /// <summary>Keys of the clues in words.</summary>
    public IReadOnlyDictionary<ulong, int> Clues => _clues;

    public ReadOnlySpan<Lead> OfClue(ulong key) => _clues.TryGetValue(key, out var at) ? _leads[at] : [];

    public ReadOnlySpan<Lead> OfTerm(string term) => _terms.TryGetValue(term, out var at) ? _leads[at] : [];

    public ReadOnlySpan<Lead> OfCode(string code) => _codes.TryGetValue(code, out var at) ? _leads[at] : [];

    /// <summary>Precision of a term for a code: drawn to that of the term, that to the mean of all.</summary>
    public (double Precision, int Seen) TermPrecision(string term, string code)
    {
        var prior = _byTerm.TryGetValue(term, out var all) ? all.Smoothed(Base, 2) : Base;
        return _tables.Terms.TryGetValue(LearnedTables.TermKey(term, code), out var own) ? (own.Smoothed(prior, 1.5), own.Seen) : (prior, 0);
    }

    /// <summary>Precision of a code whenever the engine has it as a candidate.</summary>
    public (double Precision, int Seen) CodePrecision(string code) =>
        _tables.Candidates.TryGetValue(code, out var own) ? (own.Smoothed(Base, 2), own.Seen) : (Base, 0);

    /// <summary>Notes labelled with a code.</summary>
    public int Labels(string code) => _tables.Labels.TryGetValue(code, out var notes) ? notes : 0;

    /// <summary>Labels of a category.</summary>
    public int CategoryLabels(string code) => _categories.TryGetValue(code[..3], out var notes) ? notes : 0;

    private void AddAssociations(ReleaseEngine engine)
    {
        var targets = new Dictionary<string, int>(StringComparer.Ordinal);
        var groups = new SortedDictionary<(ClueKind Kind, string Clue), List<Lead>>();
        foreach (var association in _tables.Associations)
        {
            if (Target(engine, association.Code, targets) is not (>= 0 and var target))
                continue;
            if (!groups.TryGetValue((association.Kind, association.Clue), out var leads))
                groups.Add((association.Kind, association.Clue), leads = []);
            leads.Add(new Lead(target, (float)association.Notes.Smoothed((double)Labels(association.Code) / Notes, Doubt), association.Notes.Right));
        }

        foreach (var ((kind, clue), leads) in groups)
        {
            var known = kind switch
            {
                ClueKind.Term => _terms.TryAdd(clue, _leads.Count),
                ClueKind.Code => _codes.TryAdd(clue, _leads.Count),
                _ => KeyOf(engine.Lexicon.Vocabulary, kind, clue) is { } key && _clues.TryAdd(key, _leads.Count),
            };
            if (known)
                _leads.Add([.. leads]);
        }
    }

    /// <summary>Number of a code that can stand on a claim in the release; -1 for any other.</summary>
    private int Target(ReleaseEngine engine, string code, Dictionary<string, int> targets)
    {
        if (targets.TryGetValue(code, out var known))
            return known;
        var codes = engine.Lexicon.Codes;
        var entry = codes.Find(code);
        if (entry < 0 && code.Length == 8)
            entry = codes.Find(code[..7].TrimEnd('X').TrimEnd('.'));
        var target = entry >= 0 && codes.Set.Check(code) == CodeSets.CodeValidity.Billable ? Targets.Count : -1;
        targets.Add(code, target);
        if (target >= 0)
            Targets.Add((code, entry));
        return target;
    }

    private static ulong? KeyOf(Vocabulary vocabulary, ClueKind kind, string clue)
    {
        var words = clue.Split(' ');
        if (words.Length > 3 || (kind == ClueKind.Pair && words.Length != 2))
            return null;
        Span<ulong> keys = stackalloc ulong[3];
        for (var i = 0; i < words.Length; i++)
        {
            var concept = vocabulary.Find(words[i]).Concept;
            keys[i] = concept < 0 ? 0 : ClueScanner.KeyOf(vocabulary.Word(concept));
            if (keys[i] == 0)
                return null;
        }

        return ClueScanner.Join(kind, keys[..words.Length]);
    }
}
