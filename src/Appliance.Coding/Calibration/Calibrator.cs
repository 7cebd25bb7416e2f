using Appliance.Coding.Calibration.Trees;
using Appliance.Domain;

namespace Appliance.Coding.Calibration;

/// <summary>
/// Learns a profile from a hospital's own coded notes, on the box. The notes are read under the chosen policy; what is counted for a note comes from other notes
/// (cross-validation), so the trees learn how far such counts can be trusted, and the thresholds and figures are those of notes that were not learned from.
/// The same notes in the same order with the same options give the same profile, byte for byte.
/// </summary>
public sealed class Calibrator
{
    /// <summary>Fewer labelled notes teach nothing.</summary>
    public const int MinimumNotes = 20;

    /// <summary>More notes are not read: the rows of all candidates are held in memory.</summary>
    public const int MaximumNotes = 20_000;

    private static readonly TreeOptions TreeOptions = new();

    private readonly CodingEngine _engine;

    /// <summary>A calibrator that reads with this engine.</summary>
    public Calibrator(CodingEngine engine)
    {
        ArgumentNullException.ThrowIfNull(engine);
        _engine = engine;
    }

    /// <summary>Trains.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Outcome<CodingProfile> Train(IEnumerable<LabelledNote> notes, CalibrationOptions options, IProgress<CalibrationProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(notes);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Folds, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Folds, 20);
        var labelled = notes.Where(n => n.Codes.Count > 0 && n.Text.Length <= Note.MaxTextLength).Take(MaximumNotes + 1).ToList();
        if (labelled.Count < MinimumNotes)
            return Refusals.TooFewLabelledNotes;
        if (labelled.Count > MaximumNotes)
            return Refusals.TooManyLabelledNotes;
        var release = _engine.Compiled(_engine.Newest);
        var (samples, learner) = Read(release, labelled, options, progress, cancellation);
        var key = options.Key ?? (code => code);
        var fold = Folds(samples.Count, options);
        var rows = OutOfFold(release, samples, fold, learner, key, options, progress, cancellation);
        if (!rows.Any(r => r.Right))
            return Refusals.NothingRight;
        var features = rows.ConvertAll(r => r.Row.Row);
        var scores = CrossValidate(features, rows, options, progress, cancellation);
        var (slope, offset) = Platt.Fit([.. scores.Select((s, i) => (s, rows[i].Right))]);
        var judged = Array.ConvertAll(scores, s => Platt.Apply(s, slope, offset));
        var trees = TreeTrainer.Train(features, [.. rows.Select(r => r.Right)], FeatureBuilder.Names.Length, TreeOptions, options.Seed, cancellation);
        var model = new ProfileModel(learner.Learn(samples), trees, slope, offset, options.MinimumPrecision);
        var (thresholds, measured) = Measure(rows, judged, samples, key, options.PrecisionTarget);
        var training = new ProfileTraining(
            samples.Count, labelled.Sum(n => n.Codes.Count), labelled.SelectMany(n => n.Codes).Distinct(StringComparer.Ordinal).Count(), options.Policy, _engine.Version, _engine.Newest.Release.Id, options.Seed, options.Folds, options.TrainedOn);
        return CodingProfile.Of(training, measured, thresholds, model);
    }

    private static (List<NoteSample> Samples, TableLearner Learner) Read(ReleaseEngine release, List<LabelledNote> notes, CalibrationOptions options, IProgress<CalibrationProgress>? progress, CancellationToken cancellation)
    {
        var reader = new SampleReader(release, options);
        var facts = new List<NoteFacts>(notes.Count);
        foreach (var note in notes)
        {
            cancellation.ThrowIfCancellationRequested();
            facts.Add(reader.Read(note, cancellation));
            if (facts.Count % 50 == 0)
                progress?.Report(new CalibrationProgress("read", facts.Count, notes.Count));
        }

        var samples = reader.Finish(facts, notes, options.Key ?? (code => code));
        return (samples, new TableLearner(options, reader.Names));
    }

    private static int[] Folds(int count, CalibrationOptions options)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(options.Seed).Shuffle(order);
        var fold = new int[count];
        for (var i = 0; i < count; i++)
            fold[order[i]] = i % options.Folds;
        return fold;
    }

    private static List<LabelledRow> OutOfFold(
        ReleaseEngine release, List<NoteSample> samples, int[] fold, TableLearner learner, Func<string, string> key, CalibrationOptions options, IProgress<CalibrationProgress>? progress, CancellationToken cancellation)
    {
        var rows = new List<LabelledRow>();
        for (var part = 0; part < options.Folds; part++)
        {
            cancellation.ThrowIfCancellationRequested();
            var tables = learner.Learn([.. samples.Where((_, i) => fold[i] != part)]);
            var builder = new FeatureBuilder(new CompiledTables(tables, release), release.Lexicon.Codes, options.MinimumPrecision);
            for (var i = 0; i < samples.Count; i++)
            {
                if (fold[i] != part)
                    continue;
                foreach (var row in builder.Build(samples[i].Facts))
                    rows.Add(new LabelledRow(row, i, part, samples[i].Gold.Contains(key(row.Code))));
            }

            progress?.Report(new CalibrationProgress("count", part + 1, options.Folds));
        }

        return rows;
    }

    private static double[] CrossValidate(List<float[]> rows, List<LabelledRow> labels, CalibrationOptions options, IProgress<CalibrationProgress>? progress, CancellationToken cancellation)
    {
        var judged = new double[rows.Count];
        for (var part = 0; part < options.Folds; part++)
        {
            var learn = Enumerable.Range(0, rows.Count).Where(i => labels[i].Fold != part).ToList();
            var trees = TreeTrainer.Train(learn.ConvertAll(i => rows[i]), [.. learn.Select(i => labels[i].Right)], rows[0].Length, TreeOptions, options.Seed, cancellation);
            for (var i = 0; i < rows.Count; i++)
            {
                if (labels[i].Fold == part)
                    judged[i] = trees.Score(rows[i], ProfileModel.Hopeless);
            }

            progress?.Report(new CalibrationProgress("train", part + 1, options.Folds));
        }

        return judged;
    }

    private static (ProfileThresholds Thresholds, ProfileMeasurement Measured) Measure(
        List<LabelledRow> rows, double[] judged, List<NoteSample> samples, Func<string, string> key, double target)
    {
        var byNote = rows.Select((r, i) => (r.Note, Judged: new Judged(key(r.Row.Code), judged[i], r.Right))).ToLookup(r => r.Note, r => r.Judged);
        var notes = samples.Select((s, i) => RankedNote.From(byNote[i], s.Gold.Count)).ToList();
        var (display, high) = Measures.Thresholds(notes, target);
        var (precision, recall, f1) = Measures.At(notes, display);
        var (highPrecision, highRecall, _) = Measures.At(notes, high);
        var error = Measures.CalibrationError(notes.SelectMany(n => n.Ranked));
        return (new ProfileThresholds(display, high, target), new ProfileMeasurement(
            Math.Round(precision, 4), Math.Round(recall, 4), Math.Round(f1, 4), Math.Round(Measures.MeanAveragePrecision(notes), 4), Math.Round(highPrecision, 4), Math.Round(highRecall, 4), Math.Round(error, 4)));
    }

    private sealed record LabelledRow(CandidateRow Row, int Note, int Fold, bool Right);
}
