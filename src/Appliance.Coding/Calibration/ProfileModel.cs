using Appliance.Coding.Calibration.Trees;

namespace Appliance.Coding.Calibration;

/// <summary>What a profile judges with.</summary>
/// <param name="Tables">What was counted.</param>
/// <param name="Trees">Log-odds of a candidate.</param>
/// <param name="Slope">Probability is the logistic of slope × log-odds + offset (Platt), fitted out of fold.</param>
/// <param name="Offset">See <paramref name="Slope"/>.</param>
/// <param name="MinimumPrecision">Learned associations below this add no candidate.</param>
internal sealed record ProfileModel(LearnedTables Tables, BoostedTrees Trees, double Slope, double Offset, double MinimumPrecision)
{
    /// <summary>Log-odds after a quarter of the trees below which a candidate is not looked at further.</summary>
    public const double Hopeless = -5;

    /// <summary>Probability of a candidate.</summary>
    public double Probability(ReadOnlySpan<float> row) => Platt.Apply(Trees.Score(row, Hopeless), Slope, Offset);
}

/// <summary>Platt's logistic curve from scores to probabilities.</summary>
internal static class Platt
{
    /// <summary>The curve.</summary>
    public static double Apply(double score, double slope, double offset) => Math.Round(1 / (1 + Math.Exp(-((slope * score) + offset))), 6);

    /// <summary>Fits the curve by Newton steps; the targets stay a little off 0 and 1, as Platt advises, so that no probability is certain.</summary>
    public static (double Slope, double Offset) Fit(IReadOnlyList<(double Score, bool Right)> judged)
    {
        double slope = 1, offset = 0;
        var yes = judged.Count(j => j.Right);
        var (one, zero) = ((yes + 1.0) / (yes + 2.0), 1.0 / (judged.Count - yes + 2.0));
        for (var step = 0; step < 30; step++)
        {
            double g0 = 0, g1 = 0, h00 = 1e-6, h01 = 0, h11 = 1e-6;
            foreach (var (score, right) in judged)
            {
                var p = 1 / (1 + Math.Exp(-((slope * score) + offset)));
                var d = p - (right ? one : zero);
                var w = p * (1 - p);
                (g0, g1) = (g0 + d, g1 + (d * score));
                (h00, h01, h11) = (h00 + w, h01 + (w * score), h11 + (w * score * score));
            }

            var determinant = (h00 * h11) - (h01 * h01);
            if (determinant < 1e-12)
                break;
            offset -= ((h11 * g0) - (h01 * g1)) / determinant;
            slope -= ((h00 * g1) - (h01 * g0)) / determinant;
        }

        return double.IsFinite(slope) && double.IsFinite(offset) && slope > 0 ? (Math.Round(slope, 6), Math.Round(offset, 6)) : (1, 0);
    }
}
