using System.CommandLine;
using System.Globalization;
using System.Text;
using Appliance.CodeSets;
using Appliance.Coding.Calibration;
using Appliance.Coding.Evaluation;
using Appliance.Domain;
using Appliance.Host.Composition;
using Appliance.Host.Evaluation;

namespace Appliance.Host.Verbs;

/// <summary><c>appliance coding evaluate</c>: how right the suggestions are on a hospital's own coded notes.</summary>
internal static class EvaluateVerb
{
    private const int NotesPerReport = 250;

    public static Command Build(VerbConsole console, Option<string> data)
    {
        var notes = new Option<string>("--notes") { Description = "Labelled notes, one JSON object a line: {\"id\",\"text\",\"icd10cm\":[…]}.", HelpName = "FILE", Required = true };
        var policy = CodingChoices.PolicyOption();
        var profile = CodingChoices.ProfileOption();
        var gold = GoldOption();
        var output = new Option<string?>("--out") { Description = "Folder for report.html and evaluation.json; made when it is not there.", HelpName = "DIR" };
        var errors = new Option<bool>("--errors") { Description = "Write errors.html into the folder too: every wrong and missing code with the text of its note. PHI." };
        var seed = new Option<ulong>("--seed") { Description = "Seed of the intervals.", HelpName = "N", DefaultValueFactory = _ => Bootstrap.DefaultSeed };
        var verb = new Command("evaluate", "Compare the codes that are suggested with those that people gave: one table, and a report without text of notes.")
        {
            notes, policy, profile, gold, output, errors, seed,
        };
        verb.Validators.Add(result =>
        {
            if (result.GetValue(errors) && result.GetValue(output) is null)
            {
                result.AddError("--errors needs --out DIR: its page holds notes and is written into that folder.");
            }
        });
        verb.SetAction((parsed, cancellation) => RunAsync(
            console,
            parsed.GetValue(data)!,
            new Request(parsed.GetRequiredValue(notes), parsed.GetValue(policy)!, parsed.GetValue(gold) is null ? null : GoldRelease.Of2018, parsed.GetValue(output), parsed.GetValue(errors), parsed.GetValue(seed))
            {
                Profile = parsed.GetValue(profile),
            },
            cancellation));
        return verb;
    }

    /// <summary>The option <c>--gold-release</c>.</summary>
    public static Option<string?> GoldOption()
    {
        var gold = new Option<string?>("--gold-release") { Description = "Release of the labels when it is an older one: 2018 maps changed codes and cuts to 6 characters.", HelpName = "YEAR" };
        gold.AcceptOnlyFromAmong(GoldRelease.Of2018.Name);
        return gold;
    }

