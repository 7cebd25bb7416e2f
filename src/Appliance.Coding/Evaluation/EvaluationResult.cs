namespace Appliance.Coding.Evaluation;

/// <summary>How suggestions are compared with labels.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Seed of the intervals.</summary>
    public ulong Seed { get; init; } = Bootstrap.DefaultSeed;

    /// <summary>The release of the labels when it is not the one that is coded with.</summary>
    public GoldRelease? Gold { get; init; }

    /// <summary>The billable codes of the release that is coded with; asked for with <see cref="Gold"/>.</summary>
    public IReadOnlyCollection<string> Billable { get; init; } = [];

    /// <summary>In how many notes a code was labelled when the profile was trained; null without a profile.</summary>
    public Func<string, int>? Trained { get; init; }
}

/// <summary>An evaluation: every table of the report, and no text of a note.</summary>
public sealed record EvaluationResult
{
    /// <summary>Labels over all notes, as they were given.</summary>
    public required int Labels { get; init; }

    /// <summary>Different codes among them.</summary>
    public required int DistinctLabels { get; init; }

    /// <summary>The engine, codes compared as they are.</summary>
    public required EvaluationFigures Raw { get; init; }

    /// <summary>The floor, codes compared as they are.</summary>
    public required EvaluationFigures RawFloor { get; init; }

    /// <summary>The engine, both sides brought to the labels' release; null when no other release was named.</summary>
    public EvaluationFigures? Mapped { get; init; }

    /// <summary>The floor, both sides brought to the labels' release.</summary>
    public EvaluationFigures? MappedFloor { get; init; }

    /// <summary>Labelled codes that cannot be reached, with their labels; empty when no other release was named.</summary>
    public required IReadOnlyDictionary<string, int> Unreachable { get; init; }

    /// <summary>Counts by chapter, as printed.</summary>
    public required IReadOnlyDictionary<int, Agreement> ByChapter { get; init; }

    /// <summary>Counts by the step of <see cref="Frequency"/>, over the labels of these notes.</summary>
    public required IReadOnlyDictionary<int, Agreement> ByFrequency { get; init; }

    /// <summary>Counts by the step of <see cref="Frequency"/>, over the labels of the training; null without a profile.</summary>
    public IReadOnlyDictionary<int, Agreement>? ByTraining { get; init; }

    /// <summary>Whether confidence means what it says, all suggestions.</summary>
    public required Reliability Reliability { get; init; }

    /// <summary>The figures that count: mapped when another release was named.</summary>
    public EvaluationFigures Figures => Mapped ?? Raw;

    /// <summary>The floor beside them.</summary>
    public EvaluationFigures Floor => MappedFloor ?? RawFloor;

    /// <summary>Counts of codes never labelled in training; null without a profile.</summary>
    public Agreement? NeverTrained => ByTraining is { } steps ? steps.GetValueOrDefault(0) : null;

    /// <summary>Compares.</summary>
    /// <param name="engine">What the engine suggested.</param>
    /// <param name="floor">What the floor gives on the same notes, in the same order.</param>
    /// <param name="options">How.</param>
    public static EvaluationResult Of(IReadOnlyList<CodedNote> engine, IReadOnlyList<CodedNote> floor, EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(floor);
        ArgumentNullException.ThrowIfNull(options);
        var bootstrap = new Bootstrap(engine.Count, options.Seed);
        Func<string, string> key = options.Gold is { } gold ? gold.KeyOf : code => code;
        List<CodedNote> mapped = [.. engine.Select(note => note.Through(key))];
        var labels = mapped.SelectMany(note => note.Labels).CountBy(code => code, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return new EvaluationResult
        {
            Labels = engine.Sum(note => note.Labels.Count),
            DistinctLabels = engine.SelectMany(note => note.Labels).Distinct(StringComparer.Ordinal).Count(),
            Raw = EvaluationFigures.Of(engine, bootstrap),
            RawFloor = EvaluationFigures.Of(floor, bootstrap),
            Mapped = options.Gold is null ? null : EvaluationFigures.Of(mapped, bootstrap),
            MappedFloor = options.Gold is null ? null : EvaluationFigures.Of([.. floor.Select(note => note.Through(key))], bootstrap),
            Unreachable = options.Gold?.Unreachable(engine, options.Billable) ?? new Dictionary<string, int>(),
            ByChapter = Metrics.By(mapped, Chapters.Of),
            ByFrequency = Metrics.By(mapped, code => (int?)Frequency.StepOf(labels.GetValueOrDefault(code))),
            ByTraining = options.Trained is { } trained ? Metrics.By(mapped, code => (int?)Frequency.StepOf(trained(code))) : null,
            Reliability = Reliability.Of(mapped),
        };
    }
}
