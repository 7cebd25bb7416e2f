namespace Appliance.Coding.Calibration;

/// <summary>One candidate as it was judged: its key, probability, and whether it was right.</summary>
internal readonly record struct Judged(string Key, double Probability, bool Right);

/// <summary>The judged candidates of one note, best first, one for each key, with the number of its labels.</summary>
internal sealed record RankedNote(List<Judged> Ranked, int Gold)
{
    /// <summary>Orders candidates by probability and keeps the best of each key.</summary>
    public static RankedNote From(IEnumerable<Judged> judged, int gold)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        return new RankedNote([.. judged.OrderByDescending(j => j.Probability).ThenBy(j => j.Key, StringComparer.Ordinal).Where(j => keys.Add(j.Key))], gold);
    }
}

/// <summary>Figures over ranked notes, and the thresholds that follow from them.</summary>
internal static class Measures
{
    /// <summary>Micro precision, recall and F1 of the codes from a probability on.</summary>
    public static (double Precision, double Recall, double F1) At(IReadOnlyList<RankedNote> notes, double threshold)
    {
        int given = 0, right = 0, gold = 0;
        foreach (var note in notes)
        {
            gold += note.Gold;
            foreach (var judged in note.Ranked)
            {
                if (judged.Probability < threshold)
                    break;
                given++;
                right += judged.Right ? 1 : 0;
            }
        }

        return (given == 0 ? 0 : (double)right / given, gold == 0 ? 0 : (double)right / gold, given + gold == 0 ? 0 : 2.0 * right / (given + gold));
    }

    /// <summary>Mean over the notes of the average precision at each right code.</summary>
    public static double MeanAveragePrecision(IReadOnlyList<RankedNote> notes)
    {
        var sum = 0.0;
        var labelled = 0;
        foreach (var note in notes)
        {
            if (note.Gold == 0)
                continue;
            labelled++;
            var right = 0;
            var precision = 0.0;
            for (var i = 0; i < note.Ranked.Count; i++)
            {
                if (note.Ranked[i].Right)
                    precision += (double)++right / (i + 1);
            }

            sum += precision / note.Gold;
        }

        return labelled == 0 ? 0 : sum / labelled;
    }

    /// <summary>Expected calibration error: over ten equally wide steps, how far the share of right ones lies from the mean probability.</summary>
    public static double CalibrationError(IEnumerable<Judged> judged)
    {
        Span<double> sum = stackalloc double[10];
        Span<int> right = stackalloc int[10];
        Span<int> count = stackalloc int[10];
        var all = 0;
        foreach (var one in judged)
        {
            var step = Math.Min(9, (int)(one.Probability * 10));
            sum[step] += one.Probability;
            right[step] += one.Right ? 1 : 0;
            count[step]++;
            all++;
        }

        var error = 0.0;
        for (var step = 0; step < 10; step++)
            error += Math.Abs(sum[step] - right[step]);
        return all == 0 ? 0 : error / all;
    }

    /// <summary>
    /// The threshold with the best micro F1, and the lowest from which on precision is the target's; when no threshold reaches it, the one above all. Each lies
    /// midway between two probabilities.
    /// </summary>
    public static (double Display, double High) Thresholds(IReadOnlyList<RankedNote> notes, double target)
    {
        var all = notes.SelectMany(n => n.Ranked).OrderByDescending(j => j.Probability).ToList();
        var gold = notes.Sum(n => n.Gold);
        var (display, high, best, right) = (0.5, 1.0, -1.0, 0);
        for (var i = 0; i < all.Count; i++)
        {
            right += all[i].Right ? 1 : 0;
            if (i + 1 < all.Count && all[i + 1].Probability == all[i].Probability)
                continue;
            var below = i + 1 < all.Count ? all[i + 1].Probability : 0;
            var between = (all[i].Probability + below) / 2;
            var f1 = 2.0 * right / (i + 1 + gold);
            if (f1 > best)
                (best, display) = (f1, between);
            if (right >= target * (i + 1))
                high = between;
        }

        return (Math.Round(display, 4), Math.Max(Math.Round(high, 4), Math.Round(display, 4)));
    }
}
