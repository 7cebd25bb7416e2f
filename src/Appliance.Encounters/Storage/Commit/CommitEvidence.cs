using Appliance.Domain;
using Appliance.Evidence;

namespace Appliance.Encounters.Storage.Commit;

/// <summary>What the log says about deliveries: for each subject one crossing into the host and one into storage.</summary>
internal static class CommitEvidence
{
    private static readonly Token Unchanged = new("unchanged");

    /// <summary>What must be durable before anything is written.</summary>
    public static IReadOnlyList<EvidenceEntry> Before(CommitPlan plan)
    {
        var client = Words.Of(plan.Delivery.Client);
        var source = plan.Delivery.Client.Kind == ActorKind.Client && !plan.IsSample ? Zone.Ehr : Zone.File;
        if (plan.Refusal is { } refusal)
        {
            return [new EvidenceEntry
            {
                Action = EvidenceAction.Refused,
                Phase = EvidencePhase.Fact,
                Actor = client,
                From = source,
                To = Zone.Host,
                Purpose = Purpose.Payment,
                Data = DataClass.ClinicalResources,
                Bytes = plan.Delivery.ReceivedBytes,
                Items = plan.Delivery.Resources.Count,
                Reason = new Token(refusal.Code),
            }];
        }

        return [.. plan.Shares().SelectMany(share => Before(share, client, source))];
    }

    /// <summary>How the announced crossings ended.</summary>
    public static IEnumerable<EvidenceEntry> After(IEnumerable<EvidenceEntry> announced, Refusal? refusal) =>
        announced.Where(e => e.Phase == EvidencePhase.Intent).Select(e => refusal is null
            ? e with { Phase = EvidencePhase.Done }
            : e with { Phase = EvidencePhase.Refused, Reason = new Token(refusal.Code), Bytes = 0, Items = 0 });

    private static IEnumerable<EvidenceEntry> Before(SubjectShare share, Token client, Zone source)
    {
        var received = new EvidenceEntry
        {
            Action = EvidenceAction.Received,
            Phase = share.StoredItems == 0 ? EvidencePhase.Fact : EvidencePhase.Intent,
            Crossing = share.StoredItems == 0 ? Guid.Empty : Guid.NewGuid(),
            Actor = client,
            Subject = share.Subject.Pseudonym.Value,
            From = source,
            To = Zone.Host,
            Purpose = Purpose.Payment,
            Data = DataClass.ClinicalResources,
            Bytes = share.Bytes,
            Items = share.Items,
            Digest = share.Digest,
            Detail = share.StoredItems == 0 ? Unchanged : Token.Empty,
        };
        yield return received;
        if (share.StoredItems > 0)
        {
            yield return received with
            {
                Action = EvidenceAction.Stored,
                Crossing = Guid.NewGuid(),
                Actor = Words.Of(Actor.Host),
                From = Zone.Host,
                To = Zone.Storage,
                Bytes = share.StoredBytes,
                Items = share.StoredItems,
            };
        }
    }
}
