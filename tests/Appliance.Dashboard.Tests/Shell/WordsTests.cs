using Appliance.Dashboard.Shell;

namespace Appliance.Dashboard.Tests.Shell;

public sealed class WordsTests
{
    [Theory]
    [InlineData(-5, "now")]
    [InlineData(0, "now")]
    [InlineData(1, "1 s ago")]
    [InlineData(59, "59 s ago")]
    [InlineData(60, "1 min ago")]
    [InlineData(3599, "59 min ago")]
    [InlineData(3600, "1 h 0 min ago")]
    [InlineData(11_520, "3 h 12 min ago")]
    [InlineData(86_400, "1 d ago")]
    [InlineData(864_000, "10 d ago")]
    public void AnAgeReadsInItsLargestUnits(int seconds, string words) => Assert.Equal(words, Words.Age(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1_000, "1.0 kB")]
    [InlineData(9_800, "9.8 kB")]
    [InlineData(96_000, "96 kB")]
    [InlineData(999_900, "1.0 MB")]
    [InlineData(4_100_000, "4.1 MB")]
    [InlineData(long.MaxValue, "9223372 TB")]
    public void BytesCarryADecimalUnit(long bytes, string words) => Assert.Equal(words, Words.Bytes(bytes));

    [Theory]
    [InlineData(1, "1 entry")]
    [InlineData(0, "0 entries")]
    [InlineData(48_212, "48,212 entries")]
    public void ACountAgreesWithItsNoun(long count, string words) => Assert.Equal(words, Words.Count(count, "entry", "entries"));

    [Fact]
    public void PseudonymsAndCodesOfASentenceAreSetOffAndNothingIsLost()
    {
        const string sentence = "Coder 04 replaced I50.9 by I50.22 on E-7EF81234.";
        var parts = SentenceParts.Of(sentence).ToArray();

        Assert.Equal(sentence, string.Concat(parts.Select(p => p.Words)));
        Assert.Equal(["I50.9", "I50.22", "E-7EF81234"], parts.Where(p => p.Strong).Select(p => p.Words));
    }
}
