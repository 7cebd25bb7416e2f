using Appliance.Evidence;
using Appliance.Evidence.Merkle;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;
using Appliance.Evidence.Tiles;

namespace Appliance.Testing;

/// <summary>A log's data in memory: a second store behind the seam, and one that a test can tamper with. Its arrays are the stored ones, not copies.</summary>
public sealed class InMemoryEvidenceStore : IEvidenceStore
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public LogKey? Identity { get; private set; }

    /// <summary>The leaves, to be tampered with.</summary>
    public List<byte[]> Leaves { get; } = [];

    /// <summary>The heads by size, to be tampered with.</summary>
    public SortedDictionary<long, StoredHead> Heads { get; } = [];

    /// <summary>The full tiles, to be tampered with.</summary>
    public Dictionary<(int Level, long Index), byte[]> Tiles { get; } = [];

    /// <inheritdoc/>
    public long Count() => Locked(() => Leaves.Count);

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> ReadLeaves(long from, int max) => Locked<IReadOnlyList<byte[]>>(() => [.. Leaves.Skip((int)from).Take(max)]);

    /// <inheritdoc/>
    public byte[]? ReadTile(int level, long index) => Locked(() => Tiles.GetValueOrDefault((level, index)));

    /// <inheritdoc/>
    public StoredHead? LatestHead() => Locked(() => Heads.Count == 0 ? null : Heads.Last().Value);

    /// <inheritdoc/>
    public IReadOnlyList<StoredHead> ReadHeads(long afterSize, int max) => Locked<IReadOnlyList<StoredHead>>(() => [.. Heads.Values.Where(h => h.Size > afterSize).Take(max)]);

    /// <summary>Cosignatures by head, to be tampered with.</summary>
    public SortedDictionary<long, List<NoteSignature>> Cosignatures { get; } = [];

    /// <summary>Entries that link two keys, to be tampered with.</summary>
    public List<long> Rotations { get; } = [];

    /// <summary>The minimum index, to be tampered with.</summary>
    public long Minimum { get; set; }

    /// <inheritdoc/>
    public IReadOnlyList<long> ReadRotations() => Locked<IReadOnlyList<long>>(() => [.. Rotations]);

    /// <inheritdoc/>
    public IReadOnlyList<NoteSignature> ReadCosignatures(long size) => Locked<IReadOnlyList<NoteSignature>>(() => [.. Cosignatures.GetValueOrDefault(size) ?? []]);

    /// <inheritdoc/>
    public IReadOnlyList<StoredHead> ReadCosignedHeads(int max) => Locked<IReadOnlyList<StoredHead>>(() => [.. Cosignatures.Keys.Reverse().Take(max).Select(size => Heads[size])]);

    /// <inheritdoc/>
    public long MinimumIndex() => Locked(() => Minimum);

    /// <inheritdoc/>
    public void Found(LogKey identity) => Identity = Identity is null ? identity : throw new InvalidOperationException("The log is founded already.");

    /// <inheritdoc/>
    public void Commit(StoreBatch batch)
    {
        lock (_gate)
        {
            if (batch.FirstSequence != Leaves.Count)
                throw new EvidenceUnavailableException("The evidence log was changed by another writer.");
            if (batch.Leaves.Any(leaf => leaf.Length > EntryBundle.MaxEntryBytes))
                throw new EvidenceUnavailableException("An entry is longer than a bundle can hold.");
            Leaves.AddRange(batch.Leaves);
            foreach (HashTile tile in batch.Tiles)
                Tiles.Add((tile.Level, tile.Index), tile.Hashes.ToArray());
            if (batch.SupersededHead is { } size && !Cosignatures.ContainsKey(size))
                Heads.Remove(size);
            if (batch.Head is { } head)
                Heads.Add(head.Size, head);
            Rotations.AddRange(batch.Rotations);
            Minimum = Math.Max(Minimum, batch.MinimumIndex ?? 0);
            foreach (var cosigned in batch.Cosigned)
                Add(cosigned);
        }
    }

    /// <inheritdoc/>
    public void Probe()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Add(CosignedHead cosigned)
    {
        if (cosigned.Superseded is { } superseded)
        {
            Cosignatures.Remove(superseded);
            Heads.Remove(superseded);
        }

        Heads.TryAdd(cosigned.Head.Size, cosigned.Head);
        if (!Cosignatures.TryGetValue(cosigned.Head.Size, out var signatures))
            Cosignatures.Add(cosigned.Head.Size, signatures = []);
        foreach (var signature in cosigned.Signatures)
        {
            signatures.RemoveAll(other => other.Name == signature.Name && other.KeyId == signature.KeyId);
            signatures.Add(signature);
        }
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
            return read();
    }
}
