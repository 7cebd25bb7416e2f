using Appliance.Evidence.Merkle;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Tiles;
using Appliance.Evidence.Witnessing;

namespace Appliance.Evidence.Tests.Tiles;

public sealed class TileServerTests
{
    [Fact]
    public async Task EveryResourceOfALogIsServedAndGivesItsRoot()
    {
        await using var log = await TestLog.OpenAsync(70_000);
        var server = new TileServer(log.Store, WitnessPolicy.None);
        var checkpoint = Checkpoint.Read(SignedNote.Read(server.Get("checkpoint")!.Body.Span, out _))!;

        // The example of the specification: 273 full and one partial tile of level 0, one full and one partial of level 1, one partial of level 2.
        var paths = TileServer.PathsAt(checkpoint.Size).ToList();
        Assert.Equal([274, 2, 1], paths.Where(path => path.Level is not null).GroupBy(path => path.Level).Select(group => group.Count()));
        Assert.Equal([112, 17, 1], paths.Where(path => path is { Level: not null, IsPartial: true }).Select(path => path.Width));
        var tree = new MerkleTree();
        foreach (var path in paths)
        {
            var body = server.Get(path.ToString())!.Body;
            if (path.Level is null)
            {
                foreach (var entry in EntryBundle.Read(body.Span, path.Width))
                    tree.Append(MerkleHash.Leaf(entry), null);
            }
            else
            {
                Assert.Equal(path.Width * MerkleHash.Size, body.Length);
            }
        }

        Assert.Equal(checkpoint.Root.ToArray(), tree.Root());
        Assert.Equal(MerkleHash.PerfectRoot(server.Get("tile/0/001")!.Body.Span), server.Get("tile/1/000")!.Body.Slice(32, 32).ToArray());
    }

    [Theory]
    [InlineData("tile/0/001")]
    [InlineData("tile/0/001.p/45")]
    [InlineData("tile/1/000")]
    [InlineData("tile/1/000.p/2")]
    [InlineData("tile/2/000.p/1")]
    [InlineData("tile/entries/001")]
    [InlineData("tile/entries/002.p/1")]
    [InlineData("tile/63/000.p/1")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/999")]
    [InlineData("checkpoint/")]
    [InlineData("")]
    public async Task WhatTheSignedSizeDoesNotCoverIsNotServed(string path)
    {
        await using var log = await TestLog.OpenAsync(300);

        Assert.Null(new TileServer(log.Store, WitnessPolicy.None).Get(path));
    }

    [Fact]
    public async Task APartialTileIsServedAlsoWhenItIsFullByNow()
    {
        await using var log = await TestLog.OpenAsync(300);
        var server = new TileServer(log.Store, WitnessPolicy.None);

        Assert.Equal(server.Get("tile/0/000")!.Body[..(32 * 7)].ToArray(), server.Get("tile/0/000.p/7")!.Body.ToArray());
        Assert.Equal(7, EntryBundle.Read(server.Get("tile/entries/000.p/7")!.Body.Span, 7).Count);
    }

    [Fact]
    public async Task OnlyEntryBundlesNeedTheAuditorsRoleAndOnlyTilesAreKeptByCaches()
    {
        await using var log = await TestLog.OpenAsync(300);
        var server = new TileServer(log.Store, WitnessPolicy.None);

        Assert.True(server.Get("tile/entries/000")!.HoldsEntries);
        Assert.False(server.Get("tile/0/000")!.HoldsEntries);
        Assert.False(server.Get("checkpoint")!.HoldsEntries);
        Assert.Contains("immutable", server.Get("tile/0/000")!.CacheControl, StringComparison.Ordinal);
        Assert.Equal("no-cache", server.Get("checkpoint")!.CacheControl);
        Assert.Equal("text/plain; charset=utf-8", server.Get("checkpoint")!.ContentType);
    }

    [Fact]
    public async Task APrunedLogDeniesWhatLiesBelowItsMinimumIndexAndStillProvesTheRest()
    {
        await using var log = await TestLog.OpenAsync(1000);
        await log.Log.PruneAsync(600, new Token("retention-6y"), TestContext.Current.CancellationToken);
        var server = new TileServer(log.Store, WitnessPolicy.None);

        Assert.Null(server.Get("tile/0/000"));
        Assert.Null(server.Get("tile/entries/001"));
        Assert.NotNull(server.Get("tile/entries/002"));
        Assert.NotNull(server.Get("tile/1/000.p/3"));
        Assert.Contains("before number 600 (retention-6y)", (await log.Log.ReadAsync(1000, 1, CancellationToken.None))[0].Entry.Describe(), StringComparison.Ordinal);
    }
}
