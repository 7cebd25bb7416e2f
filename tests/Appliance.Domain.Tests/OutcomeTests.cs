namespace Appliance.Domain.Tests;

public sealed class OutcomeTests
{
    private static readonly Refusal No = new("APP-TST-001", RefusalKind.Invalid, "Not this way.");

    [Fact]
    public void AnOutcomeIsEitherAValueOrARefusal()
    {
        Outcome<int> yes = 7;
        Outcome<int> no = No;

        Assert.True(yes.Succeeded);
        Assert.Equal(7, yes.Value);
        Assert.Null(yes.Refusal);
        Assert.False(no.Succeeded);
        Assert.Same(No, no.Refusal);
    }

    [Fact]
    public void TheValueOfARefusalCannotBeTaken()
    {
        Outcome<string> no = No;
        var thrown = Assert.Throws<InvalidOperationException>(() => no.Value);
        Assert.Contains("APP-TST-001", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheDefaultOutcomeIsNeither()
    {
        var unset = default(Outcome<int>);
        Assert.False(unset.Succeeded);
        Assert.Null(unset.Refusal);
        Assert.Throws<InvalidOperationException>(() => unset.Value);
    }
}
