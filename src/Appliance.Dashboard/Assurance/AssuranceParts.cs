using Appliance.Encounters.Reconciliation;
using Appliance.Evidence;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;
using Appliance.Evidence.Tiles;
using Appliance.Evidence.Trails;
using Appliance.Evidence.Verification;
using Appliance.Evidence.Witnessing;
using Microsoft.Extensions.DependencyInjection;

namespace Appliance.Dashboard.Assurance;

/// <summary>What the pages about proofs need of a host; a host that lacks a part shows that it is not there.</summary>
/// <param name="services">The host's services.</param>
public sealed class AssuranceParts(IServiceProvider services)
{
    /// <summary>Checkpoints that the history shows.</summary>
    public const int HistoryLength = 50;

    /// <summary>The log of this host; null where the screen shows another kind.</summary>
    public EvidenceLog? Log { get; } = services.GetService<EvidenceLog>();

    /// <summary>Compares storage with the log.</summary>
    public Reconciler? Reconciler { get; } = services.GetService<Reconciler>();

    /// <summary>Which entries are about whom.</summary>
    public SubjectIndex? Index { get; } = services.GetService<SubjectIndex>();

    /// <summary>The witnesses that are asked.</summary>
    public WitnessFeed? Witnesses { get; } = services.GetService<WitnessFeed>();

    /// <summary>Reads the whole log again once a day.</summary>
    public EvidenceScrub? Scrub { get; } = services.GetService<EvidenceScrub>();

    /// <summary>How far an entry has come, in a word.</summary>
    public static string StateOf(IEvidenceLog log, long sequence)
    {
        ArgumentNullException.ThrowIfNull(log);
        var state = log is EvidenceLog whole ? whole.StateOf(sequence) : sequence < (log.Head?.Size ?? 0) ? EntryState.Integrated : EntryState.Sequenced;
        return state switch
        {
            EntryState.Witnessed => "witnessed",
            EntryState.Integrated => "integrated",
            _ => "sequenced",
        };
    }

    /// <summary>The newest signed checkpoints, newest first, with who cosigned each.</summary>
    public IReadOnlyList<(StoredHead Head, SignedNote Note, IReadOnlyList<VerifiedSignature> Cosigners)> History()
    {
        if (Log is null)
        {
            return [];
        }

        var newest = new List<StoredHead>();
        var after = Math.Max(0, Log.Count - 100_000);
        for (var page = Log.Reader.ReadHeads(after, 1_000); page.Count > 0; page = Log.Reader.ReadHeads(page[^1].Size, 1_000))
        {
            newest.AddRange(page);
            newest.RemoveRange(0, Math.Max(0, newest.Count - HistoryLength));
        }

        newest.Reverse();
        return [.. newest.Select(head => (head, Note: PublishedCheckpoint.NoteOf(Log.Reader, head))).Select(h => (h.head, h.Note, Log.Policy.Cosigners(h.Note)))];
    }
}
