using System.Globalization;
using Appliance.Coding.Evaluation;

namespace Appliance.Host.Evaluation;

/// <summary>A table of an evaluation, for the terminal and for the report alike.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Heads of the columns; the first names the rows.</param>
/// <param name="Rows">Cells.</param>
internal sealed record EvaluationTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>The tables of an evaluation.</summary>
internal static class EvaluationTables
{
    private static readonly CultureInfo Numbers = CultureInfo.InvariantCulture;

    public static IReadOnlyList<EvaluationTable> Of(EvaluationResult result)
    {
        List<EvaluationTable> tables = [Figures(result)];
        if (result.Unreachable.Count > 0)
        {
            tables.Add(Unreachable(result));
        }

        tables.Add(Groups("By chapter", "Chapter", result.ByChapter, chapter => string.Create(Numbers, $"{chapter} {Chapters.NameOf(chapter)}")));
        tables.Add(Groups("By frequency: in how many of these notes a code is labelled", "Notes", result.ByFrequency, step => step == 0 ? "0 (given, never labelled)" : Frequency.NameOf(step)));
        if (result.ByTraining is { } training)
        {
            tables.Add(Groups("By training: in how many notes of the training a code was labelled", "Notes", training, step => step == 0 ? "0 (never seen)" : Frequency.NameOf(step)));
        }

        tables.Add(new EvaluationTable(
            string.Create(Numbers, $"Calibration: expected error {result.Reliability.ExpectedError:F3}, Brier score {result.Reliability.Brier:F3} (all suggestions)"),
            ["Confidence", "Suggestions", "Mean confidence", "Right"],
            [.. result.Reliability.Steps.Where(step => step.Count > 0).Select(step => (IReadOnlyList<string>)[string.Create(Numbers, $"{step.From:F1} to {step.To:F1}"), Count(step.Count), Share(step.Confidence), Share(step.Right)])]));
        return tables;
    }

    private static EvaluationTable Figures(EvaluationResult result)
    {
        List<(string Name, EvaluationFigures Figures)> columns = [("Engine", result.Raw), ("Exact titles (floor)", result.RawFloor)];
        if (result is { Mapped: { } mapped, MappedFloor: { } mappedFloor })
        {
            columns = [("Engine", mapped), ("Exact titles (floor)", mappedFloor), ("Engine, raw codes", result.Raw), ("Floor, raw codes", result.RawFloor)];
        }

        IReadOnlyList<string> Row(string name, Func<EvaluationFigures, string> cell) => [name, .. columns.Select(column => cell(column.Figures))];
        return new EvaluationTable(
            string.Create(Numbers, $"{result.Raw.Notes} notes, {result.Labels} labels of {result.DistinctLabels} codes"),
            ["", .. columns.Select(column => column.Name)],
            [
                Row("Micro precision", figures => Text(figures.Precision)),
                Row("Micro recall", figures => Text(figures.Recall)),
                Row("Micro F1", figures => Text(figures.F1)),
                Row("Micro F1, three characters", figures => Text(figures.ThreeCharactersF1)),
                Row("Macro precision", figures => Share(figures.Macro.Precision)),
                Row("Macro recall", figures => Share(figures.Macro.Recall)),
                Row("Macro F1", figures => Share(figures.Macro.F1)),
                Row("Notes coded exactly", figures => Text(figures.ExactMatch)),
                .. EvaluationFigures.Places.Select(k => Row(string.Create(Numbers, $"Precision at {k}"), figures => Text(figures.PrecisionAt[k]))),
                Row("Mean average precision", figures => Text(figures.MeanAveragePrecision)),
                Row("High-confidence tier: precision", figures => figures.HighTier.Given == 0 ? "none" : Share(figures.HighTier.Precision)),
                Row("High-confidence tier: recall", figures => figures.HighTier.Given == 0 ? "none" : Share(figures.HighTier.Recall)),
                Row("Codes given", figures => Count(figures.Micro.Given)),
                Row("Codes labelled", figures => Count(figures.Micro.Labelled)),
                Row("Codes a note, given", figures => string.Create(Numbers, $"{(double)figures.Micro.Given / Math.Max(1, figures.Notes):F1}")),
            ]);
    }

    private static EvaluationTable Unreachable(EvaluationResult result) => new(
        string.Create(Numbers, $"{result.Unreachable.Values.Sum()} labels of {result.Unreachable.Count} codes cannot be reached: no billable code of today becomes one of them"),
        ["Label", "Times"],
        [.. result.Unreachable.OrderByDescending(code => code.Value).ThenBy(code => code.Key, StringComparer.Ordinal).Take(40).Select(code => (IReadOnlyList<string>)[code.Key, Count(code.Value)])]);

    private static EvaluationTable Groups(string title, string head, IReadOnlyDictionary<int, Agreement> groups, Func<int, string> name) => new(
        title,
        [head, "Labelled", "Given", "Right", "Precision", "Recall", "F1"],
        [.. groups.Select(group => (IReadOnlyList<string>)
        [
            name(group.Key), Count(group.Value.Labelled), Count(group.Value.Given), Count(group.Value.Right), Share(group.Value.Precision), Share(group.Value.Recall), Share(group.Value.F1),
        ])]);

    private static string Text(Estimate figure) => string.Create(Numbers, $"{figure.Value:F3} ({figure.Interval.Low:F3}-{figure.Interval.High:F3})");

    private static string Share(double value) => value.ToString("F3", Numbers);

    private static string Count(int value) => value.ToString("N0", Numbers);
}
