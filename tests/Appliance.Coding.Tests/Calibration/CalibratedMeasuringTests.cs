using System.Diagnostics;
using Appliance.Coding.Calibration;
using Appliance.Coding.Evaluation;
using Appliance.Domain;

namespace Appliance.Coding.Tests.Calibration;

/// <summary>
/// Prints how right a profile is that was learned from CodiEsp train, on CodiEsp dev, which it never saw. Runs only when asked for:
/// <code>dotnet run -c Release --project tests/Appliance.Coding.Tests -- --explicit only --show-live-output on --filter-class "*CalibratedMeasuringTests"</code>
/// </summary>
public sealed class CalibratedMeasuringTests(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public void PrintsWhatAProfileReachesOnNotesThatItNeverSaw()
    {
        var gold = GoldRelease.Of2018;
        var train = Corpus.Read("data/notes/codiesp/train.jsonl").Where(n => n.Codes.Length > 0).Select(n => new LabelledNote(n.Id, n.Text, n.Codes));
        var profile = new Calibrator(Engine.Instance).Train(train, new CalibrationOptions { Policy = CodingPolicy.Mentions, Key = gold.KeyOf }, null, CancellationToken.None).Value;
        output.WriteLine($"cross-validated on train: {profile.Measured}");
        output.WriteLine($"{profile.Thresholds}; {SyntheticNotes.Bytes(profile).Length / 1024} KB");
        var options = new CodingOptions { Policy = CodingPolicy.Mentions, Profile = profile };
        var coded = new List<CodedNote>();
        var watch = new Stopwatch();
        foreach (var note in Corpus.Read("data/notes/codiesp/dev.jsonl").Where(n => n.Codes.Length > 0))
        {
            var encounter = new Encounter(EncounterId.None, [new Note(new NoteId("n"), note.Text)]);
            watch.Start();
            var result = Engine.Instance.Code(encounter, options, CancellationToken.None);
            watch.Stop();
            coded.Add(new CodedNote(note.Id, note.Codes, result.Suggestions.Select(s => new RankedCode(s.Code.Value, s.Confidence, s.Shown, s.HighConfidence))));
        }

        var evaluation = EvaluationResult.Of(coded, coded, new EvaluationOptions { Gold = gold });
        var figures = evaluation.Mapped!;
        output.WriteLine($"dev, mapped: {figures.Micro} [{figures.F1.Interval.Low:F3} {figures.F1.Interval.High:F3}] | three characters F1 {figures.ThreeCharacters.F1:F3} | MAP {figures.MeanAveragePrecision.Value:F3}");
        output.WriteLine($"high tier {figures.HighTier} | calibration error {evaluation.Reliability.ExpectedError:F3} | {coded.Count / watch.Elapsed.TotalSeconds:F0} notes/s on one thread");
    }
}
