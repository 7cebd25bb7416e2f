using Appliance.Coding.Structure;

namespace Appliance.Coding.Tests.Structure;

public sealed class SpellingTests
{
    private static Vocabulary Vocabulary => Engine.Newest.Lexicon.Vocabulary;

    [Theory]
    [InlineData("leukaemia", "leukemia")]
    [InlineData("hypercalcaemia", "hypercalcemia")]
    [InlineData("diarrhoea", "diarrhea")]
    [InlineData("dyspnoea", "dyspnea")]
    [InlineData("leucopenia", "leukopenia")]
    [InlineData("generalised", "generalized")]
    [InlineData("tachypneic", "tachypnea")]
    [InlineData("hypothermic", "hypothermia")]
    [InlineData("pneumonai", "pneumonia")]
    [InlineData("pnuemonia", "pneumonia")]
    [InlineData("hypertenson", "hypertension")]
    [InlineData("hypertesion", "hypertension")]
    [InlineData("cellulitiss", "cellulitis")]
    [InlineData("hypothyroidsm", "hypothyroidism")]
    [InlineData("osteoporsis", "osteoporosis")]
    [InlineData("hyperlipidemai", "hyperlipidemia")]
    public void AWordIsReadInAnotherSpellingOrWithOneSlip(string written, string word) =>
        Assert.Equal(Vocabulary.Find(word).Concept, Vocabulary.Find(written).Concept);

    [Theory]
    [InlineData("notalgia")]
    [InlineData("hemithorax")]
    [InlineData("meditation")]
    [InlineData("xneumonia")]
    [InlineData("pnumonai")]
    [InlineData("zzzzzzzzzzz")]
    public void AKnownWordAndAWordFurtherOffAreNotTakenForAName(string written) => Assert.Equal(-1, Vocabulary.Find(written).Concept);

    [Theory]
    [InlineData("asthma", "asthma", false)]
    [InlineData("asthna", "asthma", true)]
    [InlineData("astma", "asthma", true)]
    [InlineData("asthmma", "asthma", true)]
    [InlineData("ashtma", "asthma", true)]
    [InlineData("ashtna", "asthma", false)]
    [InlineData("esthma", "asthma", false)]
    public void OneSlipIsOneLetter(string written, string name, bool isOne) => Assert.Equal(isOne, Spelling.IsOneSlip(written, name));

    [Fact]
    public void NothingIsAllocatedForAnUnknownWord()
    {
        _ = Vocabulary.Find("pneumonai");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            _ = Vocabulary.Find("pneumonai").Concept + Vocabulary.Find("zzzzzzzzzzz").Concept;
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
