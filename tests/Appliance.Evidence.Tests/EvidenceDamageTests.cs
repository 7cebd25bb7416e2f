using Appliance.Evidence.Signing;
using Appliance.Testing;

namespace Appliance.Evidence.Tests;

public sealed class EvidenceDamageTests
{
    private const int Bad = 40;

    private CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadersGetWhatIsSoundBeforeADamagedEntryAndThenItsNumber()
    {
        await using var log = await DamagedAsync();

        Assert.Null(log.Damage);
        Assert.Equal(Bad, (await log.ReadAsync(0, 100, Cancellation)).Count);
        Assert.Equal(Bad, log.Damage?.Sequence);
        var refused = await Assert.ThrowsAsync<EvidenceDamagedException>(() => log.ReadAsync(Bad, 1, Cancellation));
        Assert.Contains("damaged at entry 40", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Bad + 1, (await log.ReadAsync(Bad + 1, 1, Cancellation))[0].Sequence);
    }

    [Fact]
    public async Task AppendsGoOnBehindADamagedEntry()
    {
        await using var log = await DamagedAsync();
        await log.ReadAsync(0, 100, Cancellation);

        var next = await log.AppendAsync(Some.Fact(), Cancellation);

        Assert.Equal(100, next.Sequence);
        Assert.Null(log.Fault);
    }

    [Fact]
    public async Task AFollowerIsToldWhereTheDamageIsAfterWhatComesBefore()
    {
        await using var log = await DamagedAsync();
        var seen = 0;

        var damage = await Assert.ThrowsAsync<EvidenceDamagedException>(async () =>
        {
            await foreach (var _ in log.FollowAsync(0, Cancellation))
                seen++;
        });

        Assert.Equal((Bad, (long)Bad), (seen, damage.Sequence));
    }

    // The newest entries are held in memory; the damaged one is not among them.
    private async Task<EvidenceLog> DamagedAsync()
    {
        var store = new InMemoryEvidenceStore();
        var signer = LogSigner.Ephemeral();
        store.Found(new LogKey("hospital.example/evidence", signer.PublicKey));
        var log = await EvidenceLog.OpenAsync(store, signer, new EvidenceOptions { RecentEntries = 16 }, TimeProvider.System, null, Cancellation);
        await log.AppendAsync([.. Enumerable.Range(0, 100).Select(_ => Some.Fact())], Cancellation);
        store.Leaves[Bad][0] ^= 1;
        return log;
    }
}
