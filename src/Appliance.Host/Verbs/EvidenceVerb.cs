using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Appliance.Domain;
using Appliance.Evidence;
using Appliance.Evidence.Storage;
using Appliance.Host.Composition;
using Appliance.Host.Control;

namespace Appliance.Host.Verbs;

/// <summary><c>appliance evidence verify|key|checkpoint|proof|reconcile</c>.</summary>
internal static class EvidenceVerb
{
    public static Command Build(VerbConsole console, Option<string> data)
    {
        var verify = new Command("verify", "Read the whole evidence log again and recompute every hash, tree head and signature. Exit code 4 when something is wrong.");
        verify.SetAction((parsed, cancellation) => VerifyAsync(console, parsed.GetValue(data)!, cancellation));
        return new Command("evidence", "The signed log of every movement of patient data.")
        {
            verify,
            Show(console, data, "key", "Print the public keys of the log, one a line as signed-note writes them: the founding key first, the present one last. Keep them where nobody of this machine can change them.", "key"),
            Show(console, data, "checkpoint", "Print the newest checkpoint, signed: to print, mail or carry away. What it covers can no longer be rewritten unnoticed by whoever keeps it.", "checkpoint"),
            Proof(console, data),
            Export(console, data),
            Reconcile(console, data),
            RotateKey(console, data),
        };
    }

    private static Command Show(VerbConsole console, Option<string> data, string name, string description, string path)
    {
        var verb = new Command(name, description);
        verb.SetAction((parsed, cancellation) => WriteAsync(console, parsed.GetValue(data)!, path, cancellation));
        return verb;
    }

    private static Command Proof(VerbConsole console, Option<string> data)
    {
        var sequence = new Argument<long>("N") { Description = "The entry's number." };
        var verb = new Command("proof", "Print the proof that an entry is in the log (C2SP tlog-proof), with the entry itself.") { sequence };
        verb.SetAction((parsed, cancellation) => WriteAsync(console, parsed.GetValue(data)!, string.Create(CultureInfo.InvariantCulture, $"proof/{parsed.GetValue(sequence)}"), cancellation));
        return verb;
    }

    private static Command Export(VerbConsole console, Option<string> data)
    {
        var encounter = new Option<string?>("--encounter") { Description = "Pseudonym of an encounter or patient, whole or as on screen (E-7EF81234).", HelpName = "ID" };
        var from = new Option<string?>("--from") { Description = "First moment of a period, UTC (2026-11-24 or 2026-11-24T08:00:00Z).", HelpName = "TIME" };
        var to = new Option<string?>("--to") { Description = "First moment after the period.", HelpName = "TIME" };
        var target = new Option<string>("--out") { Description = "The zip to write; it must not exist.", Required = true, HelpName = "FILE" };
        var verb = new Command("export", "Write an evidence packet: entries with their proofs, the signed checkpoint, the keys and a page for people. Appliance.Verifier checks it anywhere.") { encounter, from, to, target };
        verb.SetAction((parsed, cancellation) => OwnerVerb.RunAsync(console, parsed.GetValue(data)!, HostRole.Verb, cancellation, owner =>
            ExportAsync(console, owner, Query(("subject", parsed.GetValue(encounter)), ("from", parsed.GetValue(from)), ("to", parsed.GetValue(to))), parsed.GetValue(target)!, cancellation)));
        return verb;
    }

    private static string Query(params IEnumerable<(string Name, string? Value)> values) =>
        string.Join('&', values.Where(v => v.Value is not null).Select(v => $"{v.Name}={Uri.EscapeDataString(v.Value!)}"));

    private static async Task<int> ExportAsync(VerbConsole console, OwnerSession owner, string query, string target, CancellationToken cancellation)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.Asynchronous, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
            var written = await owner.Client.PacketAsync(query, () => new FileStream(target, options), cancellation).ConfigureAwait(false);
            if (written.Refusal is { } refusal)
            {
                return await console.RefuseAsync(refusal, ExitCodes.Refused).ConfigureAwait(false);
            }

