using System.CommandLine;
using System.CommandLine.Help;
using Appliance.Domain;
using Appliance.Host.Composition;

namespace Appliance.Host.Verbs;

/// <summary>The command line: <c>appliance VERB</c>, or no verb to run the appliance.</summary>
public static class ApplianceCommand
{
    private static readonly Option<string> Data = new("--data")
    {
        Description = "The data folder. Everything the appliance keeps is in it.",
        DefaultValueFactory = _ => DataHome.Default(),
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>Runs a command line.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, VerbConsole console, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(console);
        var parsed = Build(console).Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            foreach (var error in parsed.Errors)
            {
                await console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            }

            await console.Error.WriteLineAsync("appliance --help lists the verbs and options.").ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        try
        {
            var invocation = new InvocationConfiguration { Output = console.Out, Error = console.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(invocation, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await console.Error.WriteLineAsync("Stopped.").ConfigureAwait(false);
            return ExitCodes.Refused;
        }
    }

    /// <summary>All verbs.</summary>
    public static RootCommand Build(VerbConsole console)
    {
        var urls = new Option<string?>("--urls")
        {
            Description = $"Where to listen; several addresses are separated by semicolons. [default: {ListeningDefaults.Urls}]",
            HelpName = "URL",
        };
        var run = new Command("run", "Run the appliance until it is stopped (also what happens without a verb).") { urls };
        run.SetAction((parsed, cancellation) => RunVerb.RunAsync(console, parsed.GetValue(Data)!, parsed.GetValue(urls), cancellation));

        var root = new RootCommand("Suggests billing codes for encounters, with the words that support them, on this machine alone.") { Data, urls };
        root.SetAction((parsed, cancellation) => RunVerb.RunAsync(console, parsed.GetValue(Data)!, parsed.GetValue(urls), cancellation));
        root.Subcommands.Add(run);
        root.Subcommands.Add(LinkVerb.Build(console, Data));
        root.Subcommands.Add(ClientsVerb.Build(console, Data));
        root.Subcommands.Add(IntakeVerb.Build(console, Data));
        root.Subcommands.Add(CodeVerb.Build(console, Data));
        root.Subcommands.Add(new Command("coding", "Measure the suggestions on coded notes of this hospital, and calibrate them.") { EvaluateVerb.Build(console, Data), CalibrateVerb.Build(console, Data) });
        root.Subcommands.Add(EvidenceVerb.Build(console, Data));
        root.Subcommands.Add(WitnessVerb.Build(console, Data));
        root.Subcommands.Add(CodeSetsVerb.Build(console, Data));
        return root;
    }

    /// <summary>What a refused opening of the data folder's owner ends with.</summary>
    internal static int ExitOf(Refusal refusal) => refusal.Kind == RefusalKind.Invalid ? ExitCodes.Usage : ExitCodes.NotStarted;
}
