using Appliance.Dashboard.Review;

namespace Appliance.Dashboard.Tests.Review;

public sealed class NotePartsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void PartsTileTheText(int kind)
    {
        var text = kind switch
        {
            0 => string.Concat(Enumerable.Repeat("A line of a note.\n", 20_000)),
            1 => new string('x', 300_000),
            2 => string.Concat(Enumerable.Repeat("word ", 60_000)),
            _ => string.Concat(Enumerable.Repeat("😀", 150_000)),
        };
        var parts = NoteParts.Divide(text);

        Assert.Equal(0, parts[0].Start);
        Assert.Equal(text.Length, parts[^1].End);
        Assert.All(parts.Zip(parts.Skip(1)), p => Assert.Equal(p.First.End, p.Second.Start));
        Assert.All(parts, p => Assert.InRange(p.End - p.Start, 1, NoteParts.TargetLength * 5 / 4));
        Assert.All(parts.Skip(1), p => Assert.False(char.IsLowSurrogate(text[p.Start])));
    }

    [Fact]
    public void PartsEndAtLineEndsWhereThereAreAny()
    {
        var text = string.Concat(Enumerable.Repeat("A line of a note.\n", 20_000));

        Assert.All(NoteParts.Divide(text), p => Assert.Equal('\n', text[p.End - 1]));
    }

    [Fact]
    public void AnEmptyNoteHasOneEmptyPart() => Assert.Equal([new NotePart(0, 0)], NoteParts.Divide(string.Empty));

    [Fact]
    public void AnOffsetIsFoundInItsPart()
    {
        NotePart[] parts = [new(0, 10), new(10, 20), new(20, 21)];

        Assert.Equal(0, NoteParts.Find(parts, 0));
        Assert.Equal(1, NoteParts.Find(parts, 10));
        Assert.Equal(2, NoteParts.Find(parts, 20));
        Assert.Equal(2, NoteParts.Find(parts, 99));
    }
}
