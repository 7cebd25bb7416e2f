using System.Globalization;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Witnessing;

namespace Appliance.Verifier;

/// <summary>A command line that was understood.</summary>
internal sealed class VerifierOptions
{
    private static readonly Dictionary<string, int> PathsOf = new(StringComparer.Ordinal) { ["log"] = 1, ["packet"] = 1, ["proof"] = 1, ["consistency"] = 2 };

    private readonly List<VerifierKey> _witnesses = [];
    private int? _required;

    public string Verb { get; private set; } = string.Empty;

    public List<string> Paths { get; } = [];

    public LogKey? Key { get; private set; }

    public string? Entry { get; private set; }

    public string? Log { get; private set; }

    public List<string> Checkpoints { get; } = [];

    public bool OwnKey { get; private set; }

    public bool IsQuiet { get; private set; }

    public bool WantsHelp { get; private set; }

    public WitnessPolicy Policy { get; private set; } = WitnessPolicy.None;

    /// <summary>Reads a command line; null when it is not understood.</summary>
    public static VerifierOptions? Read(IReadOnlyList<string> arguments, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var options = new VerifierOptions { WantsHelp = arguments.Count == 0 || arguments.Any(argument => argument is "--help" or "-h") };
        fault = options.WantsHelp ? null : options.Take(arguments) ?? options.Missing();
        return fault is null ? options : null;
    }

    private string? Take(IReadOnlyList<string> arguments)
    {
        Verb = arguments[0];
        for (var i = 1; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (name is "--own-key" or "--quiet")
            {
                OwnKey |= name == "--own-key";
                IsQuiet |= name == "--quiet";
            }
            else if (!name.StartsWith("--", StringComparison.Ordinal))
            {
                Paths.Add(name);
            }
            else if (++i == arguments.Count)
            {
                return $"{name} needs a value.";
            }
            else if (Take(name, arguments[i]) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    private string? Take(string name, string value)
    {
        switch (name)
        {
            case "--key" when LogKey.TryParse(value, out var key):
                Key = key;
                return null;
            case "--witness" when VerifierKey.Read(value) is { IsCosigner: true } witness:
                _witnesses.Add(witness);
                return null;
            case "--required" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var required):
                _required = required;
                return null;
            case "--entry":
                Entry = value;
                return null;
            case "--log":
                Log = value;
                return null;
            case "--checkpoint":
                Checkpoints.Add(value);
                return null;
            case "--key" or "--witness":
                return $"{name} wants a verification key in the form NAME+ID+BASE64.";
            default:
                return $"{name} {value} is not understood.";
        }
    }

    private string? Missing()
    {
        if (!PathsOf.TryGetValue(Verb, out var paths))
            return $"'{Verb}' is not one of: {string.Join(", ", PathsOf.Keys)}.";
        if (Paths.Count != paths)
            return $"'{Verb}' wants {paths} {(paths == 1 ? "path" : "paths")}.";
        if (Key is null != OwnKey)
            return "Name the log's verification key with --key, or say --own-key.";
        if ((Verb == "proof" && Entry is null) || (Verb == "consistency" && Log is null))
            return Verb == "proof" ? "Name the file with the entry's exact bytes with --entry." : "Name the log with --log.";
        if (Key is null && Verb is "proof" or "consistency" && OwnKey)
            return $"'{Verb}' needs --key.";
        try
        {
            Policy = new WitnessPolicy(_witnesses, _required ?? _witnesses.Count);
            return null;
        }
        catch (ArgumentException failure)
        {
            return failure.Message;
        }
    }
}
