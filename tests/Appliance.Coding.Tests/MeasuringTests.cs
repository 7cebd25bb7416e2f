using System.Diagnostics;
using Appliance.Coding.Evaluation;
using Appliance.Domain;

namespace Appliance.Coding.Tests;

/// <summary>
/// Prints how right and how fast the engine is on the labelled notes beside the repository. Nothing is asserted and the test runs only when asked for:
/// <code>dotnet run -c Release --project tests/Appliance.Coding.Tests -- --explicit only --show-live-output on</code>
/// Counted as <c>appliance coding evaluate</c> counts (docs/accuracy.md): micro precision, recall and F1 over the set of codes of a document, with the 95 % interval.
/// CodiEsp's labels are of the 2018 release and cut to six characters: the line "mapped" brings both sides to that form.
/// </summary>
public sealed class MeasuringTests(ITestOutputHelper output)
{
    [Theory(Explicit = true)]
    [InlineData("data/notes/acibench_train.jsonl", false, CodingPolicy.Guideline)]
    [InlineData("data/notes/codiesp/dev.jsonl", true, CodingPolicy.Guideline)]
    [InlineData("data/notes/codiesp/dev.jsonl", true, CodingPolicy.Mentions)]
    [InlineData("data/notes/codiesp/train.jsonl", true, CodingPolicy.Guideline)]
    [InlineData("data/notes/codiesp/train.jsonl", true, CodingPolicy.Mentions)]
    public void PrintsAccuracyAndSpeed(string file, bool cut, CodingPolicy policy)
    {
        var options = new CodingOptions { Policy = policy };
        var notes = Corpus.Read(file).Where(n => n.Codes.Length > 0).ToList();
        var titles = new ExactTitles(Engine.Library.Newest);
        var engine = new List<CodedNote>();
        var floor = new List<CodedNote>();
        var watch = new Stopwatch();
        foreach (var note in notes)
        {
            watch.Start();
            var result = Engine.Instance.Code(new Encounter(EncounterId.None, [new Note(new NoteId("n"), note.Text)]), options, CancellationToken.None);
            watch.Stop();
            engine.Add(new CodedNote(note.Id, note.Codes, result.Suggestions.Select(s => new RankedCode(s.Code.Value, s.Confidence, s.Shown, s.HighConfidence))).Through(OneHeadache));
            floor.Add(new CodedNote(note.Id, note.Codes, titles.Find(note.Text).Select(code => new RankedCode(code, 1, true))).Through(OneHeadache));
        }

        var evaluation = EvaluationResult.Of(engine, floor, new EvaluationOptions
        {
            Gold = cut ? GoldRelease.Of2018 : null,
            Billable = [.. Engine.Library.Newest.Entries.Where(entry => entry.Billable).Select(entry => entry.Code)],
        });
        output.WriteLine($"{file}, policy {policy}: {notes.Count} notes");
        output.WriteLine($"  {(cut ? "raw   " : "engine")}        {Line(evaluation.Raw)}");
        if (evaluation.Mapped is { } mapped)
            output.WriteLine($"  mapped        {Line(mapped)}");
        output.WriteLine($"  exact titles  {Line(evaluation.Floor)}");
        output.WriteLine($"  {Rest(evaluation)}");
        output.WriteLine($"  {notes.Count / watch.Elapsed.TotalSeconds:F0} notes/s on one thread");
    }

    private static string Line(EvaluationFigures figures) =>
        $"{figures.Micro} [{figures.F1.Interval.Low:F3} {figures.F1.Interval.High:F3}] | three characters F1 {figures.ThreeCharacters.F1:F3} | {figures.Micro.Given} given, {figures.Micro.Labelled} labelled, {(double)figures.Micro.Given / figures.Notes:F1} a note";

    private static string Rest(EvaluationResult evaluation) =>
        $"MAP {evaluation.Figures.MeanAveragePrecision.Value:F3} | macro F1 {evaluation.Figures.Macro.F1:F3} | high tier {evaluation.Figures.HighTier} | calibration error {evaluation.Reliability.ExpectedError:F3} | "
        + $"{evaluation.Unreachable.Values.Sum()} labels cannot be reached";

    /// <summary>The labels of the visit notes know one code of headache, the undivided one.</summary>
    private static string OneHeadache(string code) => code == "R51.9" ? "R51" : code;
}
