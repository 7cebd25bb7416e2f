using Appliance.Encounters.Grains;
using Appliance.Encounters.Keys;
using Appliance.Encounters.Storage.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Appliance.Encounters.Storage;

/// <summary>Reads and writes the rows of one encounter; every write is guarded by the row's version.</summary>
public sealed class EncounterStore
{
    private readonly ClinicalDatabase _database;
    private readonly KeyStore _keys;
    private readonly TimeProvider _time;

    /// <summary>Creates the store.</summary>
    public EncounterStore(ClinicalDatabase database, KeyStore keys, TimeProvider time) => (_database, _keys, _time) = (database, keys, time);

    /// <summary>Called before each durable write of a grain; what it throws is the end of the process, as far as the grain can tell.</summary>
    internal Action<EncounterRow>? BeforeWrite { get; set; }

    /// <summary>The same after the write is durable.</summary>
    internal Action<EncounterRow>? AfterWrite { get; set; }

    internal DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>The cipher of an encounter; null when its key was erased.</summary>
    internal EncounterCells? Cells(Guid id) => _keys.Find(id) is { } key ? new EncounterCells(key) : null;

    /// <summary>True when the disk failed, not our SQL.</summary>
    internal static bool IsUnavailable(Exception e) => (e as SqliteException ?? e.InnerException as SqliteException) is { } sqlite && SqliteFile.IsUnavailable(sqlite);

    internal async Task<(EncounterRow? Row, byte[]? Pseudonym)> LoadAsync(Guid id, CancellationToken cancellation)
    {
        await using var rows = _database.Rows();
        var subject = await rows.Subjects.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellation).ConfigureAwait(false);
        var row = await rows.Encounters.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellation).ConfigureAwait(false);
        return (row, subject?.Pseudonym);
    }

    internal async Task<FactsRow?> FactsAsync(Guid id, CancellationToken cancellation)
    {
        await using var rows = _database.Rows();
        return await rows.Facts.AsNoTracking().SingleOrDefaultAsync(f => f.Encounter == id, cancellation).ConfigureAwait(false);
    }

    internal async Task<CodingRow?> CodingAsync(Guid id, int version, CancellationToken cancellation)
    {
        await using var rows = _database.Rows();
        return await rows.Codings.AsNoTracking().SingleOrDefaultAsync(c => c.Encounter == id && c.Version == version, cancellation).ConfigureAwait(false);
    }

    internal async Task<List<DecisionRow>> DecisionsAsync(Guid id, CancellationToken cancellation)
    {
        await using var rows = _database.Rows();
        return await rows.Decisions.AsNoTracking().Where(d => d.Encounter == id).OrderBy(d => d.Number).ToListAsync(cancellation).ConfigureAwait(false);
    }

    internal async Task<List<InboxRow>> InboxAsync(Guid id, CancellationToken cancellation)
    {
        await using var rows = _database.Rows();
        return await rows.Inbox.AsNoTracking().Where(i => i.Encounter == id).OrderBy(i => i.Number).ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes a change of an encounter durable, together with what belongs to it.</summary>
    /// <param name="before">The row as this activation knows it; null when there is none yet.</param>
    /// <param name="after">The row as it is to be.</param>
    /// <param name="along">Adds what is written in the same transaction.</param>
    /// <returns>The row as it is now.</returns>
    /// <exception cref="StaleActivationException">Somebody else has written it since; nothing was changed.</exception>
    internal async Task<EncounterRow> WriteAsync(EncounterRow? before, EncounterRow after, Func<EncounterContext, Task>? along)
    {
        BeforeWrite?.Invoke(after);
        var row = after with { RowVersion = (before?.RowVersion ?? 0) + 1, ChangedAt = Now.ToUnixTimeMilliseconds() };
        using (await _database.WriteAsync(CancellationToken.None).ConfigureAwait(false))
        {
            await using var rows = _database.Rows();
            await using var transaction = await rows.Database.BeginTransactionAsync().ConfigureAwait(false);
            if (before is null)
            {
                rows.Add(row);
            }
            else
            {
                rows.Update(row).OriginalValues[nameof(EncounterRow.RowVersion)] = before.RowVersion;
            }

            try
            {
                await rows.SaveChangesAsync().ConfigureAwait(false);
                if (along is not null)
                {
                    await along(rows).ConfigureAwait(false);
                    await rows.SaveChangesAsync().ConfigureAwait(false);
                }

                await transaction.CommitAsync().ConfigureAwait(false);
            }
            catch (DbUpdateConcurrencyException)
            {
                throw new StaleActivationException();
            }
            catch (DbUpdateException e) when (before is null && e.InnerException is SqliteException { SqliteErrorCode: 19 })
            {
                throw new StaleActivationException();
            }
        }

        AfterWrite?.Invoke(row);
        return row;
    }
}
