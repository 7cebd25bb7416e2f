namespace Appliance.CodeSets.Tests.Terms;

public sealed class LexicalTermTests
{
    private static readonly Lazy<ILookup<string, LexicalTerm>> ByText = new(() => BuiltIn.Fy2027.Terms.ToLookup(term => term.Text, StringComparer.OrdinalIgnoreCase));

    [Theory]
    [InlineData("Type 2 diabetes mellitus without complications", "E11.9", TermSource.Title)]
    [InlineData("Type 2 diabetes mellitus with Kimmelstiel-Wilson disease", "E11.21", TermSource.InclusionTerm)]
    [InlineData("insulin resistant diabetes (mellitus)", "E11", TermSource.Includes)]
    [InlineData("heart failure", "I50.9", TermSource.Index)]
    [InlineData("myocardial infarction due to demand ischemia", "I21.A1", TermSource.Index)]
    [InlineData("diabetes with chronic kidney disease", "E11.22", TermSource.Index)]
    [InlineData("heart attack", "I21.9", TermSource.Index)]
    [InlineData("osteosarcoma", "C41.9", TermSource.Index)]
    [InlineData("malignant neoplasm of lung", "C34.9", TermSource.Neoplasm)]
    [InlineData("metastasis to liver", "C78.7", TermSource.Neoplasm)]
    [InlineData("carcinoma in situ of cervix", "D06.9", TermSource.Neoplasm)]
    [InlineData("adverse effect of aspirin", "T39.015", TermSource.Drug)]
    [InlineData("underdosing of insulin", "T38.3X6", TermSource.Drug)]
    [InlineData("motorcycle accident", "V29.99", TermSource.ExternalCause)]
    public void ATableLeadsToItsCode(string text, string code, TermSource source) =>
        Assert.Contains(ByText.Value[text], term => term.Code == code && term.Source == source);

    [Theory]
    [InlineData("myocardial infarction due to demand ischemia", "Infarct, myocardium, myocardial, due to, demand ischemia")]
    [InlineData("malignant neoplasm of lung", "Neoplasm, lung [malignant primary]")]
    [InlineData("Type 2 diabetes mellitus without complications", null)]
    public void AnIndexTermSaysWhereItIsPrinted(string text, string? path) => Assert.Contains(ByText.Value[text], term => term.Path == path);

    [Theory]
    [InlineData("Old")]
    [InlineData("May")]
    [InlineData("Bloom")]
    [InlineData("Cancer")]
    [InlineData("Weil")]
    [InlineData("Dawson's")]
    [InlineData("Death")]
    [InlineData("Newborn")]
    [InlineData("lip")]
    public void AMainTermThatLostItsNounLeadsNowhere(string text) => Assert.DoesNotContain(ByText.Value[text], term => term.Source == TermSource.Index);

    [Fact]
    public void EveryTermLeadsToAnEntryOfItsRelease()
    {
        foreach (var set in BuiltIn.Library.Sets)
        {
            Assert.All(set.Terms, term =>
            {
                Assert.True(set.TryGet(term.Code, out _), term.Code);
                Assert.False(string.IsNullOrWhiteSpace(term.Text));
                Assert.NotEqual(TermSource.None, term.Source);
            });
        }
    }

    [Fact]
    public void ThereAreAsManyTermsAsTheTablesGive()
    {
        var counts = BuiltIn.Fy2027.Terms.CountBy(term => term.Source).ToDictionary();
        Assert.True(counts[TermSource.Title] > 46_000 && counts[TermSource.InclusionTerm] > 12_500 && counts[TermSource.Index] > 80_000);
        Assert.True(counts[TermSource.Neoplasm] > 20_000 && counts[TermSource.Drug] > 50_000 && counts[TermSource.ExternalCause] > 7_000);
    }
}
