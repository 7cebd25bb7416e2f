using System.Runtime.InteropServices;

namespace Appliance.Coding.Calibration;

/// <summary>A labelled note, read.</summary>
/// <param name="Facts">What the engine found.</param>
/// <param name="Gold">Keys of its labels.</param>
/// <param name="Codes">Its labels as codes that the release can put on a claim; labels that cannot be are left out.</param>
internal sealed record NoteSample(NoteFacts Facts, HashSet<string> Gold, string[] Codes);

/// <summary>Counts the tables of a profile over labelled notes.</summary>
internal sealed class TableLearner
{
    /// <summary>An association must be this much likelier than its code is anyhow.</summary>
    private const double MinimumLift = 2.5;

    private readonly CalibrationOptions _options;
    private readonly Func<string, string> _key;
    private readonly IReadOnlyDictionary<ulong, (ClueKind Kind, string Words)> _names;

    public TableLearner(CalibrationOptions options, IReadOnlyDictionary<ulong, (ClueKind Kind, string Words)> names)
    {
        _options = options;
        _key = options.Key ?? (code => code);
        _names = names;
    }

    /// <summary>Counts.</summary>
    public LearnedTables Learn(IReadOnlyList<NoteSample> samples)
    {
        var terms = new Dictionary<string, Count>(StringComparer.Ordinal);
        var candidates = new Dictionary<string, Count>(StringComparer.Ordinal);
        var labels = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var sample in samples)
        {
            foreach (var candidate in sample.Facts.Candidates)
            {
                var right = sample.Gold.Contains(_key(candidate.Code));
                Add(candidates, candidate.Code, right);
                foreach (var term in candidate.Terms)
                    Add(terms, LearnedTables.TermKey(term, candidate.Code), right);
            }

            foreach (var code in sample.Codes)
                CollectionsMarshal.GetValueRefOrAddDefault(labels, code, out _)++;
        }

        return new LearnedTables
        {
            Notes = samples.Count,
            Terms = Sorted(terms),
            Candidates = Sorted(candidates),
            Labels = Sorted(labels),
            Associations = Associate(samples, labels),
        };
    }

    private static SortedDictionary<string, T> Sorted<T>(Dictionary<string, T> table) => new(table, StringComparer.Ordinal);

    private static void Add(Dictionary<string, Count> table, string key, bool right)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(table, key, out _);
        count = count.Plus(right);
    }

    private List<Association> Associate(IReadOnlyList<NoteSample> samples, Dictionary<string, int> labels)
    {
        var found = new List<Association>();
        var numbers = labels.Keys.Order(StringComparer.Ordinal).ToArray();
        var numberOf = numbers.Index().ToDictionary(n => n.Item, n => n.Index, StringComparer.Ordinal);
        var priors = numbers.Select(c => (double)labels[c] / samples.Count).ToArray();
        Associate(samples, s => s.Facts.Clues, (key, code, count) => found.Add(new Association(_names[key].Kind, _names[key].Words, code, count)));
        Associate(samples, s => s.Facts.Candidates.Select(c => c.Code), (clue, code, count) => Include(ClueKind.Code, clue, code, count));
        Associate(samples, s => s.Facts.Candidates.SelectMany(c => c.Terms).Distinct(StringComparer.Ordinal), (clue, code, count) => Include(ClueKind.Term, clue, code, count));
        return [.. found.OrderBy(a => a.Kind).ThenBy(a => a.Clue, StringComparer.Ordinal).ThenBy(a => a.Code, StringComparer.Ordinal)];

        void Include(ClueKind kind, string clue, string code, Count count)
        {
            if (kind != ClueKind.Code || clue != code)
                found.Add(new Association(kind, clue, code, count));
        }

        void Associate<TClue>(IReadOnlyList<NoteSample> notes, Func<NoteSample, IEnumerable<TClue>> clues, Action<TClue, string, Count> keep)
            where TClue : notnull
        {
            var seen = new Dictionary<TClue, int>();
            foreach (var note in notes)
            {
                foreach (var clue in clues(note))
                    CollectionsMarshal.GetValueRefOrAddDefault(seen, clue, out _)++;
            }

            var right = new Dictionary<(TClue Clue, int Code), int>();
            foreach (var note in notes)
            {
                foreach (var clue in clues(note))
                {
                    if (seen[clue] < _options.MinimumSupport)
                        continue;
                    foreach (var code in note.Codes)
                        CollectionsMarshal.GetValueRefOrAddDefault(right, (clue, numberOf[code]), out _)++;
                }
            }

            foreach (var ((clue, code), times) in right)
            {
                var count = new Count(seen[clue], times);
                var precision = count.Smoothed(priors[code], 1.5);
                if (times >= _options.MinimumSupport && precision >= _options.MinimumPrecision && precision >= MinimumLift * priors[code])
                    keep(clue, numbers[code], count);
            }
        }
    }
}
