using Appliance.Evidence.Merkle;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;
using Appliance.Evidence.Witnessing;

namespace Appliance.Evidence.Tiles;

/// <summary>
/// A log as plain files, laid out as it is served (C2SP tlog-tiles), so that any web server serves it and any tool for such logs reads it:
/// <code>
/// checkpoint                     the published checkpoint, with cosignatures
/// log.vkey                       the founding key, for convenience: pin it from elsewhere
/// tile/0/000   tile/0/001.p/44   hashes
/// tile/entries/000               entries
/// </code>
/// It holds what the checkpoint covers and nothing else.
/// </summary>
public sealed class TileFolder : IEvidenceReader
{
    /// <summary>File that names the founding key.</summary>
    public const string KeyFile = "log.vkey";

    private readonly string _path;
    private readonly Checkpoint _checkpoint;
    private IReadOnlyList<long>? _rotations;

    private TileFolder(string path, SignedNote note, Checkpoint checkpoint, LogKey? identity) => (_path, Note, _checkpoint, Identity) = (path, note, checkpoint, identity);

    /// <summary>The checkpoint as it lies there; nothing of it is verified yet.</summary>
    public SignedNote Note { get; }

    /// <inheritdoc/>
    public LogKey? Identity { get; }

    /// <summary>Opens a folder for reading.</summary>
    /// <exception cref="EvidenceOpenException">It holds no checkpoint.</exception>
    public static TileFolder Open(string path)
    {
        var file = Path.Combine(path, TileServer.CheckpointPath);
        if (!File.Exists(file) || new FileInfo(file).Length > SignedNote.MaxBytes)
            throw new EvidenceOpenException(EvidenceCodes.Unreadable, $"{path} holds no checkpoint of a log.");
        if (SignedNote.Read(File.ReadAllBytes(file), out var fault) is not { } note || Checkpoint.Read(note) is not { } checkpoint)
            throw new EvidenceOpenException(EvidenceCodes.Damaged, $"The checkpoint of {path} cannot be read: {fault ?? "its text is not a checkpoint."}");
        return new TileFolder(path, note, checkpoint, ReadKey(Path.Combine(path, KeyFile)));
    }

    /// <summary>Writes a log as files. A folder of an earlier export is brought up to date; tiles that are there already are not written again.</summary>
    /// <param name="store">The log.</param>
    /// <param name="policy">Which checkpoint is published.</param>
    /// <param name="path">The folder; made when there is none.</param>
    /// <param name="cancellation">Stops the work; what was written is right, and the checkpoint comes last.</param>
    public static void Export(IEvidenceReader store, WitnessPolicy policy, string path, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (store.MinimumIndex() > 0)
            throw new InvalidOperationException("The log was pruned: its first entries are no longer given out.");
        var note = PublishedCheckpoint.Of(store, policy) ?? throw new InvalidOperationException("The log has no signed checkpoint yet.");
        var tree = new TreeReader(store);
        foreach (var tile in TileServer.PathsAt(Checkpoint.Read(note)!.Size))
        {
            cancellation.ThrowIfCancellationRequested();
            var file = Path.Combine(path, tile.ToString());
            if (File.Exists(file))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var body = tile.Level is { } level ? tree.Tile(level, tile.Index, tile.Width) : EntryBundle.Write(store.ReadLeaves(tile.Index * HashTile.Width, tile.Width));
            WriteWhole(file, body);
        }

        Directory.CreateDirectory(path);
        WriteWhole(Path.Combine(path, KeyFile), System.Text.Encoding.UTF8.GetBytes(store.Identity + "\n"));
        WriteWhole(Path.Combine(path, TileServer.CheckpointPath), note.ToBytes());
    }

    /// <inheritdoc/>
    public long Count() => _checkpoint.Size;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> ReadLeaves(long from, int max)
    {
        var leaves = new List<byte[]>();
        while (leaves.Count < max && from + leaves.Count < _checkpoint.Size)
        {
            var next = from + leaves.Count;
            var index = next / HashTile.Width;
            var width = (int)Math.Min(HashTile.Width, _checkpoint.Size - (index * HashTile.Width));
            var bundle = Read(new TilePath(null, index, width), EntryBundle.MaxBytes) ?? throw new InvalidDataException($"Entry bundle {index} is missing.");
            leaves.AddRange(EntryBundle.Read(bundle, width).Skip((int)(next % HashTile.Width)).Take(max - leaves.Count));
        }

        return leaves;
    }

