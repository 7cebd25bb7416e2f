using Appliance.Domain;
using Appliance.Evidence;

namespace Appliance.Host.Access;

/// <summary>Facts about who may come in, for the evidence log.</summary>
internal static class AccessEvidence
{
    /// <summary>Records a change; durable when it returns.</summary>
    public static async Task RecordAsync(IEvidenceLog log, Actor by, Change change, string whom, CancellationToken cancellation) =>
        await log.AppendAsync(
            new EvidenceEntry
            {
                Action = EvidenceAction.AccessChanged,
                Phase = EvidencePhase.Fact,
                Actor = new Token(by.ToString()),
                Purpose = Purpose.Administration,
                Change = change,
                Detail = new Token(whom),
            },
            cancellation).ConfigureAwait(false);

    /// <summary>Entries of the log, which name nobody, are about to be taken out.</summary>
    public static async Task RecordPacketAsync(IEvidenceLog log, Actor by, Guid subject, long entries, long bytes, CancellationToken cancellation) =>
        await log.AppendAsync(
            new EvidenceEntry
            {
                Action = EvidenceAction.Exported,
                Phase = EvidencePhase.Fact,
                Actor = new Token(by.ToString()),
                Subject = subject,
                From = Zone.Host,
                To = Zone.File,
                Purpose = Purpose.Operations,
                Data = DataClass.Evidence,
                Items = entries,
                Bytes = bytes,
            },
            cancellation).ConfigureAwait(false);

    /// <summary>Records that a stranger was turned away.</summary>
    public static async Task RecordTurnedAwayAsync(IEvidenceLog log, Refusal reason, CancellationToken cancellation) =>
        await log.AppendAsync(
            new EvidenceEntry
            {
                Action = EvidenceAction.Refused,
                Phase = EvidencePhase.Fact,
                Actor = new Token("client:unknown"),
                From = Zone.Ehr,
                To = Zone.Host,
                Reason = new Token(reason.Code),
            },
            cancellation).ConfigureAwait(false);
}
