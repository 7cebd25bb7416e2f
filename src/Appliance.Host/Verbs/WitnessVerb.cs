using System.CommandLine;
using Appliance.Evidence;
using Appliance.Evidence.Signing;
using Appliance.Host.Composition;
using Appliance.Host.Witnessing;

namespace Appliance.Host.Verbs;

/// <summary><c>appliance witness</c>: be a witness for the logs of other nodes or hospitals.</summary>
internal static class WitnessVerb
{
    private const string DefaultAddress = "http://127.0.0.1:8490";

    public static Command Build(VerbConsole console, Option<string> data)
    {
        var logs = new Option<string[]>("--log") { Description = "Public key of a log to serve, as its \"appliance evidence key\" prints it; give it once for each key.", Required = true, HelpName = "KEY" };
        var name = new Option<string>("--name") { Description = "Name of this witness: a URL without scheme that is yours.", Required = true };
        var url = new Option<string>("--url") { Description = "Where to listen; put a TLS proxy in front for other machines.", DefaultValueFactory = _ => DefaultAddress };
        var verb = new Command("witness", "Be a witness for the logs of other nodes: remember the newest checkpoint of each, and cosign only what extends it. Runs until it is stopped.") { logs, name, url };
        verb.SetAction((parsed, cancellation) => RunAsync(console, Path.Combine(parsed.GetValue(data)!, "witness"), parsed.GetValue(name)!, parsed.GetValue(logs)!, parsed.GetValue(url)!, cancellation));
        return verb;
    }

    private static async Task<int> RunAsync(VerbConsole console, string folder, string name, string[] logs, string url, CancellationToken cancellation)
    {
        var keys = logs.Select(VerifierKey.Read).ToList();
        if (keys.Contains(null) || keys.Exists(k => k!.IsCosigner))
        {
            return await console.RefuseAsync(Refusals.BadOption("A --log is not the key of a log: copy a line that \"appliance evidence key\" printed there, and put it in quotes."), ExitCodes.Usage).ConfigureAwait(false);
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp || !HostOptions.IsLoopback(address))
        {
            return await console.RefuseAsync(Refusals.BadOption("--url is http:// with a loopback address and a port; other machines reach a witness through a TLS proxy."), ExitCodes.Usage).ConfigureAwait(false);
        }

        try
        {
            var (app, witness) = WitnessHost.Build(folder, name, [.. keys.Select(k => k!)], address);
            using (witness)
            await using (app)
            {
                await app.StartAsync(cancellation).ConfigureAwait(false);
                await console.Out.WriteLineAsync($"Witness {name} listens at {app.Urls.First()} for {keys.DistinctBy(k => k!.Name).Count()} logs. Its key, to be entered there as Evidence:WitnessKeys:").ConfigureAwait(false);
                foreach (var key in witness.Keys)
                {
                    await console.Out.WriteLineAsync(key.ToString()).ConfigureAwait(false);
                }

                await console.Out.FlushAsync(cancellation).ConfigureAwait(false);
                await Task.Delay(Timeout.Infinite, cancellation).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
                await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
                return ExitCodes.Done;
            }
        }
        catch (Exception e) when (e is EvidenceOpenException or ArgumentException)
        {
            return await console.RefuseAsync(Refusals.BadOption(e.Message), ExitCodes.NotStarted).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            return await console.RefuseAsync(Refusals.BadOption($"The witness cannot start: {DataHome.Reason(e)}."), ExitCodes.NotStarted).ConfigureAwait(false);
        }
    }
}
