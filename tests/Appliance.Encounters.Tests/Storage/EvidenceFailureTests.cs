using Appliance.Domain;
using Appliance.Encounters.Tests.Doubles;
using Appliance.Testing;

namespace Appliance.Encounters.Tests.Storage;

public sealed class EvidenceFailureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WithoutEvidenceNothingIsStored()
    {
        var evidence = new FailingEvidenceLog();
        using var open = new OpenStore(_folder.Path, evidence);
        var refusal = (await open.CommitAsync(Deliveries.Visit())).Refusal!;
        Assert.Equal((RefusalKind.Unavailable, "APP-ENC-005"), (refusal.Kind, refusal.Code));
        Assert.Null(await open.ReadAsync(Deliveries.Encounter()));
        Assert.Empty(open.Inbox());
        evidence.Healthy = true;
        Assert.True((await open.CommitAsync(Deliveries.Visit())).Succeeded);
    }

    [Fact]
    public async Task WhenOnlyTheOutcomeCannotBeRecordedTheStoredDeliveryIsAcknowledged()
    {
        using var open = new OpenStore(_folder.Path, new FailingEvidenceLog(appendsBeforeFailure: 1));
        var receipt = (await open.CommitAsync(Deliveries.Visit())).Value;
        Assert.Equal(3, receipt.EvidenceSequence);
        Assert.NotNull(await open.ReadAsync(Deliveries.Encounter()));
        Assert.Single(open.Inbox());
    }
}
