using Appliance.Evidence.Signing;
using Appliance.Evidence.Witnessing;
using Microsoft.Extensions.Options;

namespace Appliance.Evidence;

/// <summary>Where the log lies and how it batches.</summary>
public sealed class EvidenceOptions
{
    /// <summary>The log's SQLite file; its lock and journal lie beside it.</summary>
    public string Path { get; set; } = string.Empty;

    /// <summary>The signing key's file; null is the log's path with the extension <c>.key</c>. Made with mode 0600 when the log is founded.</summary>
    public string? KeyPath { get; set; }

    /// <summary>
    /// The log's name in checkpoints, a URL without scheme (<c>hospital.example/evidence</c>). It is fixed when the log is founded; null then takes
    /// <c>appliance.local/evidence/</c> and 16 digits of the key's hash.
    /// </summary>
    public string? Origin { get; set; }

    /// <summary>Most entries in one commit, 1 to 65,536.</summary>
    public int MaxBatchEntries { get; set; } = 4096;

    /// <summary>Appends that may wait before further callers are held back, 1 to 1,000,000.</summary>
    public int QueueCapacity { get; set; } = 16_384;

    /// <summary>Newest entries that are kept in memory for readers, 1 to 1,000,000.</summary>
    public int RecentEntries { get; set; } = 4096;

    /// <summary>Time between two signed heads under load, 0 to 1 s; 0 signs with each commit. An entry that comes after a pause is signed in its own commit.</summary>
    public TimeSpan HeadInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Of the heads within one such time only the last is kept, 0 to 1 day; 0 keeps all.</summary>
    public TimeSpan HeadKeepInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Time after which a log that cannot be written is tried again even if nobody appends, 10 ms to 1 min.</summary>
    public TimeSpan RetryInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Public keys of the witnesses that count, as <c>name+keyid+base64</c> (types 4 and 6 of signed-note).</summary>
    public IList<string> WitnessKeys { get; init; } = [];

    /// <summary>How many of <see cref="WitnessKeys"/> must cosign a checkpoint before its entries are witnessed: 0 for none, 1 for any, k for k of n.</summary>
    public int WitnessesRequired { get; set; }

    /// <summary>The key's file, with the default applied.</summary>
    public string EffectiveKeyPath => KeyPath ?? System.IO.Path.ChangeExtension(Path, ".key");

    /// <summary>The witness policy that the options describe.</summary>
    /// <exception cref="ArgumentException">They describe none.</exception>
    public WitnessPolicy ReadWitnessPolicy() => new(
        [.. WitnessKeys.Select((text, place) => VerifierKey.Read(text) ?? throw new ArgumentException($"Witness key {place + 1} is not a key in the form name+keyid+base64.", nameof(WitnessKeys)))],
        WitnessesRequired);
}

/// <summary>Says in sentences what to change.</summary>
public sealed class EvidenceOptionsValidator : IValidateOptions<EvidenceOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, EvidenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Path))
            faults.Add($"{nameof(options.Path)} names no file: set it to where the evidence log lies.");
        if (options.KeyPath is not null && string.IsNullOrWhiteSpace(options.KeyPath))
            faults.Add($"{nameof(options.KeyPath)} is blank: leave it out, or name the file of the signing key.");
        if (options.Path.Length > 0 && string.Equals(options.EffectiveKeyPath, options.Path, StringComparison.Ordinal))
            faults.Add($"{nameof(options.KeyPath)} and {nameof(options.Path)} are the same file: give the key a file of its own.");
        if (options.Origin is { } origin && (origin.Length is 0 or > 200 || origin.Any(c => c is <= ' ' or > '~' or '+')))
            faults.Add($"{nameof(options.Origin)} has 1 to 200 printable ASCII characters without space and plus sign.");
        if (options.MaxBatchEntries is < 1 or > 65_536)
            faults.Add($"{nameof(options.MaxBatchEntries)} is from 1 to 65536.");
        if (options.QueueCapacity is < 1 or > 1_000_000)
            faults.Add($"{nameof(options.QueueCapacity)} is from 1 to 1000000.");
        if (options.RecentEntries is < 1 or > 1_000_000)
            faults.Add($"{nameof(options.RecentEntries)} is from 1 to 1000000.");
        if (options.HeadInterval < TimeSpan.Zero || options.HeadInterval > TimeSpan.FromSeconds(1))
            faults.Add($"{nameof(options.HeadInterval)} is from 0 to 1 second.");
        if (options.HeadKeepInterval < TimeSpan.Zero || options.HeadKeepInterval > TimeSpan.FromDays(1))
            faults.Add($"{nameof(options.HeadKeepInterval)} is from 0 to 1 day.");
        if (options.RetryInterval < TimeSpan.FromMilliseconds(10) || options.RetryInterval > TimeSpan.FromMinutes(1))
            faults.Add($"{nameof(options.RetryInterval)} is from 10 milliseconds to 1 minute.");
        if (WitnessFault(options) is { } fault)
            faults.Add(fault);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static string? WitnessFault(EvidenceOptions options)
    {
        try
        {
            options.ReadWitnessPolicy();
            return null;
        }
        catch (ArgumentException failure)
        {
            return $"{nameof(options.WitnessesRequired)} and {nameof(options.WitnessKeys)} do not make a policy: {failure.Message}";
        }
    }
}
