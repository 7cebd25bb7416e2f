using Appliance.CodeSets.Search;

namespace Appliance.CodeSets.Tests.Search;

public sealed class EditDistanceTests
{
    [Theory]
    [InlineData("diabetis", "diabetes", 1)]
    [InlineData("ankel", "ankle", 1)]
    [InlineData("", "ab", 2)]
    [InlineData("same", "same", 0)]
    [InlineData("kitten", "sitting", 3)]
    public void KnownDistances(string a, string b, int distance) => Assert.Equal(distance, EditDistance.Within(a, b, 3));

    [Fact]
    public void TheBoundedDistanceIsThePlainOne()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var a = new string(random.GetItems("abcd".AsSpan(), random.Next(9)));
            var b = new string(random.GetItems("abcd".AsSpan(), random.Next(9)));
            var plain = Plain(a, b);
            for (var bound = 0; bound <= 3; bound++)
            {
                Assert.Equal(Math.Min(plain, bound + 1), EditDistance.Within(a, b, bound));
                Assert.True(plain > bound || EditDistance.MayBeWithin(EditDistance.Mask(a), EditDistance.Mask(b), bound));
            }
        }
    }

    private static int Plain(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
