using System.Runtime.InteropServices;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Calibration;

/// <summary>A code that an association leads to.</summary>
/// <param name="Target">Number of the code in <see cref="CompiledTables.Targets"/>.</param>
/// <param name="Precision">Smoothed share of its notes.</param>
/// <param name="Support">Notes in which it was right.</param>
/// <param name="Share">Share of the clue's notes in which it was the reason.</param>
/// <param name="Overlap">Share of the clue's words that the code's or its category's title has.</param>
internal readonly record struct Lead(int Target, float Precision, int Support, float Share, float Overlap);

/// <summary>The learned tables of a profile, looked up by the numbers of one release's lexicon. Immutable.</summary>
internal sealed class CompiledTables
{
    private readonly Dictionary<ulong, int> _clues = [];
    private readonly Dictionary<string, int> _terms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly List<Lead[]> _leads = [];
    private readonly Dictionary<string, Count> _byTerm = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int> _categories = [];
    private readonly Dictionary<(string Term, string Code), Count> _pairs = [];
    private readonly Dictionary<string, (Count Candidate, int Labels)> _ofCode = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _targets = new(StringComparer.Ordinal);

    public CompiledTables(LearnedTables tables, ReleaseEngine engine)
    {
        Notes = Math.Max(1, tables.Notes);
        foreach (var (key, count) in tables.Terms)
        {
            var bar = key.LastIndexOf('|');
            var term = key[..bar];
            _pairs[(term, key[(bar + 1)..])] = count;
            ref var all = ref CollectionsMarshal.GetValueRefOrAddDefault(_byTerm, term, out _);
            all = new Count(all.Seen + count.Seen, all.Right + count.Right);
        }

        foreach (var (code, notes) in tables.Labels)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_categories, CategoryOf(code), out _) += notes;
            CollectionsMarshal.GetValueRefOrAddDefault(_ofCode, code, out _).Labels = notes;
        }

        foreach (var (code, count) in tables.Candidates)
            CollectionsMarshal.GetValueRefOrAddDefault(_ofCode, code, out _).Candidate = count;
        var found = tables.Candidates.Values.Aggregate(default(Count), (a, b) => new Count(a.Seen + b.Seen, a.Right + b.Right));
        Base = found.Smoothed(0.2, 10);
        AddAssociations(engine, tables.Associations);
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
        return _pairs.TryGetValue((term, code), out var own) ? (own.Smoothed(prior, 1.5), own.Seen) : (prior, 0);
    }

    /// <summary>Precision of a code whenever the engine has it as a candidate, and the notes labelled with it.</summary>
    public (double Precision, int Seen, int Labels) OfCandidate(string code)
    {
        var own = _ofCode.GetValueOrDefault(code);
        return (own.Candidate.Seen > 0 ? own.Candidate.Smoothed(Base, 2) : Base, own.Candidate.Seen, own.Labels);
    }

    /// <summary>Labels of a category.</summary>
    public int CategoryLabels(int category) => _categories.GetValueOrDefault(category);

    /// <summary>The category of a code as a number.</summary>
    public static int CategoryOf(string code) => (code[0] << 16) | (code[1] << 8) | code[2];

    /// <summary>Number of a code among <see cref="Targets"/>, -1 when no association leads to it.</summary>
    public int TargetOf(string code) => _targets.GetValueOrDefault(code, -1);

    private void AddAssociations(ReleaseEngine engine, IReadOnlyList<Association> associations)
    {
        var groups = new SortedDictionary<(ClueKind Kind, string Clue), List<Lead>>();
        foreach (var association in associations)
        {
            if (Target(engine, association.Code) is not (>= 0 and var target))
                continue;
            if (!groups.TryGetValue((association.Kind, association.Clue), out var leads))
                groups.Add((association.Kind, association.Clue), leads = []);
            leads.Add(new Lead(target, (float)association.Notes.Smoothed((double)_ofCode.GetValueOrDefault(association.Code).Labels / Notes, AssociationLearner.Doubt), association.Notes.Right, (float)association.Share, Overlap(engine, association)));
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
    private int Target(ReleaseEngine engine, string code)
    {
        if (_targets.TryGetValue(code, out var known))
            return known;
        var codes = engine.Lexicon.Codes;
        var entry = codes.Find(code);
        if (entry < 0 && code.Length == 8)
            entry = codes.Find(code[..7].TrimEnd('X').TrimEnd('.'));
        var target = entry >= 0 && codes.Set.Check(code) == CodeSets.CodeValidity.Billable ? Targets.Count : -1;
        _targets.Add(code, target);
        if (target >= 0)
            Targets.Add((code, entry));
        return target;
    }

    private static float Overlap(ReleaseEngine engine, Association association)
    {
        if (association.Kind > ClueKind.Pair)
            return 0;
        var codes = engine.Lexicon.Codes;
        var entry = codes.Find(association.Code.Length == 8 ? association.Code[..3] : association.Code);
        var category = codes.Find(association.Code[..3]);
        var words = association.Clue.Split(' ');
        var shared = words.Count(w => engine.Lexicon.Vocabulary.Find(w).Concept is >= 0 and var concept
            && ((entry >= 0 && codes.Words(entry).Contains(concept)) || (category >= 0 && codes.Words(category).Contains(concept))));
        return (float)shared / words.Length;
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
