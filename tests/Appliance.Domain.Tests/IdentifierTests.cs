namespace Appliance.Domain.Tests;

public sealed class IdentifierTests
{
    [Fact]
    public void AnEncounterIdIsReadBackFromItsText()
    {
        var id = EncounterId.New();
        Assert.True(EncounterId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
        Assert.False(EncounterId.TryParse("not an id", out _));
    }

    [Fact]
    public void APseudonymIsRandomAndItsShortFormStartsItsLongForm()
    {
        var pseudonym = Pseudonym.New();
        Assert.NotEqual(pseudonym, Pseudonym.New());
        Assert.Matches("^E-[0-9A-F]{8}$", pseudonym.Short);
        Assert.StartsWith(pseudonym.Short[2..], pseudonym.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("-", Pseudonym.None.Short);
    }

    [Fact]
    public void AnActorIsPrintedWithItsKind() =>
        Assert.Equal("person:coder-04", new Actor(ActorKind.Person, "coder-04").ToString());
}
