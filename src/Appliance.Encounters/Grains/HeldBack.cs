using Appliance.Domain.Intake;
using Appliance.Encounters.Review;
using Appliance.Encounters.Storage;
using Appliance.Encounters.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Appliance.Encounters.Grains;

/// <summary>Finds encounters that wait, or have no code set, although today's options and releases would let them be coded.</summary>
internal sealed class HeldBack(ClinicalDatabase database, EncounterStore store, Lifecycle lifecycle)
{
    public async Task<IReadOnlyList<(Guid Id, CodingPriority Priority)>> FreeAsync(CancellationToken cancellation)
    {
        var free = new List<(Guid, CodingPriority)>();
        await using var rows = database.Rows();
        var held = rows.Encounters.AsNoTracking().Where(e => e.State == EncounterState.NoCodeSet || (e.State == EncounterState.Waiting && e.ReasonCode == Refusals.StatusCode));
        await foreach (var row in held.AsAsyncEnumerable().WithCancellation(cancellation).ConfigureAwait(false))
        {
            if (store.Cells(row.Id) is { } cells && lifecycle.IsFree(row, cells.Summary(row.Summary)))
            {
                free.Add((row.Id, row.Priority));
            }
        }

        return free;
    }
}
