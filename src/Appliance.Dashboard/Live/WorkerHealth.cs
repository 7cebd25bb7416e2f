using Appliance.Dashboard.Overview;
using Appliance.Dashboard.Shell;

namespace Appliance.Dashboard.Live;

/// <summary>A coding worker as the screen shows it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Tone">Its look.</param>
/// <param name="State">Its state in a word or two.</param>
/// <param name="Sandbox">What it was launched through, in words ("bubblewrap").</param>
/// <param name="Sealed">True when every wanted control was verified.</param>
/// <param name="Missing">Wanted controls that are not in force.</param>
/// <param name="Restarts">How often it was started again.</param>
/// <param name="ResidentBytes">Memory it holds; 0 when not known.</param>
/// <param name="Notes">Notes of the answers it gave.</param>
/// <param name="Since">When it came into this state.</param>
public sealed record WorkerHealth(
    string Id, Tone Tone, string State, string Sandbox, bool Sealed, IReadOnlyList<MissingControl> Missing, int Restarts, long ResidentBytes, long Notes, DateTimeOffset Since)
{
    /// <summary>A sentence on why it could not be started; null when it could.</summary>
    public string? Fault { get; init; }

    /// <summary>True while its process runs.</summary>
    public bool Running { get; init; }
}
