using Appliance.CodeSets.Search;

namespace Appliance.CodeSets.Tests.Search;

public sealed class WordsTests
{
    [Theory]
    [InlineData("Alzheimer's disease of the brain", "alzheimer disease brain")]
    [InlineData("Ménière’s", "meniere")]
    [InlineData("fractures, biopsies; boxes", "fracture biopsy box")]
    [InlineData("metastases and diagnoses", "metastasis diagnosis")]
    [InlineData("type II, stage 3b", "type 2 stage 3b")]
    [InlineData("sepsis pus illness abscesses", "sepsis pus illness abscess")]
    [InlineData("gastro-esophageal (reflux)", "gastro esophageal reflux")]
    public void WordsAreComparedWithoutCaseAccentPluralAndSmallWords(string text, string words) => Assert.Equal(words, string.Join(' ', Words.Of(text)));

    [Fact]
    public void AWordWithoutEndIsCut() => Assert.Equal(40, Words.Of(new string('x', 1000)).Single().Length);
}
