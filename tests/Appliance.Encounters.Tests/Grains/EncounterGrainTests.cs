using Appliance.Domain;
using Appliance.Encounters.Review;
using Appliance.Encounters.Tests.Doubles;
using Appliance.Evidence;
using Appliance.Testing;

namespace Appliance.Encounters.Tests.Grains;

public sealed class EncounterGrainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CollectingEvidenceLog _evidence = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ADeliveredEncounterIsCodedReviewedAndFinished()
    {
        await using var appliance = await RunningAppliance.StartAsync(_folder.Path, _evidence);
        await appliance.DeliverAsync(Deliveries.Visit());
        var row = await appliance.UntilAsync(EncounterState.InReview);
        Assert.Equal((1, 0, "FY2027"), (row.Shown, row.Decided, row.Release));

        var view = (await appliance.Desk.DecideAsync(row.Id, Some.Coder, ScriptedWorkers.Diabetes, DecisionKind.Accepted, null, 1, default)).Value;
        Assert.Equal(1, view.Row.Decided);
        Assert.Equal(DecisionKind.Accepted, view.Current[ScriptedWorkers.Diabetes].Kind);
        view = (await appliance.Desk.FinishAsync(row.Id, Some.Coder, default)).Value;
        Assert.Equal(EncounterState.Finished, view.Row.State);
        Assert.Contains(_evidence.Entries, e => e.Entry is { Action: EvidenceAction.Decided, Change: Change.Accepted } && e.Entry.Detail.ToString() == "E11.9");
    }
}
