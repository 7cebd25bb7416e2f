using Appliance.Encounters.Grains;
using Appliance.Encounters.Live;
using Appliance.Encounters.Review;
using Appliance.Encounters.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Appliance.Encounters.Hosting;

/// <summary>
/// At start: counts what there is and wakes every encounter with unfinished business, those that were interrupted least often first, and those that were
/// held back by a rule or a missing code set and no longer are.
/// </summary>
internal sealed partial class StartUpSweep(ClinicalDatabase database, Worklist worklist, WakeQueue wake, LiveFeed feed, HeldBack heldBack, ILogger<StartUpSweep> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        feed.Load(await worklist.CountAsync(cancellationToken).ConfigureAwait(false));
        await using var rows = database.Rows();
        var unfinished = await rows.Encounters.AsNoTracking()
            .Where(e => e.State == EncounterState.Queued || e.State == EncounterState.Coding)
            .OrderBy(e => e.Interruptions).ThenBy(e => e.Arrival)
            .Select(e => new { e.Id, e.Priority })
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        var told = await rows.Inbox.AsNoTracking().Select(i => new { Id = i.Encounter, i.Priority }).Distinct().ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var encounter in unfinished.Concat(told))
        {
            wake.Wake(encounter.Id, encounter.Priority);
        }

        foreach (var (id, priority) in await heldBack.FreeAsync(cancellationToken).ConfigureAwait(false))
        {
            wake.Wake(id, priority);
        }

        if (unfinished.Count + told.Count > 0)
        {
            LogResumed(unfinished.Count, told.Count);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Information, "Resuming {Unfinished} encounters that were to be coded and {Told} that have deliveries to take in.")]
    private partial void LogResumed(int unfinished, int told);
}
