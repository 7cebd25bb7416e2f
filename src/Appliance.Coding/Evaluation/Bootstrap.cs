namespace Appliance.Coding.Evaluation;

/// <summary>The range in which a figure would lie in 95 of 100 draws of as many notes from these.</summary>
public readonly record struct Interval(double Low, double High);

/// <summary>
/// Percentile bootstrap over notes (Efron 1979): the notes are drawn with replacement again and again, and the figure is taken each time. The same notes and seed
/// give the same interval on every machine.
/// </summary>
public sealed class Bootstrap
{
    /// <summary>How often the notes are drawn.</summary>
    public const int Draws = 1000;

    /// <summary>The seed when nobody chose one.</summary>
    public const ulong DefaultSeed = 20_260_101;

    private readonly int[][] _draws;

    /// <summary>Draws once for all figures of the same notes.</summary>
    public Bootstrap(int notes, ulong seed = DefaultSeed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(notes);
        var random = new Mixer(seed);
        _draws = new int[notes == 0 ? 0 : Draws][];
        for (var i = 0; i < _draws.Length; i++)
        {
            _draws[i] = new int[notes];
            for (var j = 0; j < notes; j++)
                _draws[i][j] = random.Below(notes);
        }
    }

    /// <summary>The interval of a figure of summed counts (micro precision, recall, F1).</summary>
    /// <param name="counts">Of each note.</param>
    /// <param name="figure">Of their sum.</param>
    public Interval Of(IReadOnlyList<Agreement> counts, Func<Agreement, double> figure)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(figure);
        return Of(draw =>
        {
            var sum = default(Agreement);
            foreach (var note in draw)
                sum += counts[note];
            return figure(sum);
        });
    }

    /// <summary>The interval of a mean over notes.</summary>
    /// <param name="values">Of each note; null for a note that does not count.</param>
    public Interval OfMean(IReadOnlyList<double?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Of(draw =>
        {
            var (sum, count) = (0.0, 0);
            foreach (var note in draw)
                (sum, count) = values[note] is { } value ? (sum + value, count + 1) : (sum, count);
            return count == 0 ? 0 : sum / count;
        });
    }

    private Interval Of(Func<int[], double> figure)
    {
        if (_draws.Length == 0)
            return default;
        var drawn = _draws.Select(figure).Order().ToList();
        return new Interval(drawn[(int)(0.025 * Draws)], drawn[(int)(0.975 * Draws) - 1]);
    }

    /// <summary>SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): small, even, and the same everywhere.</summary>
    private struct Mixer(ulong state)
    {
        private ulong _state = state;

        public int Below(int bound)
        {
            unchecked
            {
                _state += 0x9E3779B97F4A7C15;
                var z = _state;
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
                return (int)Math.BigMul(z ^ (z >> 31), (ulong)bound, out _);
            }
        }
    }
}
