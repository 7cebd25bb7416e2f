using Appliance.Evidence.Merkle;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Tiles;

namespace Appliance.Evidence.Verification;

/// <summary>Verifies a log that lies as plain files: what <see cref="EvidenceVerifier"/> does, every partial tile, and that no file is there that the checkpoint does not cover.</summary>
public static class TileFolderVerifier
{
    /// <summary>Verifies a folder.</summary>
    /// <param name="folder">The files.</param>
    /// <param name="pinnedKey">The key that the log must be signed with, known from elsewhere; null takes the one that the folder names.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static VerifyReport Verify(TileFolder folder, LogKey? pinnedKey, IProgress<VerifyProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var report = EvidenceVerifier.Verify(folder, pinnedKey, progress, cancellation);
        var problems = report.Problems.ToList();
        if ((folder.Identity ?? pinnedKey) is { } first && report.IsGood && folder.Note.Verify([KeyChain.Load(folder, first).At(folder.Count()).Verifier]).Verified.Count == 0)
            problems.Add(new VerifyProblem(null, "The checkpoint is not signed by the log's key."));
        var tree = new TreeReader(folder);
        foreach (var tile in TileServer.PathsAt(folder.Count()).Where(tile => tile is { Level: not null, IsPartial: true }))
            Compare(folder, tree, tile, problems);
        problems.AddRange(folder.Strangers().Take(VerifyReport.MaxProblems).Select(file => new VerifyProblem(null, $"The file {Printable(file)} does not belong to the log.")));
        return report with { Problems = problems };
    }

    private static void Compare(TileFolder folder, TreeReader tree, TilePath tile, List<VerifyProblem> problems)
    {
        var perHash = 1L << (tile.HashLevel * HashTile.Height);
        var first = tile.Index * HashTile.Width * perHash;
        try
        {
            var stored = folder.Read(tile, HashTile.Bytes);
            var expected = tree.Tile(tile.HashLevel, tile.Index, tile.Width);
            if (stored is null)
                problems.Add(new VerifyProblem(first, $"{tile} is missing.", first + (tile.Width * perHash) - 1));
            else if (!stored.AsSpan().SequenceEqual(expected))
                problems.Add(new VerifyProblem(first + (expected.AsSpan().CommonPrefixLength(stored) / MerkleHash.Size * perHash), $"{tile} differs from the entries.", perHash > 1 ? first + (tile.Width * perHash) - 1 : null));
        }
        catch (InvalidDataException failure)
        {
            problems.Add(new VerifyProblem(first, failure.Message));
        }
    }

    private static string Printable(string file) => string.Concat(file.Take(100).Select(c => c is > ' ' and <= '~' ? c : '?'));
}
