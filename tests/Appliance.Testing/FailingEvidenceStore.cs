using Appliance.Evidence;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;

namespace Appliance.Testing;

/// <summary>When a <see cref="FailingEvidenceStore"/> fails.</summary>
public enum StoreFailure
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>Before anything is written, as on a full disk.</summary>
    BeforeWriting,

    /// <summary>After everything is written, as when the fsync reports an error for data that reached the disk.</summary>
    AfterWriting,
}

/// <summary>A store on a disk that fails when told to.</summary>
/// <param name="inner">The store beneath.</param>
public sealed class FailingEvidenceStore(IEvidenceStore inner) : IEvidenceStore
{
    private volatile StoreFailure _failure;

    /// <summary>When it fails.</summary>
    public StoreFailure Failure { get => _failure; set => _failure = value; }

    /// <inheritdoc/>
    public LogKey? Identity => inner.Identity;

    /// <inheritdoc/>
    public long Count() => inner.Count();

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> ReadLeaves(long from, int max) => inner.ReadLeaves(from, max);

    /// <inheritdoc/>
    public byte[]? ReadTile(int level, long index) => inner.ReadTile(level, index);

    /// <inheritdoc/>
    public StoredHead? LatestHead() => inner.LatestHead();

    /// <inheritdoc/>
    public IReadOnlyList<StoredHead> ReadHeads(long afterSize, int max) => inner.ReadHeads(afterSize, max);

    /// <inheritdoc/>
    public IReadOnlyList<long> ReadRotations() => inner.ReadRotations();

    /// <inheritdoc/>
    public IReadOnlyList<NoteSignature> ReadCosignatures(long size) => inner.ReadCosignatures(size);

    /// <inheritdoc/>
    public IReadOnlyList<StoredHead> ReadCosignedHeads(int max) => inner.ReadCosignedHeads(max);

    /// <inheritdoc/>
    public long MinimumIndex() => inner.MinimumIndex();

    /// <inheritdoc/>
    public void Found(LogKey identity) => inner.Found(identity);

    /// <inheritdoc/>
    public void Commit(StoreBatch batch) => Do(() => inner.Commit(batch));

    /// <inheritdoc/>
    public void Probe() => Do(inner.Probe);

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();

    private void Do(Action write)
    {
        var failure = Failure;
        if (failure != StoreFailure.BeforeWriting)
            write();
        if (failure != StoreFailure.None)
            throw new EvidenceUnavailableException("The disk that holds the evidence log is full: make room on it.");
    }
}
