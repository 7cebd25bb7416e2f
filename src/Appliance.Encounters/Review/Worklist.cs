using Appliance.Domain;
using Appliance.Encounters.Storage;
using Appliance.Encounters.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Appliance.Encounters.Review;

/// <summary>Reads the worklist: filtered, ordered and counted over columns without PHI; pseudonyms and dates are opened for the rows of a page only.</summary>
public sealed class Worklist(ClinicalDatabase database, EncounterStore store)
{
    private const int ScanChunk = 500;

    internal async Task<WorklistPage> ListAsync(WorklistFilter filter, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(filter.Skip);
        ArgumentOutOfRangeException.ThrowIfLessThan(filter.Take, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(filter.Take, WorklistFilter.MaxPageSize);
        await using var rows = await database.SnapshotAsync(cancellation).ConfigureAwait(false);
        var counts = await CountAsync(rows, cancellation).ConfigureAwait(false);
        var matching = Ordered(Filtered(rows.Encounters.AsNoTracking(), filter), filter.Order);
        if (Prefix(filter.Pseudonym) is { } prefix)
        {
            var (found, matches) = await ScanAsync(rows, matching, prefix, filter, cancellation).ConfigureAwait(false);
            return new WorklistPage(found, matches, counts);
        }

        var total = await matching.LongCountAsync(cancellation).ConfigureAwait(false);
        var page = await matching.Skip(filter.Skip).Take(filter.Take).ToListAsync(cancellation).ConfigureAwait(false);
        return new WorklistPage(await OpenAsync(rows, page, cancellation).ConfigureAwait(false), total, counts);
    }

    internal async Task<WorklistRow?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var rows = await database.SnapshotAsync(cancellation).ConfigureAwait(false);
        var found = await rows.Encounters.AsNoTracking().Where(e => e.Id == id).ToListAsync(cancellation).ConfigureAwait(false);
        return (await OpenAsync(rows, found, cancellation).ConfigureAwait(false)).SingleOrDefault();
    }

    /// <summary>How many encounters there are in each state; every state is present.</summary>
    internal async Task<IReadOnlyDictionary<EncounterState, long>> CountAsync(CancellationToken cancellation)
    {
        await using var rows = database.Rows();
        return await CountAsync(rows, cancellation).ConfigureAwait(false);
    }

    internal async Task<Guid?> NextAsync(Guid? after, CancellationToken cancellation)
    {
        await using var rows = database.Rows();
        var waiting = rows.Encounters.AsNoTracking().Where(e => e.State == EncounterState.InReview && e.Id != after).OrderBy(e => e.Arrival);
        var from = after is null ? null : await rows.Encounters.AsNoTracking().Where(e => e.Id == after).Select(e => (long?)e.Arrival).SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        var next = from is null
            ? null
            : await waiting.Where(e => e.Arrival > from).Select(e => (Guid?)e.Id).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        return next ?? await waiting.Select(e => (Guid?)e.Id).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
    }

    internal WorklistRow Open(EncounterRow row, byte[]? pseudonym)
    {
        var cells = store.Cells(row.Id);
        return new WorklistRow(
            new EncounterId(row.Id),
            cells is null || pseudonym is null ? Pseudonym.None : cells.Pseudonym(pseudonym),
            row.State,
            row.Setting,
            cells?.Summary(row.Summary).DateOfService,
            row.Shown,
            row.Decided,
            row.NeedsSecondLook,
            row.Sample,
            DateTimeOffset.FromUnixTimeMilliseconds(row.ReceivedAt),
            DateTimeOffset.FromUnixTimeMilliseconds(row.ChangedAt),
            row.Release,
            row.Reason);
    }

    private static async Task<IReadOnlyDictionary<EncounterState, long>> CountAsync(EncounterContext rows, CancellationToken cancellation)
    {
        var counts = Enum.GetValues<EncounterState>().ToDictionary(s => s, _ => 0L);
        foreach (var group in await rows.Encounters.GroupBy(e => e.State).Select(g => new { g.Key, Count = g.LongCount() }).ToListAsync(cancellation).ConfigureAwait(false))
        {
            counts[group.Key] = group.Count;
        }

        return counts;
    }

    private static IQueryable<EncounterRow> Filtered(IQueryable<EncounterRow> rows, WorklistFilter filter)
    {
        if (filter.States.Count > 0)
        {
            var states = filter.States.ToList();
            rows = rows.Where(e => states.Contains(e.State));
        }

        if (filter.Settings.Count > 0)
        {
            var settings = filter.Settings.ToList();
            rows = rows.Where(e => settings.Contains(e.Setting));
        }

        return filter.SecondLook is { } second ? rows.Where(e => e.NeedsSecondLook == second) : rows;
    }

    private static IOrderedQueryable<EncounterRow> Ordered(IQueryable<EncounterRow> rows, WorklistOrder order) => order switch
    {
        WorklistOrder.ReceivedFirst => rows.OrderBy(e => e.Arrival),
        WorklistOrder.ReceivedLast => rows.OrderByDescending(e => e.Arrival),
        WorklistOrder.State => rows.OrderBy(e => e.State).ThenBy(e => e.Arrival),
        WorklistOrder.Undecided => rows.OrderByDescending(e => e.Shown - e.Decided).ThenBy(e => e.Arrival),
        _ => rows.OrderByDescending(e => e.ChangedAt).ThenByDescending(e => e.Arrival),
    };

    /// <summary>The typed beginning of a pseudonym in the digits it is made of; null when nothing was typed.</summary>
    private static string? Prefix(string? typed)
    {
        var text = typed?.Trim() ?? string.Empty;
        text = text.StartsWith("E-", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        return text.Length == 0 ? null : text.ToLowerInvariant();
    }

    /// <summary>Pseudonyms are encrypted, so a search for one opens row after row of what the other filters leave.</summary>
    private async Task<(IReadOnlyList<WorklistRow> Rows, long Total)> ScanAsync(
        EncounterContext rows, IQueryable<EncounterRow> matching, string prefix, WorklistFilter filter, CancellationToken cancellation)
    {
        var page = new List<WorklistRow>();
        long total = 0;
        for (var at = 0; ; at += ScanChunk)
        {
            var chunk = await matching.Skip(at).Take(ScanChunk).ToListAsync(cancellation).ConfigureAwait(false);
            foreach (var row in await OpenAsync(rows, chunk, cancellation).ConfigureAwait(false))
            {
                if (row.Pseudonym != Pseudonym.None && row.Pseudonym.ToString().StartsWith(prefix, StringComparison.Ordinal))
                {
                    if (total++ >= filter.Skip && page.Count < filter.Take)
                    {
                        page.Add(row);
                    }
                }
            }

            if (chunk.Count < ScanChunk)
            {
                return (page, total);
            }
        }
    }

    private async Task<IReadOnlyList<WorklistRow>> OpenAsync(EncounterContext rows, List<EncounterRow> page, CancellationToken cancellation)
    {
        var ids = page.ConvertAll(e => e.Id);
        var subjects = await rows.Subjects.AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Pseudonym, cancellation).ConfigureAwait(false);
        return page.ConvertAll(row => Open(row, subjects.GetValueOrDefault(row.Id)));
    }
}
