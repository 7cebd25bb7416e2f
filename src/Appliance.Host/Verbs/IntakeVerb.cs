using System.CommandLine;
using System.Globalization;
using Appliance.Fhir.Files;
using Appliance.Host.Composition;

namespace Appliance.Host.Verbs;

/// <summary><c>appliance intake</c>: files take the same way in as an EHR's deliveries, as the operator's.</summary>
internal static class IntakeVerb
{
    private const string StateFile = "intake-state.json";

    public static Command Build(VerbConsole console, Option<string> data)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Files and folders: FHIR Bundles (.json) and bulk exports (.ndjson), each also .gz.", Arity = ArgumentArity.OneOrMore };
        var verb = new Command("intake", "Load FHIR Bundles and bulk exports. A second run goes on where the first stopped; nothing is stored twice.") { paths };
        verb.SetAction((parsed, cancellation) => RunAsync(console, parsed.GetValue(data)!, parsed.GetRequiredValue(paths), cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(VerbConsole console, string dataFolder, string[] paths, CancellationToken cancellation)
    {
        if (paths.FirstOrDefault(p => !File.Exists(p) && !Directory.Exists(p)) is { } missing)
        {
            return await console.RefuseAsync(Refusals.CannotRead(missing, "there is no such file or folder"), ExitCodes.Usage).ConfigureAwait(false);
        }

        return await OwnerVerb.RunAsync(console, dataFolder, HostRole.Verb, cancellation, async owner =>
        {
            var options = new FileIntakeOptions { StateFile = Path.Combine(dataFolder, StateFile) };
            var summary = await new FileIntake(owner.Client.Http, options, TimeProvider.System).RunAsync(paths, new Steps(console.Error), cancellation).ConfigureAwait(false);
            await ReportAsync(console, summary).ConfigureAwait(false);
            if (owner.IsOwn)
            {
                await console.Error.WriteLineAsync("The appliance is not running: what was taken in is coded at its next start.").ConfigureAwait(false);
            }

            return summary.Refused == 0 ? ExitCodes.Done : ExitCodes.Refused;
        }).ConfigureAwait(false);
    }

    private static async Task ReportAsync(VerbConsole console, FileIntakeSummary summary)
    {
        var before = summary.FilesDoneBefore > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({summary.FilesDoneBefore:N0} finished by an earlier run)") : string.Empty;
        await console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{Files(summary.Files)}{before}: {summary.Created:N0} resources new, {summary.Updated:N0} updated, {summary.Unchanged:N0} unchanged, {summary.Refused:N0} refused; {summary.Elapsed.TotalSeconds:0.0} s, {summary.Rate:0} resources/s")).ConfigureAwait(false);
        foreach (var refusal in summary.Refusals)
        {
            var where = refusal.Location is null ? string.Empty : $" at {refusal.Location}";
            await console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {refusal.Count:N0} x {refusal.Code}{where}: {refusal.Message} First: {refusal.First}.")).ConfigureAwait(false);
        }
    }

    private static string Files(int count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "file" : "files")}");

    /// <summary>A line for each file that is finished, and for each thousand resources of a large one.</summary>
    private sealed class Steps(TextWriter error) : IProgress<FileIntakeProgress>
    {
        private const int Every = 1000;
        private readonly Lock _gate = new();
        private int _files = -1;
        private long _thousands;

        public void Report(FileIntakeProgress value)
        {
            lock (_gate)
            {
                if (value.FilesDone == _files && value.Delivered / Every == _thousands)
                {
                    return;
                }

                (_files, _thousands) = (value.FilesDone, value.Delivered / Every);
                error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.FilesDone:N0} of {Files(value.Files)}, {value.Delivered:N0} resources, {value.Refused:N0} refused"));
            }
        }
    }
}