            await console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFullPath(target)}: {written.Value:N0} bytes. Check it with Appliance.Verifier and the key that \"appliance evidence key\" printed when the log was new.")).ConfigureAwait(false);
            return ExitCodes.Done;
        }
        catch (IOException e)
        {
            return await console.RefuseAsync(Refusals.BadOption($"--out cannot be written: {DataHome.Reason(e)}."), ExitCodes.Usage).ConfigureAwait(false);
        }
    }

    private static Command RotateKey(VerbConsole console, Option<string> data)
    {
        var verb = new Command("rotate-key", "Go on with a new signing key; an entry signed by both links it to the old one, which is destroyed. Whoever pinned an older key need not change anything.");
        verb.SetAction((parsed, cancellation) => OwnerVerb.RunAsync(console, parsed.GetValue(data)!, HostRole.Verb, cancellation, async owner =>
        {
            var rotated = await owner.Client.RotateKeyAsync(cancellation).ConfigureAwait(false);
            if (rotated.Refusal is { } refusal)
            {
                return await console.RefuseAsync(refusal, ExitCodes.Refused).ConfigureAwait(false);
            }

            await console.Out.WriteLineAsync(rotated.Value.Key).ConfigureAwait(false);
            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"This key signs from now on; entry {rotated.Value.Entry:N0} links it to the one before. Back evidence.key up again, and tell the witnesses the new key.")).ConfigureAwait(false);
            return ExitCodes.Done;
        }));
        return verb;
    }

    private static Command Reconcile(VerbConsole console, Option<string> data)
    {
        var verb = new Command("reconcile", "Compare what is stored with what the log says moved, for every patient and encounter. Exit code 4 when something differs.");
        verb.SetAction((parsed, cancellation) => OwnerVerb.RunAsync(console, parsed.GetValue(data)!, HostRole.Verb, cancellation, async owner =>
        {
            var report = await owner.Client.ReconcileAsync(cancellation).ConfigureAwait(false);
            if (report.Refusal is { } refusal)
            {
                return await console.RefuseAsync(refusal, ExitCodes.Refused).ConfigureAwait(false);
            }

            var (compared, busy, erased, gaps) = report.Value;
            await console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{compared:N0} subjects compared with the log, {busy:N0} on which something is going on, {erased:N0} erased: {(gaps.Count == 0 ? "all agree" : $"{gaps.Count:N0} gaps")}.")).ConfigureAwait(false);
            foreach (var gap in gaps)
            {
                await console.Out.WriteLineAsync($"  {gap.Subject}: {gap.Text}").ConfigureAwait(false);
            }

            return gaps.Count == 0 ? ExitCodes.Done : ExitCodes.NotVerified;
        }));
        return verb;
    }

    private static Task<int> WriteAsync(VerbConsole console, string dataFolder, string path, CancellationToken cancellation) => OwnerVerb.RunAsync(console, dataFolder, HostRole.Verb, cancellation, async owner =>
    {
        var text = await owner.Client.LogTextAsync(path, cancellation).ConfigureAwait(false);
        if (text.Refusal is { } refusal)
        {
            return await console.RefuseAsync(refusal, ExitCodes.Refused).ConfigureAwait(false);
        }

        await console.Out.WriteAsync(text.Value).ConfigureAwait(false);
        return ExitCodes.Done;
    });

    /// <summary>
    /// Through the running host, which may append meanwhile; else the file itself under the folder's lock. A damaged log must not need a host that starts.
    /// </summary>
    private static async Task<int> VerifyAsync(VerbConsole console, string dataFolder, CancellationToken cancellation)
    {
        using var running = await OwnerSession.ConnectAsync(ControlSocket.Of(dataFolder), cancellation).ConfigureAwait(false);
        if (running is not null)
        {
            return await ReportAsync(console, OverControlAsync(running, cancellation), cancellation).ConfigureAwait(false);
        }

        // Looked for before the folder is opened, which would make it: a mistyped path must leave nothing behind.
        if (!File.Exists(Path.Combine(dataFolder, "evidence.db")))
        {
            var lost = File.Exists(Path.Combine(dataFolder, "appliance.db"));
            return await console.RefuseAsync(Refusals.NoEvidence(Path.GetFullPath(dataFolder), lost), lost ? ExitCodes.NotVerified : ExitCodes.Usage).ConfigureAwait(false);
        }

        var folder = Encounters.Hosting.DataFolder.Open(dataFolder);
        if (folder.Refusal is { } refusal)
        {
            return await console.RefuseAsync(refusal, ExitCodes.NotStarted).ConfigureAwait(false);
        }

        using var owned = folder.Value;
        try
        {
            using var log = SqliteEvidenceReader.Open(owned.EvidenceDatabase);
            return await ReportAsync(console, EvidenceVerification.RunAsync(log, cancellation), cancellation).ConfigureAwait(false);
        }
        catch (EvidenceOpenException e)
        {
            return await console.RefuseAsync(new Refusal(e.Code, RefusalKind.Unavailable, e.Message), ExitCodes.NotVerified).ConfigureAwait(false);
        }
    }

    private static async IAsyncEnumerable<VerifyLine> OverControlAsync(ControlClient client, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "control/evidence/verify");
        using var response = await client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false));
        while (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            if (JsonSerializer.Deserialize<VerifyLine>(line, JsonSerializerOptions.Web) is { } step)
            {
                yield return step;
            }
        }
    }

    private static async Task<int> ReportAsync(VerbConsole console, IAsyncEnumerable<VerifyLine> lines, CancellationToken cancellation)
    {
        VerifyLine? last = null;
        var tenths = 0L;
        await foreach (var line in lines.WithCancellation(cancellation).ConfigureAwait(false))
        {
            last = line;
            if (line.Result is null && line.Total > 0 && line.Checked * 10 / line.Total > tenths)
            {
                tenths = line.Checked * 10 / line.Total;
                await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{line.Checked:N0} of {line.Total:N0} entries")).ConfigureAwait(false);
            }
        }

        if (last?.Result is not { } result)
        {
            return await console.RefuseAsync(Refusals.OwnerWentAway, ExitCodes.Refused).ConfigureAwait(false);
        }

        if (result.Problems.Count == 0)
        {
            await console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"The evidence log verifies: {last.Total:N0} entries, {result.Heads:N0} signed heads, {result.OpenCrossings:N0} open crossings, {result.Unsigned:N0} not yet covered by a head.")).ConfigureAwait(false);
            await console.Out.WriteLineAsync($"Root {result.Root}").ConfigureAwait(false);
            return ExitCodes.Done;
        }

        await console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"The evidence log does NOT verify: first bad entry {result.FirstBadIndex?.ToString("N0", CultureInfo.InvariantCulture) ?? "unknown"} of {last.Total:N0}.")).ConfigureAwait(false);
        foreach (var problem in result.Problems)
        {
            await console.Out.WriteLineAsync("  " + problem).ConfigureAwait(false);
        }

        return ExitCodes.NotVerified;
    }
}
