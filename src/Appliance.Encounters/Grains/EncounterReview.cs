using Appliance.Domain;
using Appliance.Encounters.Live;
using Appliance.Encounters.Review;
using Appliance.Encounters.Storage;
using Appliance.Evidence;

namespace Appliance.Encounters.Grains;

/// <summary>The grain's writes that concern suggestions and decisions: evidence first, then the durable row, then the answer.</summary>
internal sealed class EncounterReview(EncounterStore store, DecisionRules rules, IEvidenceLog evidence, EncounterMetrics metrics)
{
    /// <summary>Suggestions came back: kept as the next version, with all decisions.</summary>
    public async Task CodedAsync(EncounterRow row, EncounterCells cells, CodingResult result, Action<EncounterRow> adopt)
    {
        var decisions = (await HistoryAsync(row.Id, cells)).ConvertAll(h => h.Decision);
        var next = Lifecycle.Complete(row, result, decisions);
        var coding = new CodingRow
        {
            Encounter = row.Id,
            Version = next.CodingVersion,
            FactsVersion = row.FactsVersion,
            Release = result.Release,
            CreatedAt = store.Now.ToUnixTimeMilliseconds(),
            Result = cells.Seal(result, next.CodingVersion),
        };
        adopt(await store.WriteAsync(row, next, rows =>
        {
            rows.Add(coding);
            return Task.CompletedTask;
        }));
    }

    public async Task<Outcome<EncounterRow>> DecideAsync(EncounterRow row, EncounterCells cells, Pseudonym subject, Decision decision)
    {
        var history = await HistoryAsync(row.Id, cells);
        if (await ResultAsync(row, cells) is not { } result)
        {
            return DecisionRules.NotInReview(row.State);
        }

        var earlier = history.ConvertAll(h => h.Decision);
        if (rules.Check(row, result, cells.Summary(row.Summary).DateOfService, earlier, decision) is { } refusal)
        {
            return refusal;
        }

        var entry = DecisionRules.Entry(decision.By, subject, DecisionRules.ChangeOf(decision.Kind), decision.Code, decision.Replacement, row.Release);
        return await WriteAsync(row, Lifecycle.Count(row, result, [.. earlier, decision]), entry, Sealed(row, cells, decision, history.Count + 1, null));
    }

    public async Task<Outcome<EncounterRow>> UndoAsync(EncounterRow row, EncounterCells cells, Pseudonym subject, Actor person)
    {
        if (row.State != EncounterState.InReview || await ResultAsync(row, cells) is not { } result)
        {
            return DecisionRules.NotInReview(row.State);
        }

        var history = await HistoryAsync(row.Id, cells);
        if (DecisionRules.Undo(history, person, store.Now, row.CodingVersion) is not { } undo)
        {
            return Refusals.NothingToUndo;
        }

        var entry = DecisionRules.Entry(person, subject, Change.Undone, undo.Decision.Code, null, row.Release);
        var next = Lifecycle.Count(row, result, [.. history.Select(h => h.Decision), undo.Decision]);
        return await WriteAsync(row, next, entry, Sealed(row, cells, undo.Decision, history.Count + 1, undo.Undoes));
    }

    public async Task<Outcome<EncounterRow>> FinishAsync(EncounterRow row, Pseudonym subject, Actor person)
    {
        if (row.State != EncounterState.InReview)
        {
            return DecisionRules.NotInReview(row.State);
        }

        return await WriteAsync(
            row, row.With(EncounterState.Finished, null) with { NeedsSecondLook = false }, DecisionRules.Entry(person, subject, Change.Finished, null, null, row.Release), null);
    }

    public async Task<Outcome<EncounterRow>> ReopenAsync(EncounterRow row, Pseudonym subject, Actor person)
    {
        if (row.State != EncounterState.Finished)
        {
            return Refusals.NotInState("finished", DecisionRules.Spoken(row.State));
        }

        return await WriteAsync(row, row.With(EncounterState.InReview, null), DecisionRules.Entry(person, subject, Change.Reopened, null, null, row.Release), null);
    }

    public async Task<Outcome<EncounterRow>> RetryAsync(EncounterRow row, Pseudonym subject, Actor person)
    {
        if (row.State != EncounterState.SetAside)
        {
            return Refusals.NotInState("set aside", DecisionRules.Spoken(row.State));
        }

        return await WriteAsync(row, Lifecycle.Retry(row), DecisionRules.Entry(person, subject, Change.Reopened, null, null, row.Release), null);
    }

    /// <summary>Records that an encounter is about to be set aside.</summary>
    public async Task SetAsideAsync(EncounterRow next, Pseudonym subject, Refusal because) =>
        await evidence.AppendAsync(
            new EvidenceEntry
            {
                Action = EvidenceAction.SetAside,
                Phase = EvidencePhase.Fact,
                Actor = Words.Of(Actor.Host),
                Subject = subject.Value,
                From = Zone.Worker,
                To = Zone.Storage,
                Purpose = Purpose.Payment,
                Data = DataClass.Notes,
                Items = next.Attempts,
                Reason = new Token(because.Code),
            },
            CancellationToken.None);

    private static DecisionRow Sealed(EncounterRow row, EncounterCells cells, Decision decision, int number, int? undoes) => new()
    {
        Encounter = row.Id,
        Number = number,
        CodingVersion = decision.CodingVersion,
        Undoes = undoes,
        DecidedAt = decision.At.ToUnixTimeMilliseconds(),
        Decision = cells.Seal(decision, number),
    };

    private async Task<Outcome<EncounterRow>> WriteAsync(EncounterRow row, EncounterRow next, EvidenceEntry entry, DecisionRow? decision)
    {
        await evidence.AppendAsync(entry, CancellationToken.None);
        try
        {
            var written = await store.WriteAsync(row, next, decision is null ? null : rows =>
            {
                rows.Add(decision);
                return Task.CompletedTask;
            });
            metrics.Decided(entry.Change.ToString());
            return written;
        }
        catch (Exception e) when (e is not EvidenceUnavailableException)
        {
            // The entry above says that it was decided; this one says that it was not kept.
            var reason = e is StaleActivationException ? Refusals.StaleActivation : Refusals.StorageUnavailable;
            await evidence.AppendAsync(entry with { Phase = EvidencePhase.Refused, Reason = new Token(reason.Code) }, CancellationToken.None);
            if (e is StaleActivationException || !EncounterStore.IsUnavailable(e))
            {
                throw;
            }

            return reason;
        }
    }

    private async Task<List<(DecisionRow Row, Decision Decision)>> HistoryAsync(Guid id, EncounterCells cells) =>
        (await store.DecisionsAsync(id, CancellationToken.None)).ConvertAll(d => (d, cells.Decision(d)));

    private async Task<CodingResult?> ResultAsync(EncounterRow row, EncounterCells cells) =>
        row.CodingVersion > 0 && await store.CodingAsync(row.Id, row.CodingVersion, CancellationToken.None) is { } coding ? cells.Result(coding) : null;
}
