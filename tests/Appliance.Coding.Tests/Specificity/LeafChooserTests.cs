using Appliance.Coding.Specificity;

namespace Appliance.Coding.Tests.Specificity;

public sealed class LeafChooserTests
{
    [Theory]
    [InlineData("M25.56", "", Side.Right, "M25.561")]
    [InlineData("M25.56", "", Side.None, "M25.569")]
    [InlineData("G56.0", "", Side.Both, "G56.03")]
    [InlineData("M77.0", "", Side.Both, "M77.01 M77.02")]
    [InlineData("I50.9", "systolic chronic", Side.None, "I50.22")]
    [InlineData("I50.9", "systolic", Side.None, "I50.20")]
    [InlineData("I50.9", "severe", Side.None, "I50.9")]
    [InlineData("E11.9", "", Side.None, "E11.9")]
    [InlineData("M17", "", Side.Both, "M17.0")]
    [InlineData("M17", "", Side.None, "M17.9")]
    [InlineData("J45", "severe persistent", Side.None, "J45.50")]
    public void TheLeafSaysWhatTheTextSaysAndNoMore(string code, string near, object side, string expected)
    {
        var lexicon = Engine.Newest.Lexicon;
        var evidence = near.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => lexicon.Vocabulary.Find(w).Concept).ToArray();
        var leaves = new List<Leaf>();
        Engine.Newest.Leaves.Choose(lexicon.Codes.Find(code), evidence, (Side)side, leaves);
        Assert.Equal(expected, string.Join(' ', leaves.Select(l => lexicon.Codes[l.Entry].Code)));
    }
}
