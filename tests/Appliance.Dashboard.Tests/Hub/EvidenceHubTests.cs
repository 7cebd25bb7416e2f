using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Appliance.Dashboard.Hub;
using Appliance.Evidence;
using Appliance.Evidence.Canonical;
using Appliance.Testing;
using Microsoft.AspNetCore.SignalR;

namespace Appliance.Dashboard.Tests.Hub;

public sealed class EvidenceHubTests
{
    private readonly CollectingEvidenceLog _log = new();

    [Fact]
    public async Task ASubscriptionBeginsWithASnapshotAndGoesOnWithoutAGap()
    {
        await AppendAsync(3);
        var messages = await TakeAsync("1", 4, afterSnapshot: () => AppendAsync(1));

        var snapshot = Assert.IsType<SnapshotMessage>(messages[0]);
        Assert.Equal(("3", "1"), (snapshot.Count, snapshot.From));
        Assert.Equal(["1", "2", "3"], messages.Skip(1).Cast<EntryMessage>().Select(m => m.Sequence));
    }

    [Fact]
    public async Task WithoutASequenceOnlyWhatIsNewIsSent()
    {
        await AppendAsync(3);
        var messages = await TakeAsync(null, 2, afterSnapshot: () => AppendAsync(1));

        Assert.Equal("3", Assert.IsType<EntryMessage>(messages[1]).Sequence);
    }

    [Theory]
    [InlineData("4")]
    [InlineData("-1")]
    [InlineData("first")]
    public async Task ASequenceThatIsNotThereIsRefused(string from)
    {
        await AppendAsync(3);

        var refusal = await Assert.ThrowsAsync<HubException>(() => TakeAsync(from, 1));

        Assert.StartsWith(Refusals.HubFromCode, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheEntryOnTheWireIsWhatTheLeafHashCovers()
    {
        await AppendAsync(1);
        var message = Assert.IsType<EntryMessage>((await TakeAsync("0", 2))[1]);
        var json = JsonSerializer.Serialize<EvidenceMessage>(message);
        using var document = JsonDocument.Parse(json);
        var entry = document.RootElement.GetProperty("entry").GetRawText();

        Assert.Equal("entry", document.RootElement.GetProperty("type").GetString());
        Assert.Equal(EntryFormat.Write(0, _log.Entries[0].Entry, new CanonicalJsonWriter()), Encoding.UTF8.GetBytes(entry));
        Assert.Equal(32, SHA256.HashData([0, .. Encoding.UTF8.GetBytes(entry)]).Length);
    }

    private async Task AppendAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _log.AppendAsync(Some.Movement() with { Phase = EvidencePhase.Done, Crossing = Guid.NewGuid() }, CancellationToken.None);
        }
    }

    private async Task<List<EvidenceMessage>> TakeAsync(string? from, int count, Func<Task>? afterSnapshot = null)
    {
        using var hub = new EvidenceHub(_log);
        using var stop = new CancellationTokenSource();
        var messages = new List<EvidenceMessage>();
        await foreach (var message in hub.Subscribe(from, stop.Token))
        {
            messages.Add(message);
            if (messages.Count == 1 && afterSnapshot is not null)
            {
                await afterSnapshot();
            }

            if (messages.Count == count)
            {
                break;
            }
        }

        return messages;
    }
}
