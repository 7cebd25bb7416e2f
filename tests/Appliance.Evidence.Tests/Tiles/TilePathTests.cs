using System.Text;
using Appliance.Evidence.Tiles;
using FsCheck.Fluent;

namespace Appliance.Evidence.Tests.Tiles;

public sealed class TilePathTests
{
    [Theory]
    [InlineData("tile/0/000", 0, 0L, 256)]
    [InlineData("tile/63/999", 63, 999L, 256)]
    [InlineData("tile/2/x001/x234/067", 2, 1234067L, 256)]
    [InlineData("tile/1/x001/000.p/255", 1, 1000L, 255)]
    [InlineData("tile/entries/x012/345.p/1", null, 12345L, 1)]
    public void APathIsReadAndWrittenInItsOneForm(string text, int? level, long index, int width)
    {
        var path = TilePath.Read(text);

        Assert.Equal(new TilePath(level, index, width), path);
        Assert.Equal(text, path.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("tile/0/0")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/00/000")]
    [InlineData("tile/64/000")]
    [InlineData("tile/-1/000")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/001/002")]
    [InlineData("tile/0/x001")]
    [InlineData("tile/0/x001/")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/000.p/")]
    [InlineData("tile/0/000.p/1/2")]
    [InlineData("tile/0/../000")]
    [InlineData("tile/data/000")]
    [InlineData("/tile/0/000")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("tile/0/٠٠٠")]
    public void WhatIsNoPathIsRefused(string? text) => Assert.Null(TilePath.Read(text));

    [Fact]
    public void AnythingThatIsReadWritesBackToTheSameText() =>
        Prop.ForAll(Mutations.Of("tile/1/x001/000.p/255"u8.ToArray(), "tile/entries/x012/345"u8.ToArray()), bytes =>
        {
            var text = Encoding.Latin1.GetString(bytes);
            return TilePath.Read(text) is not { } path || path.ToString() == text;
        }).Hold(3000);

    [Fact]
    public void ABundleGivesBackItsEntriesAndNothingElsePassesForOne()
    {
        byte[][] entries = [[1, 2, 3], [], new byte[EntryBundle.MaxEntryBytes]];
        var bundle = EntryBundle.Write(entries);

        Assert.Equal(entries, EntryBundle.Read(bundle, 3));
        Assert.Throws<InvalidDataException>(() => EntryBundle.Read(bundle, 2));
        Assert.Throws<InvalidDataException>(() => EntryBundle.Read(bundle, 4));
        Assert.Throws<InvalidDataException>(() => EntryBundle.Read(bundle.AsSpan(0, bundle.Length - 1), 3));
        Assert.Throws<ArgumentException>(() => EntryBundle.Write([new byte[EntryBundle.MaxEntryBytes + 1]]));
    }
}
