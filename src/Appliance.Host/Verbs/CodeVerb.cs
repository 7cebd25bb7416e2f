using System.CommandLine;
using System.Globalization;
using Appliance.Host.Composition;
using Appliance.Host.Control;

namespace Appliance.Host.Verbs;

/// <summary><c>appliance code</c>: the stable contract for evaluation and back-filling.</summary>
internal static class CodeVerb
{
    private const string Standard = "-";
    private const int LinesPerReport = 1000;

    public static Command Build(VerbConsole console, Option<string> data)
    {
        var input = new Option<string>("--in") { Description = "Notes, one JSON object a line; - for standard input.", HelpName = "FILE", Required = true };
        var output = new Option<string>("--out") { Description = "Suggestions, one JSON object a line; - for standard output.", HelpName = "FILE", Required = true };
        var threads = new Option<int?>("--threads") { Description = "Lines that are on their way at the same time, 1 to 1024. [default: 64]", HelpName = "N" };
        threads.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int?>() is < 1 or > 1024)
            {
                result.AddError("--threads is from 1 to 1024.");
            }
        });
        var policy = CodingChoices.PolicyOption();
        var profile = CodingChoices.ProfileOption();
        var explain = new Option<bool>("--explain") { Description = "Name in each rule path also what was considered and dropped, and why." };
        var verb = new Command("code", "Code notes from a file through the sandboxed worker, with evidence, without storing them.") { input, output, threads, policy, profile, explain };
        verb.SetAction((parsed, cancellation) =>
        {
            var choices = new CodingChoices(parsed.GetValue(threads), parsed.GetValue(policy)!, parsed.GetValue(explain), parsed.GetValue(profile));
            return RunAsync(console, parsed.GetValue(data)!, parsed.GetRequiredValue(input), parsed.GetRequiredValue(output), choices, cancellation);
        });
        return verb;
    }

    private static async Task<int> RunAsync(VerbConsole console, string dataFolder, string from, string to, CodingChoices choices, CancellationToken cancellation)
    {
        Stream? notes = null;
        Stream? suggestions = null;
        try
        {
            notes = from == Standard ? Console.OpenStandardInput() : new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read, 256 * 1024, FileOptions.SequentialScan | FileOptions.Asynchronous);
            suggestions = to == Standard ? Console.OpenStandardOutput() : Create(to);
            return await OwnerVerb.RunAsync(console, dataFolder, HostRole.VerbWithWorkers, cancellation, owner => CodeAsync(console, owner, notes, suggestions, choices, cancellation)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && suggestions is null)
        {
            var refusal = notes is null ? Refusals.CannotRead(from, DataHome.Reason(e)) : Refusals.CannotWrite(to, DataHome.Reason(e));
            return await console.RefuseAsync(refusal, ExitCodes.Usage).ConfigureAwait(false);
        }
        finally
        {
            if (suggestions is not null)
            {
                await suggestions.DisposeAsync().ConfigureAwait(false);
            }

            if (notes is not null)
            {
                await notes.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Quotes of notes are PHI: a file that is made here is for this user alone.</summary>
    private static FileStream Create(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Create,
        Access = FileAccess.Write,
        Options = FileOptions.Asynchronous,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    });

    private static async Task<int> CodeAsync(VerbConsole console, OwnerSession owner, Stream notes, Stream suggestions, CodingChoices choices, CancellationToken cancellation)
    {
        if (await choices.PrepareAsync(owner.Client, cancellation).ConfigureAwait(false) is { } unusable)
        {
            return await console.RefuseAsync(unusable, ExitCodes.Refused).ConfigureAwait(false);
        }

        var coded = await CodingStream.RunAsync(
            owner.Client, choices.Query, (stream, token) => SendAsync(notes, stream, token), (stream, token) => CopyAsync(console, stream, suggestions, token), cancellation).ConfigureAwait(false);
        if (coded.Refusal is { } refusal)
        {
            return await console.RefuseAsync(refusal, ExitCodes.Refused).ConfigureAwait(false);
        }

        var result = coded.Value;
        await console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Lines:N0} lines, {result.Refused:N0} of them not coded; {result.Notes:N0} notes, {result.Suggestions:N0} codes shown; {result.Seconds:0.0} s, {result.NotesPerSecond:0.0} notes/s")).ConfigureAwait(false);
        if (result.Code is null)
        {
            return ExitCodes.Done;
        }

        await console.Error.WriteLineAsync($"{result.Code}: {result.Message}").ConfigureAwait(false);
        return ExitCodes.Refused;
    }

    /// <summary>Small pieces of a slow source go at once.</summary>
    private static async Task SendAsync(Stream source, Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = await source.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
        {
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            await stream.FlushAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static async Task CopyAsync(VerbConsole console, Stream answer, Stream suggestions, CancellationToken cancellation)
    {
        var buffer = new byte[128 * 1024];
        long lines = 0;
        for (int read; (read = await answer.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
        {
            await suggestions.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            var before = lines / LinesPerReport;
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            if (lines / LinesPerReport > before)
            {
                await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{lines:N0} lines coded")).ConfigureAwait(false);
            }
        }

        await suggestions.FlushAsync(cancellation).ConfigureAwait(false);
    }
}
