namespace Appliance.Domain.Tests;

public sealed class NoteSpanTests
{
    private static readonly NoteId Id = new("n");

    [Theory]
    [InlineData(0, 5, true)]
    [InlineData(0, 6, false)]
    [InlineData(3, 3, false)]
    [InlineData(-1, 2, false)]
    [InlineData(4, 2, false)]
    public void ASpanFitsOnlyInsideItsText(int start, int end, bool fits) =>
        Assert.Equal(fits, new NoteSpan(Id, start, end).FitsIn("abcde"));

    [Fact]
    public void ASpanThatCutsASurrogatePairDoesNotFit()
    {
        const string Text = "a\U0001F600b";
        Assert.True(new NoteSpan(Id, 1, 3).FitsIn(Text));
        Assert.False(new NoteSpan(Id, 0, 2).FitsIn(Text));
        Assert.False(new NoteSpan(Id, 2, 4).FitsIn(Text));
    }

    [Fact]
    public void ALoneSurrogateIsNotACutPair()
    {
        Assert.True(new NoteSpan(Id, 0, 1).FitsIn("\uDC00b"));
        Assert.True(new NoteSpan(Id, 1, 2).FitsIn("\uDC00b"));
    }
}