    private static async Task<int> RunAsync(VerbConsole console, string dataFolder, Request request, CancellationToken cancellation)
    {
        StreamReader notes;
        try
        {
            notes = new StreamReader(request.Notes, new UTF8Encoding(false, throwOnInvalidBytes: false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await console.RefuseAsync(Refusals.CannotRead(request.Notes, DataHome.Reason(e)), ExitCodes.Usage).ConfigureAwait(false);
        }

        using (notes)
        {
            if (request.Output is { } folder && Prepare(folder) is { } fault)
            {
                return await console.RefuseAsync(fault, ExitCodes.Usage).ConfigureAwait(false);
            }

            var set = CodeSetLibrary.Load(ApplianceSettings.CodeSetsFolder(dataFolder)).Newest;
            return await OwnerVerb.RunAsync(console, dataFolder, HostRole.VerbWithWorkers, cancellation, owner => EvaluateAsync(console, owner, notes, set, request, cancellation)).ConfigureAwait(false);
        }
    }

    private static Refusal? Prepare(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refusals.CannotWrite(folder, DataHome.Reason(e));
        }
    }

    private static async Task<int> EvaluateAsync(VerbConsole console, OwnerSession owner, TextReader notes, CodeSet set, Request request, CancellationToken cancellation)
    {
        var run = new EvaluationRun(new ExactTitles(set), request.Errors);
        var choices = new CodingChoices(null, request.Policy, request.Errors, request.Profile);
        if (await choices.PrepareAsync(owner.Client, cancellation).ConfigureAwait(false) is { } unusable)
        {
            return await console.RefuseAsync(unusable, ExitCodes.Refused).ConfigureAwait(false);
        }

        var coded = await run.RunAsync(owner.Client, choices.Query, notes, new Reports(console), cancellation).ConfigureAwait(false);
        var refusal = coded.Refusal ?? (coded.Value.Code is { } code ? new Refusal(code, RefusalKind.Unavailable, coded.Value.Message ?? string.Empty) : null)
            ?? (run.Engine.Count == 0 ? Refusals.NoLabelledNotes : null);
        if (refusal is not null)
        {
            return await console.RefuseAsync(refusal, ExitCodes.Refused).ConfigureAwait(false);
        }

        var trained = request.Profile is { } profile ? await TrainedAsync(profile, request.Gold, cancellation).ConfigureAwait(false) : null;
        var result = EvaluationResult.Of(run.Engine, run.Floor, new EvaluationOptions
        {
            Seed = request.Seed,
            Gold = request.Gold,
            Trained = trained is null ? null : code => trained.GetValueOrDefault(code),
            Billable = request.Gold is null ? [] : [.. set.Entries.Where(entry => entry.Billable).Select(entry => entry.Code)],
        });
        var header = new EvaluationHeader(
            request.Policy, run.Profile, ApplianceVersion.Text, run.Releases, request.Gold?.Name, request.Seed, run.NotCoded, run.WithoutLabels, run.Unreadable.Count);
        await console.Out.WriteAsync(EvaluationText.Of(header, EvaluationTables.Of(result))).ConfigureAwait(false);
        if (run.Unreadable.Count > 0)
        {
            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{run.Unreadable.Count} lines could not be read, the first of them line {run.Unreadable.First}.")).ConfigureAwait(false);
        }

        return request.Output is { } folder ? await WriteAsync(console, folder, run, header, result, set, request).ConfigureAwait(false) : ExitCodes.Done;
    }

    /// <summary>In how many notes of the training each code was labelled, in the labels' form.</summary>
    private static async Task<IReadOnlyDictionary<string, int>> TrainedAsync(string path, GoldRelease? gold, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        cancellation.ThrowIfCancellationRequested();
        var profile = CodingProfile.Load(file);
        var trained = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (code, notes) in profile.Succeeded ? profile.Value.Labelled : new Dictionary<string, int>())
        {
            var key = gold?.KeyOf(code) ?? code;
            trained[key] = trained.GetValueOrDefault(key) + notes;
        }

        return trained;
    }

    private static async Task<int> WriteAsync(VerbConsole console, string folder, EvaluationRun run, EvaluationHeader header, EvaluationResult result, CodeSet set, Request request)
    {
        var path = folder;
        try
        {
            path = Path.Combine(folder, "report.html");
            await using (var report = PrivateFile.Create(path))
            {
                await report.WriteAsync(EvaluationReport.Html(header, result)).ConfigureAwait(false);
            }

            path = Path.Combine(folder, "evaluation.json");
            await using (var json = PrivateFile.Create(path))
            {
                await json.WriteAsync(EvaluationJson.Of(header, result)).ConfigureAwait(false);
            }

            if (request.Errors)
            {
                path = Path.Combine(folder, "errors.html");
                await using var errors = PrivateFile.Create(path);
                new ErrorBrowser(set, request.Gold is { } gold ? gold.KeyOf : code => code).Write(errors, run.Texts);
                await console.Error.WriteLineAsync($"{path} holds the text of notes (PHI). It is for this user alone; delete it when you are done.").ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await console.RefuseAsync(Refusals.CannotWrite(path, DataHome.Reason(e)), ExitCodes.Refused).ConfigureAwait(false);
        }

        await console.Error.WriteLineAsync($"Report: {Path.Combine(folder, "report.html")}").ConfigureAwait(false);
        return ExitCodes.Done;
    }

    private sealed record Request(string Notes, string Policy, GoldRelease? Gold, string? Output, bool Errors, ulong Seed)
    {
        public string? Profile { get; init; }
    }

    private sealed class Reports(VerbConsole console) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value % NotesPerReport == 0)
            {
                console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value:N0} notes coded"));
            }
        }
    }
}
