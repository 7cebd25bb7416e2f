using System.Globalization;
using Appliance.Benchmarks.CodeSets;
using Appliance.Benchmarks.Coding;
using Appliance.Benchmarks.Evidence;
using Appliance.Benchmarks.Intake;

namespace Appliance.Benchmarks;

/// <summary>
/// Whole paths under load, each a few seconds of real work on the disk of this machine:
/// <c>dotnet run -c Release --project tests/Appliance.Benchmarks -- load NAME [--seconds N] [--dir FOLDER]</c>.
/// </summary>
internal static class Loads
{
    private static readonly Dictionary<string, Func<LoadOptions, Task>> All = new(StringComparer.Ordinal)
    {
        ["evidence"] = EvidenceLoad.RunAsync,
        ["evidence-verify"] = EvidenceVerifyLoad.RunAsync,
        ["evidence-proof"] = EvidenceProofLoad.RunAsync,
        ["intake"] = IntakeLoad.RunAsync,
        ["codesets"] = CodeSetLoad.RunAsync,
        ["coding"] = CodingLoad.RunAsync,
    };

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments.Length == 0 || !All.TryGetValue(arguments[0], out var load) || LoadOptions.TryParse(arguments[1..]) is not { } options)
        {
            await Console.Error.WriteLineAsync($"load NAME [--seconds N] [--entries N] [--dir FOLDER] [--url ADDRESS --key KEY], NAME one of: {string.Join(", ", All.Keys)}");
            return 2;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {options.Folder}"));
        await load(options);
        return 0;
    }
}

/// <summary>What a load is told.</summary>
/// <param name="Seconds">How long each measurement runs.</param>
/// <param name="Entries">How much data is made where a load needs some.</param>
/// <param name="Folder">Where files go; the disk beneath is what is measured.</param>
internal sealed record LoadOptions(int Seconds, int Entries, string Folder)
{
    /// <summary>Address of a running appliance, for loads over HTTP.</summary>
    public Uri Url { get; init; } = new("http://127.0.0.1:8480");

    /// <summary>A client key of it.</summary>
    public string Key { get; init; } = string.Empty;

    public static LoadOptions? TryParse(string[] arguments)
    {
        var options = new LoadOptions(5, 1_000_000, Path.GetTempPath());
        for (var i = 0; i + 1 < arguments.Length; i += 2)
        {
            var number = int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
            switch (arguments[i])
            {
                case "--seconds" when number > 0: options = options with { Seconds = number }; break;
                case "--entries" when number > 0: options = options with { Entries = number }; break;
                case "--dir": options = options with { Folder = Path.GetFullPath(arguments[i + 1]) }; break;
                case "--url" when Uri.TryCreate(arguments[i + 1], UriKind.Absolute, out var url): options = options with { Url = url }; break;
                case "--key": options = options with { Key = arguments[i + 1] }; break;
                default: return null;
            }
        }

        return arguments.Length % 2 == 0 ? options : null;
    }
}
