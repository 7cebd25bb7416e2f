using System.Runtime.InteropServices;

namespace Appliance.Coding.Calibration;

/// <summary>
/// Finds the clues that labelled codes go with. A clue counts when it was right in enough notes and oftener than chance; then each label of a note is shared out
/// among the clues that could have led to it (expectation and maximization, as words are aligned in translation), so that a clue that only stands beside the
/// real reason loses its claim.
/// </summary>
internal sealed class AssociationLearner
{
    /// <summary>An association must be this much likelier than its code is anyhow.</summary>
    private const double MinimumLift = 2.5;

    /// <summary>Notes that doubt every association.</summary>
    public const double Doubt = 1.5;

    /// <summary>Claim of what is not written down at all.</summary>
    private const double Unwritten = 0.1;

    private const int Rounds = 8;

    private readonly CalibrationOptions _options;
    private readonly IReadOnlyList<NoteSample> _samples;
    private readonly Dictionary<(ClueKind Kind, string Clue), int> _numbers = [];
    private readonly List<(ClueKind Kind, string Clue)> _clues = [];
    private readonly int[][] _notes;
    private readonly int[] _seen;
    private readonly string[] _codes;
    private readonly Dictionary<string, int> _codeNumbers;

    public AssociationLearner(CalibrationOptions options, IReadOnlyList<NoteSample> samples, IReadOnlyDictionary<ulong, (ClueKind Kind, string Words)> names)
    {
        _options = options;
        _samples = samples;
        _notes = [.. samples.Select(s => Number(s, names))];
        _seen = new int[_clues.Count];
        foreach (var note in _notes)
        {
            foreach (var clue in note)
                _seen[clue]++;
        }

        _codes = [.. samples.SelectMany(s => s.Codes).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _codeNumbers = _codes.Index().ToDictionary(c => c.Item, c => c.Index, StringComparer.Ordinal);
    }

    /// <summary>Learns.</summary>
    /// <param name="labels">In how many notes each code is labelled.</param>
    /// <param name="candidates">How often each code is right when the engine finds it.</param>
    public IReadOnlyList<Association> Learn(IReadOnlyDictionary<string, int> labels, IReadOnlyDictionary<string, Count> candidates)
    {
        var pairs = Find(labels);
        var shares = Align(pairs, candidates);
        var found = new List<Association>(pairs.Count);
        for (var i = 0; i < pairs.Count; i++)
        {
            if (shares[i] >= _options.MinimumShare)
                found.Add(new Association(_clues[pairs[i].Clue].Kind, _clues[pairs[i].Clue].Clue, _codes[pairs[i].Code], pairs[i].Notes, Math.Round(shares[i], 3)));
        }

        return [.. found.OrderBy(a => a.Kind).ThenBy(a => a.Clue, StringComparer.Ordinal).ThenBy(a => a.Code, StringComparer.Ordinal)];
    }

    private int[] Number(NoteSample sample, IReadOnlyDictionary<ulong, (ClueKind Kind, string Words)> names)
    {
        var clues = new HashSet<int>();
        foreach (var clue in sample.Facts.Clues)
            clues.Add(NumberOf(names[clue.Key]));
        foreach (var candidate in sample.Facts.Candidates)
        {
            clues.Add(NumberOf((ClueKind.Code, candidate.Code)));
            foreach (var term in candidate.Terms)
                clues.Add(NumberOf((ClueKind.Term, term)));
        }

        return [.. clues];
    }

    private int NumberOf((ClueKind Kind, string Clue) clue)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, clue, out var known);
        if (!known)
        {
            number = _clues.Count;
            _clues.Add(clue);
        }

        return number;
    }

    /// <summary>Clues and codes that stand together often enough, in order of the clues.</summary>
    private List<(int Clue, int Code, Count Notes)> Find(IReadOnlyDictionary<string, int> labels)
    {
        var right = new Dictionary<long, int>();
        for (var note = 0; note < _notes.Length; note++)
        {
            var codes = _samples[note].Codes.Select(c => _codeNumbers[c]).ToArray();
            foreach (var clue in _notes[note])
            {
                if (_seen[clue] < _options.MinimumSupport)
                    continue;
                foreach (var code in codes)
                    CollectionsMarshal.GetValueRefOrAddDefault(right, ((long)clue << 32) | (uint)code, out _)++;
            }
        }

        var pairs = new List<(int, int, Count)>();
        foreach (var (key, times) in right)
        {
            var (clue, code) = ((int)(key >> 32), (int)(key & int.MaxValue));
            var prior = (double)labels[_codes[code]] / _notes.Length;
            var count = new Count(_seen[clue], times);
            var precision = count.Smoothed(prior, Doubt);
            if (times >= _options.MinimumSupport && precision >= _options.MinimumPrecision && precision >= MinimumLift * prior && _clues[clue] != (ClueKind.Code, _codes[code]))
                pairs.Add((clue, code, count));
        }

        pairs.Sort(static (a, b) => a.Item1 != b.Item1 ? a.Item1 - b.Item1 : a.Item2 - b.Item2);
        return pairs;
    }

    /// <summary>For each pair the share of the clue's notes in which it is the reason for the label.</summary>
    private double[] Align(List<(int Clue, int Code, Count Notes)> pairs, IReadOnlyDictionary<string, Count> candidates)
    {
        var first = new int[_clues.Count + 1];
        foreach (var (clue, _, _) in pairs)
            first[clue + 1]++;
        for (var clue = 0; clue < _clues.Count; clue++)
            first[clue + 1] += first[clue];
        var groups = new List<(double Else, int[] Pairs)>();
        for (var note = 0; note < _notes.Length; note++)
        {
            var found = _samples[note].Facts.Candidates.Select(c => c.Code).ToHashSet(StringComparer.Ordinal);
            foreach (var label in _samples[note].Codes)
            {
                var code = _codeNumbers[label];
                var claims = new List<int>();
                foreach (var clue in _notes[note])
                {
                    for (var pair = first[clue]; pair < first[clue + 1]; pair++)
                    {
                        if (pairs[pair].Code == code)
                            claims.Add(pair);
                    }
                }

                if (claims.Count > 0)
                    groups.Add((Unwritten + (found.Contains(label) ? candidates[label].Smoothed(0.3, 1) : 0), [.. claims]));
            }
        }

        var shares = pairs.ConvertAll(p => (double)p.Notes.Right / (p.Notes.Seen + Doubt)).ToArray();
        var mass = new double[shares.Length];
        for (var round = 0; round < Rounds; round++)
        {
            Array.Clear(mass);
            foreach (var (other, claims) in groups)
            {
                var sum = other;
                foreach (var pair in claims)
                    sum += shares[pair];
                foreach (var pair in claims)
                    mass[pair] += shares[pair] / sum;
            }

            for (var pair = 0; pair < shares.Length; pair++)
                shares[pair] = mass[pair] / (pairs[pair].Notes.Seen + (Doubt / 2));
        }

        return shares;
    }
}
