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
            Associations = new AssociationLearner(_options, samples, _names).Learn(labels, candidates),
        };
    }

    private static SortedDictionary<string, T> Sorted<T>(Dictionary<string, T> table) => new(table, StringComparer.Ordinal);

    private static void Add(Dictionary<string, Count> table, string key, bool right)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(table, key, out _);
        count = count.Plus(right);
    }
}
