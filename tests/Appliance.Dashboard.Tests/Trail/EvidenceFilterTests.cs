using Appliance.Dashboard.Trail;
using Appliance.Evidence;

namespace Appliance.Dashboard.Tests.Trail;

public sealed class EvidenceFilterTests
{
    private static readonly EvidenceEntry Shown = new()
    {
        Action = EvidenceAction.ShownToPerson,
        Phase = EvidencePhase.Done,
        Actor = new Token("person:coder-04"),
        Subject = Guid.ParseExact("7f21aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "N"),
    };

    [Theory]
    [InlineData("", true)]
    [InlineData("?action=ShownToPerson", true)]
    [InlineData("?action=Stored", false)]
    [InlineData("?actor=CODER", true)]
    [InlineData("?actor=client", false)]
    [InlineData("?subject=E-7F21", true)]
    [InlineData("?subject=7F22", false)]
    [InlineData("?refused=true", false)]
    [InlineData("?action=77&subject=not-a-pseudonym", true)]
    public void AnEntryPassesWhatItMatches(string query, bool passes) => Assert.Equal(passes, EvidenceFilter.Parse(query).Passes(Shown));

    [Fact]
    public void ARefusedPhaseIsARefusal() =>
        Assert.True(new EvidenceFilter { RefusedOnly = true }.Passes(Shown with { Phase = EvidencePhase.Refused }));

    [Fact]
    public void AnAddressReadsBackAsItself()
    {
        const string address = "/evidence?action=Decided&actor=coder-04&subject=7f21&refused=true&entry=48212";

        Assert.Equal(address, EvidenceFilter.Parse(address[address.IndexOf('?', StringComparison.Ordinal)..]).ToUri());
    }

    [Fact]
    public void NothingButATokenGetsIntoAnAddress() => Assert.Equal("JaneMiller1", EvidenceFilter.ActorOf("Jane Miller <1>"));
}
