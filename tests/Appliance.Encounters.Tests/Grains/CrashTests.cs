using Appliance.Encounters.Review;
using Appliance.Encounters.Storage.Commit;
using Appliance.Encounters.Tests.Doubles;
using Appliance.Evidence;
using Appliance.Testing;

namespace Appliance.Encounters.Tests.Grains;

/// <summary>The process ends between any two steps; another one starts on the same folder, with the real evidence log.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<int> CommitSteps => [.. Enum.GetValues<CommitStep>().Select(s => (int)s)];

    [Theory]
    [MemberData(nameof(CommitSteps))]
    public async Task ADeliveryIsThereWholeOrNotAtAllWhereverItsCommitIsCutOff(int cutAt)
    {
        var step = (CommitStep)cutAt;
        await using (var evidence = await LogAsync())
        {
            using var open = new OpenStore(Data, evidence);
            open.Store.AtStep = s => _ = s == step ? throw new ProcessEndedException() : s;
            await Assert.ThrowsAsync<ProcessEndedException>(() => open.CommitAsync(Deliveries.Visit()));
        }

        await using (var evidence = await LogAsync())
        {
            await using var appliance = await RunningAppliance.StartAsync(Data, evidence);
            if (step < CommitStep.DataDurable)
            {
                Assert.Null(await appliance.Clinical.ReadAsync(Deliveries.Encounter(), default));
                await appliance.DeliverAsync(Deliveries.Visit());
            }

            await appliance.UntilAsync(EncounterState.InReview);

            // The client, which had no answer, sends it again: nothing is there twice.
            await appliance.DeliverAsync(Deliveries.Visit());
            Assert.Equal(1, (await appliance.Desk.ListAsync(new WorklistFilter(), default)).Total);
            Assert.Single(appliance.Workers.Calls);
            await AssertEveryCrossingEndsAsync(evidence);
        }
    }

    [Theory]
    [InlineData(EncounterState.Queued, false)]
    [InlineData(EncounterState.Queued, true)]
    [InlineData(EncounterState.Coding, false)]
    [InlineData(EncounterState.Coding, true)]
    [InlineData(EncounterState.InReview, false)]
    [InlineData(EncounterState.InReview, true)]
    public async Task AnEncounterIsCodedOnceWhereverItsWayIsCutOff(EncounterState at, bool afterTheWrite)
    {
        await using (var evidence = await LogAsync())
        {
            await using var appliance = await RunningAppliance.StartAsync(Data, evidence, beforeStart: a => a.DieAtWrite(row => row.State == at, afterTheWrite));
            await appliance.DeliverAsync(Deliveries.Visit());
            await appliance.UntilDeadAsync();
        }

        await using (var evidence = await LogAsync())
        {
            await using var appliance = await RunningAppliance.StartAsync(Data, evidence);
            var row = await appliance.UntilAsync(EncounterState.InReview);
            var view = (await appliance.Desk.OpenAsync(row.Id, Some.Coder, default)).Value;
            Assert.Equal((1, 1), (view.CodingVersion, view.Result!.Suggestions.Count));
            Assert.Equal(1, (await appliance.Desk.ListAsync(new WorklistFilter(), default)).Total);
            await appliance.UntilInboxIsEmptyAsync();
            await AssertEveryCrossingEndsAsync(evidence);
        }
    }

    [Fact]
    public async Task AnEncounterDuringWhichTheHostEndsAgainAndAgainIsSetAsideAtLast()
    {
        await using var evidence = await LogAsync();
        for (var life = 0; life < 2; life++)
        {
            await using var appliance = await RunningAppliance.StartAsync(
                Data, evidence, o => o.MaxInterruptions = 2, beforeStart: a => a.DieAtWrite(row => row.State == EncounterState.Coding, afterIt: true));
            if (life == 0)
            {
                await appliance.DeliverAsync(Deliveries.Visit());
            }

            await appliance.UntilDeadAsync();
        }

        await using var last = await RunningAppliance.StartAsync(Data, evidence, o => o.MaxInterruptions = 2);
        Assert.Equal("APP-ENC-015", (await last.UntilAsync(EncounterState.SetAside)).Reason!.Code);
        Assert.Empty(last.Workers.Calls);
    }

    private string Data => _folder.File("data");

    private Task<EvidenceLog> LogAsync() => SqliteEvidenceLog.OpenAsync(new EvidenceOptions { Path = _folder.File("evidence.db") }, TimeProvider.System);

    private static async Task AssertEveryCrossingEndsAsync(EvidenceLog evidence)
    {
        var crossings = (await evidence.ReadAsync(0, 10_000, default)).Where(e => e.Entry.Crossing != Guid.Empty).GroupBy(e => e.Entry.Crossing);
        Assert.All(crossings, c => Assert.Equal([EvidencePhase.Intent], c.Take(1).Select(e => e.Entry.Phase)));
        Assert.All(crossings, c => Assert.Equal(2, c.Count()));
    }
}
