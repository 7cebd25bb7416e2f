using System.CommandLine;
using System.Globalization;
using System.Text;
using Appliance.Coding;
using Appliance.Coding.Calibration;
using Appliance.Coding.Evaluation;
using Appliance.Domain;
using Appliance.Host.Composition;
using Appliance.Host.Control;
using Appliance.Host.Evaluation;

namespace Appliance.Host.Verbs;

/// <summary>
/// <c>appliance coding calibrate</c>: learns a profile from a hospital's own coded notes. Training needs all notes at once and takes minutes, so it runs in this
/// process, not in the sandboxed worker; evidence says so.
/// </summary>
internal static class CalibrateVerb
{
    public static Command Build(VerbConsole console, Option<string> data)
    {
        var notes = new Option<string>("--notes") { Description = "Labelled notes, one JSON object a line: {\"id\",\"text\",\"icd10cm\":[…]}.", HelpName = "FILE", Required = true };
        var output = new Option<string>("--out") { Description = "The profile to write.", HelpName = "PROFILE", Required = true };
        var policy = CodingChoices.PolicyOption();
        var precision = Ranged("--precision", 0.95, 0.5, 0.99, "Precision that the high-confidence tier is to have.");
        var folds = Ranged("--folds", 5, 2, 20, "Parts of the cross-validation.");
        var seed = new Option<int>("--seed") { Description = "Makes the choice of parts repeatable.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var gold = EvaluateVerb.GoldOption();
        var verb = new Command("calibrate", "Learn this hospital's profile from its own coded notes, on this machine. It runs outside the worker's sandbox.") { notes, output, policy, precision, folds, seed, gold };
        verb.SetAction((parsed, cancellation) =>
        {
            var options = new CalibrationOptions
            {
                Policy = parsed.GetValue(policy) == BatchCoding.MentionsPolicy ? CodingPolicy.Mentions : CodingPolicy.Guideline,
                PrecisionTarget = parsed.GetValue(precision),
                Folds = parsed.GetValue(folds),
                Seed = parsed.GetValue(seed),
                Key = parsed.GetValue(gold) is null ? null : GoldRelease.Of2018.KeyOf,
                TrainedOn = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime),
            };
            return RunAsync(console, parsed.GetValue(data)!, parsed.GetRequiredValue(notes), parsed.GetRequiredValue(output), options, cancellation);
        });
        return verb;
    }

    private static Option<T> Ranged<T>(string name, T standard, T least, T most, string description)
        where T : IComparable<T>
    {
        var option = new Option<T>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<T>() is { } value && (value.CompareTo(least) < 0 || value.CompareTo(most) > 0))
            {
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is from {least} to {most}."));
            }
        });
        return option;
    }

    private static async Task<int> RunAsync(VerbConsole console, string dataFolder, string from, string to, CalibrationOptions options, CancellationToken cancellation)
    {
        long bytes;
        try
        {
            bytes = new FileInfo(from).Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await console.RefuseAsync(Refusals.CannotRead(from, DataHome.Reason(e)), ExitCodes.Usage).ConfigureAwait(false);
        }

        return await OwnerVerb.RunAsync(console, dataFolder, HostRole.Verb, cancellation, async owner =>
        {
            var announced = await owner.Client.BeginTrainingAsync(bytes, cancellation).ConfigureAwait(false);
            if (announced.Refusal is { } refused)
            {
                return await console.RefuseAsync(refused, ExitCodes.Refused).ConfigureAwait(false);
            }

            var read = 0;
            string? hash = null;
            try
            {
                var notes = await ReadAsync(console, from, cancellation).ConfigureAwait(false);
                read = notes.Count;
                var engine = InstalledEngine.Load(ApplianceSettings.CodeSetsFolder(dataFolder), Path.Combine(AppContext.BaseDirectory, "worker", "lexicons")).Engine;
                var trained = await Task.Run(() => new Calibrator(engine).Train(notes, options, new Stages(console), cancellation), cancellation).ConfigureAwait(false);
                if (trained.Refusal is { } refusal)
                {
                    return await console.RefuseAsync(refusal, ExitCodes.Refused).ConfigureAwait(false);
                }

                Save(trained.Value, to);
                hash = trained.Value.Hash;
                await console.Out.WriteAsync(Summary(trained.Value, to)).ConfigureAwait(false);
                return ExitCodes.Done;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return await console.RefuseAsync(read == 0 ? Refusals.CannotRead(from, DataHome.Reason(e)) : Refusals.CannotWrite(to, DataHome.Reason(e)), ExitCodes.Refused).ConfigureAwait(false);
            }
            finally
            {
                await owner.Client.EndTrainingAsync(new TrainingEnd(announced.Value.Crossing, read, hash), CancellationToken.None).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
    }

    private static async Task<List<LabelledNote>> ReadAsync(VerbConsole console, string path, CancellationToken cancellation)
    {
        using var file = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: false));
        var lines = new LabelledLines();
        var notes = new List<LabelledNote>();
        await foreach (var line in lines.ReadAsync(file, cancellation).ConfigureAwait(false))
        {
            notes.Add(TrainingNotes.Of(line, notes.Count));
            if (notes.Count > Calibrator.MaximumNotes)
            {
                break;
            }
        }

        if (lines.Unreadable > 0)
        {
            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{lines.Unreadable} lines could not be read, the first of them line {lines.FirstUnreadable}.")).ConfigureAwait(false);
        }

        return notes;
    }

    /// <summary>Complete or not there: the file takes its name when it is written to its end.</summary>
    private static void Save(CodingProfile profile, string path)
    {
        var part = path + ".part";
        File.Delete(part);
        using (var file = new FileStream(part, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            profile.Save(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
    }

    private static string Summary(CodingProfile profile, string path)
    {
        var (training, measured, thresholds) = (profile.Training, profile.Measured, profile.Thresholds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
             Profile {profile.Hash}
             Trained on {training.Notes:N0} notes with {training.Labels:N0} labels of {training.DistinctCodes:N0} codes, policy {training.Policy.ToString().ToLowerInvariant()}, {training.Release}, seed {training.Seed}
             Measured on notes that were not learned from ({training.Folds} parts): P {measured.Precision:F3} R {measured.Recall:F3} F1 {measured.F1:F3}, mean average precision {measured.MeanAveragePrecision:F3}, calibration error {measured.CalibrationError:F3}
             Shown from confidence {thresholds.Display:F3}; high-confidence tier from {thresholds.High:F3}: P {measured.HighPrecision:F3} R {measured.HighRecall:F3} (asked for P {thresholds.PrecisionTarget:F2})
             Use it with: appliance code --profile {path}

             """);
    }

    private sealed class Stages(VerbConsole console) : IProgress<CalibrationProgress>
    {
        public void Report(CalibrationProgress value) => console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Stage}: {value.Done:N0} of {value.Total:N0}"));
    }
}
