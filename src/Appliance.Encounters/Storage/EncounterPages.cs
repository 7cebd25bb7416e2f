using Appliance.Domain;
using Appliance.Encounters.Review;
using Appliance.Encounters.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Appliance.Encounters.Storage;

/// <summary>Finds all that there is of one encounter, as it stood at one moment, and opens nothing yet.</summary>
public sealed class EncounterPages(ClinicalDatabase database, EncounterStore store, Worklist worklist)
{
    internal async Task<EncounterPage?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var rows = await database.SnapshotAsync(cancellation).ConfigureAwait(false);
        var row = await rows.Encounters.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, cancellation).ConfigureAwait(false);
        if (row is null)
        {
            return null;
        }

        var subject = await rows.Subjects.AsNoTracking().SingleAsync(s => s.Id == id, cancellation).ConfigureAwait(false);
        var facts = await rows.Facts.AsNoTracking().SingleAsync(f => f.Encounter == id, cancellation).ConfigureAwait(false);
        var coding = await rows.Codings.AsNoTracking().SingleOrDefaultAsync(c => c.Encounter == id && c.Version == row.CodingVersion, cancellation).ConfigureAwait(false);
        var decisions = await rows.Decisions.AsNoTracking().Where(d => d.Encounter == id).OrderBy(d => d.Number).ToListAsync(cancellation).ConfigureAwait(false);
        return new EncounterPage(worklist.Open(row, subject.Pseudonym), store.Cells(id), row, facts, coding, decisions);
    }
}

/// <summary>One encounter, still sealed.</summary>
internal sealed class EncounterPage(WorklistRow line, EncounterCells? cells, EncounterRow row, FactsRow facts, CodingRow? coding, List<DecisionRow> decisions)
{
    public Pseudonym Subject => line.Pseudonym;

    /// <summary>Null when the key was erased.</summary>
    public EncounterCells? Cells => cells;

    /// <summary>Version of its notes and facts.</summary>
    public int FactsVersion => row.FactsVersion;

    /// <summary>Opens it, not announced yet. Suggestions for notes that were amended since do not point into the present text, so they are left out until it is coded again.</summary>
    public EncounterView Read()
    {
        var delivery = cells!.Facts(facts);
        return new EncounterView(
            line,
            delivery.Facts,
            coding is not null && coding.FactsVersion == row.FactsVersion ? cells.Result(coding) : null,
            row.CodingVersion,
            decisions.ConvertAll(cells.Decision),
            delivery.UnreadableNotes,
            delivery.NotesNotFinal,
            0);
    }
}
