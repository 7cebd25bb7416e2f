using Appliance.Dashboard.Live;
using Appliance.Dashboard.Overview;
using Appliance.Evidence;

namespace Appliance.Dashboard.Shell;

/// <summary>Gathers what was measured about the boundary. What nobody measures yet stays at its default, which claims nothing.</summary>
public sealed class BoundaryReader(IEvidenceLog log, IFlow flow)
{
    private static readonly MissingControl[] NotBuilt =
    [
        new("default-deny firewall around the host", "This release has no part that sets or reads firewall rules."),
        new("observation of connections by a process of its own", "The sentinel, which reads the kernel's own counters, is not part of this release."),
    ];

    /// <summary>What is known now.</summary>
    public BoundaryFacts Read()
    {
        var workers = flow.Workers;
        return new BoundaryFacts
        {
            EvidenceFault = log.Fault,
            EvidenceDamage = log.Damage?.Sequence,
            Workers = workers.Count(w => w.Running),
            SealedWorkers = workers.Count(w => w is { Running: true, Sealed: true }),
            Missing = [.. NotBuilt, .. workers.Where(w => w.Running).SelectMany(w => w.Missing).DistinctBy(m => m.Control)],
        };
    }
}
