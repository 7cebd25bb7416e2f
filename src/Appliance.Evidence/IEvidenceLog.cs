namespace Appliance.Evidence;

/// <summary>
/// The append-only record of every movement of PHI. Callers MUST await an append before they act on it (sequence, then act) and MUST NOT act when it
/// throws. An entry that was returned is <em>sequenced</em>: durable (fsync), under a number that is contiguous from 0 and never given to another entry. It becomes <em>integrated</em> when a durable
/// signed head covers it, within a second, and <em>witnessed</em> when a head that covers it meets the witness policy. A caller MUST NOT wait for those before it acts: a movement needs a sequenced
/// entry, a proof needs an integrated one, and only <see cref="EvidenceLog.StateOf"/> tells them apart.
/// </summary>
public interface IEvidenceLog
{
    /// <summary>The most entries that one append takes.</summary>
    const int MaxEntriesPerAppend = 10_000;

    /// <summary>Appends one entry. Many concurrent callers share one fsync.</summary>
    /// <param name="entry">What happened; <see cref="EvidenceEntry.At"/> is set by the log.</param>
    /// <param name="cancellation">Gives up as long as the entry still waits its turn: when this throws <see cref="OperationCanceledException"/> the entry was not and will not be written.</param>
    /// <exception cref="EvidenceUnavailableException">The entry could not be made durable; nothing may move.</exception>
    /// <exception cref="ArgumentException">The entry contradicts itself (an intent without a crossing, a negative count).</exception>
    /// <exception cref="InvalidOperationException">An outcome of a crossing that is not open, or an intent of one that is.</exception>
    ValueTask<SequencedEntry> AppendAsync(EvidenceEntry entry, CancellationToken cancellation);

    /// <summary>Appends entries under consecutive sequence numbers: all or none of them.</summary>
    /// <param name="entries">1 to <see cref="MaxEntriesPerAppend"/> entries.</param>
    /// <param name="cancellation">As for one entry.</param>
    /// <exception cref="EvidenceUnavailableException">The entries could not be made durable; nothing may move.</exception>
    ValueTask<IReadOnlyList<SequencedEntry>> AppendAsync(IReadOnlyList<EvidenceEntry> entries, CancellationToken cancellation);

    /// <summary>Number of durable entries; the next sequence number.</summary>
    long Count { get; }

    /// <summary>The latest signed tree head, null before the first.</summary>
    TreeHead? Head { get; }

    /// <summary>Why nothing can be appended at present; null when the log is well.</summary>
    string? Fault { get; }

    /// <summary>The first entry met since the start that cannot be read back as it was written; null when none was met. Appends go on.</summary>
    EvidenceDamagedException? Damage => null;

    /// <summary>Reads entries from a sequence number on, oldest first.</summary>
    /// <param name="from">First sequence number.</param>
    /// <param name="max">At most this many, 1 to 10,000. Fewer come when a damaged entry follows.</param>
    /// <param name="cancellation">Stops the read.</param>
    /// <exception cref="EvidenceDamagedException">The first entry asked for is damaged; those after it may be sound.</exception>
    Task<IReadOnlyList<SequencedEntry>> ReadAsync(long from, int max, CancellationToken cancellation);

    /// <summary>Entries from <paramref name="from"/> on: first those that exist, then each new one as it becomes durable, without gap or repetition, until cancelled.</summary>
    /// <exception cref="EvidenceDamagedException">The next entry is damaged. Whoever goes on behind it leaves a gap, and MUST say so.</exception>
    IAsyncEnumerable<SequencedEntry> FollowAsync(long from, CancellationToken cancellation);
}

/// <summary>An entry with its place in the log.</summary>
/// <param name="Sequence">Leaf index, contiguous from 0.</param>
/// <param name="Entry">What happened.</param>
/// <param name="LeafHash">RFC 6962 leaf hash (SHA-256 of 0x00 and the canonical bytes), 32 bytes.</param>
public sealed record SequencedEntry(long Sequence, EvidenceEntry Entry, ReadOnlyMemory<byte> LeafHash);

/// <summary>A signed statement of the log's size and root.</summary>
/// <param name="Size">Number of leaves covered.</param>
/// <param name="RootHash">RFC 6962 Merkle tree hash over them, 32 bytes.</param>
/// <param name="At">Time of the newest entry it covers, UTC. Like the root it is fixed by the entries: a head holds nothing that its signature does not bind.</param>
/// <param name="KeyId">Identifies the Ed25519 key.</param>
/// <param name="Signature">Ed25519 signature over the checkpoint text, 64 bytes.</param>
public sealed record TreeHead(long Size, ReadOnlyMemory<byte> RootHash, DateTimeOffset At, string KeyId, ReadOnlyMemory<byte> Signature);

/// <summary>The log cannot make entries durable: the movement that asked for it must not happen.</summary>
public sealed class EvidenceUnavailableException : IOException
{
    /// <summary>Creates the exception.</summary>
    public EvidenceUnavailableException()
    {
    }

    /// <summary>Creates the exception with a sentence that names the cause, free of PHI.</summary>
    public EvidenceUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a sentence and the failure beneath it.</summary>
    public EvidenceUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
