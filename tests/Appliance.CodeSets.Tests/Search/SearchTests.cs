namespace Appliance.CodeSets.Tests.Search;

public sealed class SearchTests
{
    [Theory]
    [InlineData("diabetis type 2", "E11.9")]
    [InlineData("type II diabetes", "E11.9")]
    [InlineData("fracture femur neck left", "S72.002A")]
    [InlineData("LEFT femoral neck fractures, subsequent encounter routine healing", "S72.002D")]
    [InlineData("kidney disease chronic stage 3b", "N18.32")]
    [InlineData("stage 3b chronic kidney diseases", "N18.32")]
    [InlineData("hypertension", "I10")]
    [InlineData("heart attack", "I21.9")]
    [InlineData("left breast cancer female", "C50.912")]
    [InlineData("metastatic cancer to liver", "C78.7")]
    [InlineData("urinary tract infecton", "N39.0")]
    [InlineData("asthma mild intermit", "J45.20")]
    [InlineData("copd exacerbation", "J44.1")]
    [InlineData("Ménière's disease", "H81.09")]
    [InlineData("menieres disease", "H81.09")]
    [InlineData("pain in left knee", "M25.562")]
    [InlineData("fall from ladder", "W11.XXXA")]
    [InlineData("gastroesophagel reflux", "K21.9")]
    public void TheBestAnswerIsTheCodeThatACoderWants(string query, string code) =>
        Assert.Equal(code, BuiltIn.Fy2027.Search(query, 10)[0].Entry.Code);

    [Theory]
    [InlineData("E11.2")]
    [InlineData("e112")]
    [InlineData("E11.2-")]
    [InlineData(" e11.2 ")]
    public void ACodeFindsItselfThenTheBillableCodesBelow(string query) =>
        Assert.Equal(["E11.2", "E11.21", "E11.22", "E11.29"], BuiltIn.Fy2027.Search(query, 10).Select(hit => hit.Entry.Code));

    [Fact]
    public void ARestingIndexIsBuiltAgainByTheNextSearch()
    {
        var library = CodeSetLibrary.LoadBuiltIn();
        var before = library.Newest.Search("copd", 5).Select(hit => hit.Entry.Code).ToArray();

        Assert.False(library.Rest());
        Assert.True(library.Rest());
        Assert.False(library.Rest());
        Assert.Equal(before, library.Newest.Search("copd", 5).Select(hit => hit.Entry.Code));
    }

    [Fact]
    public void TheBeginningOfACodeIsEnough()
    {
        Assert.All(BuiltIn.Fy2027.Search("S72.00", 49).Skip(1), hit => Assert.True(hit.Entry.Code.StartsWith("S72.00", StringComparison.Ordinal) && hit.Entry.Billable));
        Assert.All(BuiltIn.Fy2027.Search("E1", 20), hit => Assert.StartsWith("E1", hit.Entry.Code, StringComparison.Ordinal));
    }

    [Fact]
    public void AWordThatLooksLikeACodeIsSearchedAsAWordWhenNoCodeBeginsSo() =>
        Assert.Contains(BuiltIn.Fy2027.Search("b12", 10), hit => hit.Entry.Title.Contains("B12", StringComparison.Ordinal));

    [Fact]
    public void BillableCodesComeFirstAndTheCategoryCanStillBeReached()
    {
        var hits = BuiltIn.Fy2027.Search("sciatica", 10).Select(hit => hit.Entry.Code).ToList();
        Assert.Equal("M54.30", hits[0]);
        Assert.Contains("M54.3", hits);
    }

    [Fact]
    public void TheOrderOfTheWordsDoesNotMatter()
    {
        var one = BuiltIn.Fy2027.Search("chronic obstructive pulmonary disease ", 20).Select(hit => hit.Entry.Code);
        var other = BuiltIn.Fy2027.Search("disease, pulmonary; OBSTRUCTIVE chronic ", 20).Select(hit => hit.Entry.Code);
        Assert.Equal(one, other);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("of the and")]
    [InlineData("zzzzqqqq")]
    [InlineData("\0\uD800")]
    [InlineData("🙂")]
    public void AQueryWithoutWordsFindsNothing(string query) => Assert.Empty(BuiltIn.Fy2027.Search(query, 10));

    [Fact]
    public void NoQueryThrowsAndNoAnswerIsLongerThanAsked()
    {
        var random = new Random(3);
        const string Alphabet = "aeinrst dl.-'01X,é\t\u0000()E";
        for (var i = 0; i < 2000; i++)
        {
            var query = new string(random.GetItems(Alphabet.AsSpan(), random.Next(30)));
            Assert.True(BuiltIn.Fy2027.Search(query, 5).Count <= 5);
        }

        Assert.Empty(BuiltIn.Fy2027.Search(new string('a', 5000), 5));
        Assert.Empty(BuiltIn.Fy2027.Search("asthma", 0));
    }

    [Fact]
    public void AnswersAreTheSameFromManyThreads()
    {
        string[] queries = ["asthma", "heart failure systolic", "fracture wrist right", "E11", "diabetis"];
        var expected = queries.ToDictionary(query => query, query => BuiltIn.Fy2027.Search(query, 10).Select(hit => hit.Entry.Code).ToList());
        Parallel.For(0, 200, i =>
        {
            var query = queries[i % queries.Length];
            Assert.Equal(expected[query], BuiltIn.Fy2027.Search(query, 10).Select(hit => hit.Entry.Code));
        });
    }

    [Fact]
    public void EveryReleaseCanBeSearched() => Assert.All(BuiltIn.Library.Sets, set => Assert.Equal("N39.0", set.Search("urinary tract infection site not specified", 1)[0].Entry.Code));
}
