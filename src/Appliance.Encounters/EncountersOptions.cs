using System.ComponentModel.DataAnnotations;
using Appliance.Domain;

namespace Appliance.Encounters;

/// <summary>What an installation may set about encounters.</summary>
public sealed class EncountersOptions
{
    /// <summary>
    /// Statuses in which an encounter with a final note is coded; in the others it waits and says why. Empty takes the default: <c>finished</c>, and
    /// <c>unknown</c> because a source that cannot tell would otherwise wait for ever.
    /// </summary>
    public IList<EncounterStatus> CodeWhenStatus { get; init; } = [];

    /// <summary>The rule in force, with the default applied.</summary>
    public IReadOnlyList<EncounterStatus> CodedStatuses => CodeWhenStatus.Count == 0 ? EncountersDefaults.CodeWhenStatus : [.. CodeWhenStatus];

    /// <summary>Failed attempts after which an encounter is set aside.</summary>
    [Range(1, 10, ErrorMessage = "MaxAttempts must be 1 to 10: how often an encounter may kill a worker before it is set aside.")]
    public int MaxAttempts { get; set; } = EncountersDefaults.MaxAttempts;

    /// <summary>How often coding may be cut off by the end of the host itself before an encounter is set aside.</summary>
    [Range(1, 1000, ErrorMessage = "MaxInterruptions must be 1 to 1000: how often the host may end while an encounter is being coded before it is set aside.")]
    public int MaxInterruptions { get; set; } = EncountersDefaults.MaxInterruptions;

    /// <summary>Encounters of one priority that are carried at the same time.</summary>
    [Range(1, 1000, ErrorMessage = "InFlight must be 1 to 1000: encounters of one priority that are carried at the same time.")]
    public int InFlight { get; set; } = EncountersDefaults.InFlight;

    /// <summary>Shortest wait before an encounter that could not be coded (no worker, full queue, no evidence) is tried again.</summary>
    public TimeSpan RetryAfter { get; set; } = EncountersDefaults.RetryAfter;

    /// <summary>Longest wait before it is tried again; waits double up to it.</summary>
    public TimeSpan RetryAtMost { get; set; } = EncountersDefaults.RetryAtMost;

    /// <summary>How often what is stored is compared with the evidence log.</summary>
    public TimeSpan ReconcileEvery { get; set; } = EncountersDefaults.ReconcileEvery;

    /// <summary>Unwrapped data keys held in memory.</summary>
    [Range(16, 1_000_000, ErrorMessage = "KeysInMemory must be 16 to 1000000: unwrapped data keys held in memory.")]
    public int KeysInMemory { get; set; } = EncountersDefaults.KeysInMemory;

    /// <summary>Loopback port of the silo; 0 picks a free one.</summary>
    [Range(0, 65535, ErrorMessage = "SiloPort must be 0 (any free port) to 65535.")]
    public int SiloPort { get; set; }

    /// <summary>Loopback port of the silo's gateway; 0 picks a free one.</summary>
    [Range(0, 65535, ErrorMessage = "GatewayPort must be 0 (any free port) to 65535.")]
    public int GatewayPort { get; set; }

    /// <summary>Every fault of these options as a sentence that says what to change; empty when they can be used.</summary>
    public IReadOnlyList<string> Faults()
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(this, new ValidationContext(this), results, validateAllProperties: true);
        var faults = results.Select(r => r.ErrorMessage ?? "An option is out of range.").ToList();
        if (CodeWhenStatus.Contains(EncounterStatus.EnteredInError) || CodeWhenStatus.Contains(EncounterStatus.Cancelled))
        {
            faults.Add("CodeWhenStatus names EnteredInError or Cancelled: such encounters did not take place and are never coded; remove it.");
        }

        if (ReconcileEvery < TimeSpan.FromMinutes(1) || ReconcileEvery > TimeSpan.FromDays(7))
        {
            faults.Add("ReconcileEvery must be one minute to seven days: how often what is stored is compared with the evidence log.");
        }

        if (RetryAfter <= TimeSpan.Zero || RetryAtMost < RetryAfter)
        {
            faults.Add($"RetryAfter ({RetryAfter}) must be longer than zero and not longer than RetryAtMost ({RetryAtMost}).");
        }

        if (SiloPort != 0 && SiloPort == GatewayPort)
        {
            faults.Add($"SiloPort and GatewayPort are both {SiloPort}: give each its own port, or 0.");
        }

        return faults;
    }
}

/// <summary>The defaults of <see cref="EncountersOptions"/>.</summary>
public static class EncountersDefaults
{
    /// <summary>Three strikes.</summary>
    public const int MaxAttempts = 3;

    /// <summary>Many ends of the host: those that wait for a worker are counted too, and have done nothing wrong.</summary>
    public const int MaxInterruptions = 50;

    /// <summary>Enough to keep several workers busy.</summary>
    public const int InFlight = 16;

    /// <summary>About 3 MB.</summary>
    public const int KeysInMemory = 20_000;

    /// <summary>What can be coded without doubt, and what cannot tell.</summary>
    public static readonly IReadOnlyList<EncounterStatus> CodeWhenStatus = [EncounterStatus.Finished, EncounterStatus.Unknown];

    /// <summary>Half a second.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>Four times a day.</summary>
    public static readonly TimeSpan ReconcileEvery = TimeSpan.FromHours(6);

    /// <summary>Half a minute.</summary>
    public static readonly TimeSpan RetryAtMost = TimeSpan.FromSeconds(30);
}
