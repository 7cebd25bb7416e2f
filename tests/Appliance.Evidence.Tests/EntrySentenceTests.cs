namespace Appliance.Evidence.Tests;

public sealed class EntrySentenceTests
{
    private static readonly Guid Subject = Guid.ParseExact("7ef8a1b2c3d4e5f60718293a4b5c6d7e", "N");

    [Theory]
    [InlineData(Change.Accepted, "Coder 04 accepted I50.9 on E-7EF8A1B2.")]
    [InlineData(Change.Refused, "Coder 04 refused I50.9 on E-7EF8A1B2.")]
    [InlineData(Change.Replaced, "Coder 04 replaced I50.9 by I50.22 on E-7EF8A1B2.")]
    [InlineData(Change.Added, "Coder 04 added I50.9 on E-7EF8A1B2.")]
    [InlineData(Change.Undone, "Coder 04 took back the decision on I50.9 on E-7EF8A1B2.")]
    [InlineData(Change.Finished, "Coder 04 finished E-7EF8A1B2.")]
    [InlineData(Change.Reopened, "Coder 04 opened E-7EF8A1B2 again.")]
    public void ADecisionReadsAsASentenceWithTheCoderFirst(Change change, string sentence) => Assert.Equal(sentence, new EvidenceEntry
    {
        Action = EvidenceAction.Decided,
        Phase = EvidencePhase.Fact,
        Actor = new Token("person:coder-04"),
        Subject = Subject,
        Change = change,
        Detail = new Token("I50.9"),
        Replacement = new Token("I50.22"),
    }.Describe());

    [Theory]
    [InlineData(EvidencePhase.Intent, "The host is about to send 3 notes (12.4 kB) of E-7EF8A1B2 to worker-1.")]
    [InlineData(EvidencePhase.Done, "The host sent 3 notes (12.4 kB) of E-7EF8A1B2 to worker-1.")]
    [InlineData(EvidencePhase.Refused, "The host tried to send 3 notes (12.4 kB) of E-7EF8A1B2 to worker-1 and was refused.")]
    [InlineData(EvidencePhase.Interrupted, "The host was about to send 3 notes (12.4 kB) of E-7EF8A1B2 to worker-1: the appliance stopped before the outcome was recorded.")]
    public void ACrossingReadsByItsPhase(EvidencePhase phase, string sentence) => Assert.Equal(sentence, new EvidenceEntry
    {
        Action = EvidenceAction.SentToWorker,
        Phase = phase,
        Actor = new Token("process:host"),
        Crossing = Guid.NewGuid(),
        Subject = Subject,
        From = Zone.Host,
        To = Zone.Worker,
        Data = DataClass.Notes,
        Bytes = 12_400,
        Items = 3,
        Detail = new Token("worker-1"),
    }.Describe());

    [Fact]
    public void ARefusalNamesItsReason() => Assert.Equal("Client ehr-1 tried to send resources to the host and was refused (APP-FHR-004).", new EvidenceEntry
    {
        Action = EvidenceAction.Received,
        Phase = EvidencePhase.Refused,
        Actor = new Token("client:ehr-1"),
        Crossing = Guid.NewGuid(),
        To = Zone.Host,
        Data = DataClass.ClinicalResources,
        Reason = new Token("APP-FHR-004"),
    }.Describe());

    [Fact]
    public void EveryActionPhaseAndChangeHasASentence()
    {
        foreach (var action in Enum.GetValues<EvidenceAction>())
        {
            foreach (var phase in Enum.GetValues<EvidencePhase>())
            {
                foreach (var change in Enum.GetValues<Change>())
                {
                    var sentence = new EvidenceEntry { Action = action, Phase = phase, Actor = new Token("operator:1000"), Change = change }.Describe();
                    Assert.StartsWith("Operator 1000 ", sentence, StringComparison.Ordinal);
                    Assert.EndsWith(".", sentence, StringComparison.Ordinal);
                    Assert.DoesNotContain("  ", sentence, StringComparison.Ordinal);
                }
            }
        }
    }
}
