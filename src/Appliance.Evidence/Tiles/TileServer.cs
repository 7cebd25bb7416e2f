using Appliance.Evidence.Merkle;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Storage;
using Appliance.Evidence.Witnessing;

namespace Appliance.Evidence.Tiles;

/// <summary>
/// What a log serves, as C2SP tlog-tiles says, without the HTTP: <c>checkpoint</c>, <c>tile/&lt;L&gt;/&lt;N&gt;[.p/&lt;W&gt;]</c> and <c>tile/entries/&lt;N&gt;[.p/&lt;W&gt;]</c> below the log's prefix.
/// Only what a signed head covers is served, so that nobody sees an entry that could still be taken back. Any thread may ask.
/// <para>An endpoint MUST ask for the auditor's role where <see cref="TileResource.HoldsEntries"/> is true, and MUST answer 404 for null. It may compress.</para>
/// </summary>
/// <param name="store">The log.</param>
/// <param name="policy">Which checkpoint is published.</param>
public sealed class TileServer(IEvidenceReader store, WitnessPolicy policy)
{
    /// <summary>Path of the checkpoint.</summary>
    public const string CheckpointPath = "checkpoint";

    /// <summary>Gives a resource.</summary>
    /// <param name="path">Path below the log's prefix, without a slash in front.</param>
    /// <returns>Null when there is none: another path, a tile beyond the signed size, or one that was pruned.</returns>
    public TileResource? Get(string? path)
    {
        if (string.Equals(path, CheckpointPath, StringComparison.Ordinal))
            return PublishedCheckpoint.Of(store, policy) is { } note ? TileResource.Checkpoint(note.ToBytes()) : null;
        return TilePath.Read(path) is { } tile && Exists(tile) ? Get(tile) : null;
    }

    /// <summary>The paths of all resources of the log at a size, partial tiles included, the checkpoint left out.</summary>
    public static IEnumerable<TilePath> PathsAt(long size)
    {
        foreach (var level in Enumerable.Range(-1, TilePath.MaxLevel + 1))
        {
            var hashes = CountAt(Math.Max(level, 0), size);
            if (hashes == 0)
                yield break;
            for (var index = 0L; index * HashTile.Width < hashes; index++)
                yield return new TilePath(level < 0 ? null : level, index, (int)Math.Min(HashTile.Width, hashes - (index * HashTile.Width)));
        }
    }

    private static long CountAt(int level, long size) => level * HashTile.Height >= 63 ? 0 : size >> (level * HashTile.Height);

    private bool Exists(TilePath tile)
    {
        var size = store.LatestHead()?.Size ?? 0;
        if (tile.Index > size || (tile.Index * HashTile.Width) + tile.Width > CountAt(tile.HashLevel, size))
            return false;
        var perHash = 1L << (tile.HashLevel * HashTile.Height);
        return tile.IsPartial || (tile.Index + 1) * HashTile.Width * perHash > store.MinimumIndex();
    }

    private TileResource Get(TilePath tile)
    {
        if (tile.Level is { } level)
            return TileResource.Hashes(new TreeReader(store).Tile(level, tile.Index, tile.Width));
        var entries = store.ReadLeaves(tile.Index * HashTile.Width, tile.Width);
        return entries.Count == tile.Width ? TileResource.Entries(EntryBundle.Write(entries)) : throw new InvalidDataException($"Entry {(tile.Index * HashTile.Width) + entries.Count} of the evidence log is missing.");
    }
}

/// <summary>A resource of a log, with what HTTP needs to know.</summary>
/// <param name="Body">The bytes.</param>
/// <param name="ContentType">Value of <c>Content-Type</c>.</param>
/// <param name="CacheControl">Value of <c>Cache-Control</c>: tiles never change, the checkpoint does.</param>
/// <param name="HoldsEntries">True for entry bundles, which only auditors may read; checkpoints and hashes are for witnesses too.</param>
public sealed record TileResource(ReadOnlyMemory<byte> Body, string ContentType, string CacheControl, bool HoldsEntries)
{
    private const string Immutable = "max-age=31536000, immutable";

    internal static TileResource Checkpoint(byte[] body) => new(body, "text/plain; charset=utf-8", "no-cache", HoldsEntries: false);

    internal static TileResource Hashes(byte[] body) => new(body, "application/octet-stream", "public, " + Immutable, HoldsEntries: false);

    internal static TileResource Entries(byte[] body) => new(body, "application/octet-stream", "private, " + Immutable, HoldsEntries: true);
}
