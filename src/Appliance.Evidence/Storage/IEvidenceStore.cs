using Appliance.Evidence.Merkle;
using Appliance.Evidence.Signing;

namespace Appliance.Evidence.Storage;

/// <summary>The stored data of a log, read-only. Any thread may read at any time, also while the one writer commits.</summary>
public interface IEvidenceReader
{
    /// <summary>Whose log this is; null when it has not been founded yet.</summary>
    LogKey? Identity { get; }

    /// <summary>Number of committed leaves.</summary>
    long Count();

    /// <summary>Canonical bytes of leaves <paramref name="from"/> onwards, at most <paramref name="max"/>, in order and without gap.</summary>
    /// <exception cref="InvalidDataException">A leaf below <see cref="Count"/> is not there.</exception>
    IReadOnlyList<byte[]> ReadLeaves(long from, int max);

    /// <summary>The 8,192 bytes of a full tile, or null when there is none.</summary>
    byte[]? ReadTile(int level, long index);

    /// <summary>The head with the largest size, null before the first.</summary>
    StoredHead? LatestHead();

    /// <summary>Heads with a size greater than <paramref name="afterSize"/>, ascending, at most <paramref name="max"/>.</summary>
    IReadOnlyList<StoredHead> ReadHeads(long afterSize, int max);

    /// <summary>Numbers of the entries that link one key to the next, ascending.</summary>
    IReadOnlyList<long> ReadRotations();

    /// <summary>Cosignatures stored beside the head of this size.</summary>
    IReadOnlyList<NoteSignature> ReadCosignatures(long size);

    /// <summary>Heads that have cosignatures, largest first, at most <paramref name="max"/>.</summary>
    IReadOnlyList<StoredHead> ReadCosignedHeads(int max);

    /// <summary>Entries below this one are no longer served (tlog-tiles, "Pruning"); 0 in a log that was never pruned.</summary>
    long MinimumIndex();
}

/// <summary>
/// Where a log's data lies: leaves, full hash tiles and signed heads. The seam has room for a store of plain tile files: everything it holds is append-only
/// except superseded heads, and leaves are read in runs.
/// An implementation MUST make a commit durable (fsync) before it returns, and MUST take all of it or nothing. It MUST refuse a leaf that no entry bundle can hold. When a commit throws, the caller reads the state again before it writes.
/// It MUST refuse to open while another process has it open for writing. Only one thread writes.
/// </summary>
public interface IEvidenceStore : IEvidenceReader, IDisposable
{
    /// <summary>Writes the identity of a new log.</summary>
    void Found(LogKey identity);

    /// <summary>Makes a batch durable.</summary>
    /// <exception cref="IOException">It could not be; see <see cref="EvidenceUnavailableException"/> for one that carries a sentence.</exception>
    void Commit(StoreBatch batch);

    /// <summary>Writes and syncs something that is not part of the log, to see whether the disk takes writes again.</summary>
    void Probe();
}

/// <summary>A signed head without what the entries already say.</summary>
/// <param name="Size">Leaves covered.</param>
/// <param name="RootHash">Root, 32 bytes.</param>
/// <param name="Signature">Ed25519 signature, 64 bytes.</param>
/// <param name="OldestOpen">Sequence number of the oldest intent that was open at this size, or the size itself when none was: a restart looks for open intents from here on.</param>
public sealed record StoredHead(long Size, byte[] RootHash, byte[] Signature, long OldestOpen)
{
    /// <summary>Stands for <see cref="OldestOpen"/> where only what is signed is known, as in an exported log.</summary>
    public const long NotKnown = -1;
}

/// <summary>What one commit adds.</summary>
/// <param name="FirstSequence">Sequence number of the first leaf; must equal the store's count.</param>
/// <param name="Leaves">Canonical bytes of the new leaves.</param>
/// <param name="Tiles">Tiles that became full.</param>
/// <param name="Head">A new signed head, or null.</param>
/// <param name="SupersededHead">Size of a head that is no longer kept, or null.</param>
public sealed record StoreBatch(long FirstSequence, IReadOnlyList<byte[]> Leaves, IReadOnlyList<HashTile> Tiles, StoredHead? Head, long? SupersededHead)
{
    /// <summary>Numbers of new entries that link one key to the next.</summary>
    public IReadOnlyList<long> Rotations { get; init; } = [];

    /// <summary>Cosignatures that came in. A superseded head that has some stays.</summary>
    public IReadOnlyList<CosignedHead> Cosigned { get; init; } = [];

    /// <summary>A new minimum index, or null.</summary>
    public long? MinimumIndex { get; init; }
}
