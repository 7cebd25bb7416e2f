using Appliance.Domain.Intake;
using Appliance.Encounters.Keys;
using Appliance.Encounters.Storage.Sqlite;

namespace Appliance.Encounters.Live;

/// <summary>Follows one encounter until nothing of it waits. The truth is in storage; the live feed only says when to look again.</summary>
internal sealed class EncounterProgress(ClinicalDatabase database, KeyStore keys, LiveFeed feed) : IEncounterProgress
{
    private readonly ClinicalReader _reader = new(database);

    /// <inheritdoc/>
    public async Task SettledAsync(ResourceKey encounter, CancellationToken cancellation)
    {
        var locator = keys.Index.Locator(encounter);
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var changes = feed.FollowAsync(left.Token).GetAsyncEnumerator(CancellationToken.None);
        await using var subscription = changes.ConfigureAwait(false);

        // Asking for the next change subscribes, so a change between a look and the wait for the next is not missed.
        var next = changes.MoveNextAsync().AsTask();
        try
        {
            while (_reader.Waits(locator) && await next.ConfigureAwait(false))
            {
                next = changes.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // An enumerator may not be disposed while it is asked for the next change.
            await left.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
