namespace Appliance.Coding.Evaluation;

/// <summary>A figure with its interval.</summary>
/// <param name="Value">As counted.</param>
/// <param name="Interval">95 % bootstrap interval.</param>
public readonly record struct Estimate(double Value, Interval Interval);

/// <summary>The figures of one way of coding over the same notes.</summary>
public sealed record EvaluationFigures
{
    /// <summary>Notes counted.</summary>
    public required int Notes { get; init; }

    /// <summary>Counts over all notes.</summary>
    public required Agreement Micro { get; init; }

    /// <summary>Micro precision.</summary>
    public required Estimate Precision { get; init; }

    /// <summary>Micro recall.</summary>
    public required Estimate Recall { get; init; }

    /// <summary>Micro F1.</summary>
    public required Estimate F1 { get; init; }

    /// <summary>Counts over three-character categories.</summary>
    public required Agreement ThreeCharacters { get; init; }

    /// <summary>Micro F1 over three-character categories.</summary>
    public required Estimate ThreeCharactersF1 { get; init; }

    /// <summary>Means over codes.</summary>
    public required MacroFigures Macro { get; init; }

    /// <summary>Share of notes with exactly the labelled codes.</summary>
    public required Estimate ExactMatch { get; init; }

    /// <summary>Precision among the first codes of the ranking, by their number.</summary>
    public required IReadOnlyDictionary<int, Estimate> PrecisionAt { get; init; }

    /// <summary>Mean average precision of the ranking.</summary>
    public required Estimate MeanAveragePrecision { get; init; }

    /// <summary>Counts of the high-confidence tier alone.</summary>
    public required Agreement HighTier { get; init; }

    /// <summary>The numbers of codes for which <see cref="PrecisionAt"/> is counted.</summary>
    public static IReadOnlyList<int> Places { get; } = [1, 5, 8, 15];

    /// <summary>Counts all figures.</summary>
    /// <param name="notes">The notes.</param>
    /// <param name="bootstrap">Draws over as many notes.</param>
    public static EvaluationFigures Of(IReadOnlyList<CodedNote> notes, Bootstrap bootstrap)
    {
        ArgumentNullException.ThrowIfNull(notes);
        ArgumentNullException.ThrowIfNull(bootstrap);
        List<Agreement> counts = [.. notes.Select(Agreement.Of)];
        List<Agreement> categories = [.. notes.Select(note => Agreement.Of(note.Through(Metrics.CategoryOf)))];
        var micro = Metrics.Micro(notes);
        var threeCharacters = Metrics.ThreeCharacters(notes);
        return new EvaluationFigures
        {
            Notes = notes.Count,
            Micro = micro,
            Precision = new Estimate(micro.Precision, bootstrap.Of(counts, sum => sum.Precision)),
            Recall = new Estimate(micro.Recall, bootstrap.Of(counts, sum => sum.Recall)),
            F1 = new Estimate(micro.F1, bootstrap.Of(counts, sum => sum.F1)),
            ThreeCharacters = threeCharacters,
            ThreeCharactersF1 = new Estimate(threeCharacters.F1, bootstrap.Of(categories, sum => sum.F1)),
            Macro = Metrics.Macro(notes),
            ExactMatch = new Estimate(Metrics.ExactMatch(notes), bootstrap.OfMean([.. notes.Select(note => (double?)(note.Labels.SetEquals(note.Given) ? 1.0 : 0.0))])),
            PrecisionAt = Places.ToDictionary(k => k, k => new Estimate(
                Metrics.PrecisionAt(notes, k), bootstrap.OfMean([.. notes.Select(note => (double?)Metrics.PrecisionAt([note], k))]))),
            MeanAveragePrecision = new Estimate(
                Metrics.MeanAveragePrecision(notes), bootstrap.OfMean([.. notes.Select(note => note.Labels.Count == 0 ? (double?)null : Metrics.AveragePrecision(note))])),
            HighTier = Metrics.Micro(notes.Select(note => note.HighTier())),
        };
    }
}