    /// <inheritdoc/>
    public byte[]? ReadTile(int level, long index) => Read(new TilePath(level, index, HashTile.Width), HashTile.Bytes);

    /// <summary>The bytes of a tile file, partial or full; null when there is none.</summary>
    public byte[]? Read(TilePath tile, int maxBytes)
    {
        var file = new FileInfo(Path.Combine(_path, tile.ToString()));
        if (!file.Exists)
            return null;
        if (file.Length > maxBytes)
            throw new InvalidDataException($"{tile} is longer than it can be.");
        return File.ReadAllBytes(file.FullName);
    }

    /// <inheritdoc/>
    public StoredHead? LatestHead() => LogSignature() is { } signature
        ? new StoredHead(_checkpoint.Size, _checkpoint.Root.ToArray(), signature.Signature.ToArray(), StoredHead.NotKnown)
        : throw new InvalidDataException("The checkpoint has no signature of its log.");

    /// <inheritdoc/>
    public IReadOnlyList<StoredHead> ReadHeads(long afterSize, int max) => _checkpoint.Size > afterSize && max > 0 ? [LatestHead()!] : [];

    /// <inheritdoc/>
    /// <remarks>Looks at every entry, the first time.</remarks>
    public IReadOnlyList<long> ReadRotations() => _rotations ??= FindRotations();

    /// <inheritdoc/>
    public IReadOnlyList<NoteSignature> ReadCosignatures(long size) => size == _checkpoint.Size ? [.. Note.Signatures.Where(signature => signature != LogSignature())] : [];

    /// <inheritdoc/>
    public IReadOnlyList<StoredHead> ReadCosignedHeads(int max) => ReadCosignatures(_checkpoint.Size).Count > 0 && max > 0 ? [LatestHead()!] : [];

    /// <inheritdoc/>
    public long MinimumIndex() => 0;

    /// <summary>Files that an export of this size does not have.</summary>
    public IEnumerable<string> Strangers()
    {
        var known = TileServer.PathsAt(_checkpoint.Size).Select(tile => tile.ToString()).Append(TileServer.CheckpointPath).Append(KeyFile).ToHashSet(StringComparer.Ordinal);
        return Directory.EnumerateFiles(_path, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_path, file).Replace('\\', '/'))
            .Where(file => !known.Contains(file) && !IsOlderPartial(file));
    }

    private static LogKey? ReadKey(string path) =>
        File.Exists(path) && new FileInfo(path).Length < 1024 && LogKey.TryParse(File.ReadAllText(path).TrimEnd('\n'), out var key) ? key : null;

    private static void WriteWhole(string path, byte[] bytes)
    {
        var draft = path + ".new";
        File.WriteAllBytes(draft, bytes);
        File.Move(draft, path, overwrite: true);
    }

    /// <summary>Partial tiles of earlier checkpoints may stay (tlog-tiles, "Partial Tiles").</summary>
    private bool IsOlderPartial(string file) =>
        TilePath.Read(file) is { IsPartial: true } tile && (tile.Index * HashTile.Width) + tile.Width <= (tile.HashLevel > 7 ? 0 : _checkpoint.Size >> (tile.HashLevel * HashTile.Height));

    private NoteSignature? LogSignature() => Note.Signatures.FirstOrDefault(signature => signature.Signature.Length == 64 && string.Equals(signature.Name, _checkpoint.Origin, StringComparison.Ordinal));

    private List<long> FindRotations()
    {
        var found = new List<long>();
        for (var next = 0L; next < _checkpoint.Size;)
        {
            foreach (var leaf in ReadLeaves(next, HashTile.Width))
            {
                if (leaf.AsSpan().IndexOf("\"newKey\":"u8) >= 0)
                    found.Add(next);
                next++;
            }
        }

        return found;
    }
}
