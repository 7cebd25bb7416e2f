using System.Security.Cryptography;

namespace Appliance.Evidence;

/// <summary>
/// A movement of PHI over a boundary: its intent is durable when <see cref="BeginAsync"/> returns, and only then may the data move. The holder tells how it
/// ended with <see cref="DoneAsync"/> or <see cref="RefusedAsync"/>; a crossing whose process dies is closed as interrupted at the next start.
/// </summary>
public sealed class Crossing
{
    private readonly IEvidenceLog _log;
    private readonly EvidenceEntry _intent;

    private Crossing(IEvidenceLog log, EvidenceEntry intent, long sequence)
    {
        _log = log;
        _intent = intent;
        Sequence = sequence;
    }

    /// <summary>Sequence number of the intent.</summary>
    public long Sequence { get; }

    /// <summary>Makes the intent durable.</summary>
    /// <param name="log">The log.</param>
    /// <param name="movement">What is about to move; its phase and crossing id are set here.</param>
    /// <param name="cancellation">Gives up before the intent is written; nothing was written when this throws.</param>
    /// <exception cref="EvidenceUnavailableException">Nothing may move.</exception>
    public static async Task<Crossing> BeginAsync(IEvidenceLog log, EvidenceEntry movement, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(movement);
        var intent = movement with { Phase = EvidencePhase.Intent, Crossing = NewId() };
        var sequenced = await log.AppendAsync(intent, cancellation).ConfigureAwait(false);
        return new Crossing(log, intent, sequenced.Sequence);
    }

    /// <summary>Tells that it happened.</summary>
    /// <param name="bytes">Bytes that moved; null repeats the intent's.</param>
    /// <param name="items">Things that moved; null repeats the intent's.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    public async Task<long> DoneAsync(long? bytes = null, long? items = null, CancellationToken cancellation = default) =>
        (await _log.AppendAsync(_intent with { Phase = EvidencePhase.Done, Bytes = bytes ?? _intent.Bytes, Items = items ?? _intent.Items }, cancellation).ConfigureAwait(false)).Sequence;

    /// <summary>Tells that it did not happen.</summary>
    /// <param name="reason">The stable refusal code.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    public async Task<long> RefusedAsync(Token reason, CancellationToken cancellation = default) =>
        (await _log.AppendAsync(_intent with { Phase = EvidencePhase.Refused, Reason = reason, Bytes = 0, Items = 0 }, cancellation).ConfigureAwait(false)).Sequence;

    private static Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new Guid(bytes);
    }
}
