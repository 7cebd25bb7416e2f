using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Live;
using Appliance.Encounters.Review;
using Appliance.Encounters.Storage;
using Appliance.Evidence;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Appliance.Encounters.Grains;

/// <summary>
/// Carries one encounter. Calls interleave, so that a person can decide while a worker reads; <see cref="_row"/> changes only under <see cref="_turn"/>,
/// and only after the change is durable.
/// </summary>
[Reentrant]
internal sealed partial class EncounterGrain(
    EncounterStore store, Lifecycle lifecycle, CodingTurns turns, EncounterReview review, LiveFeed feed, ILogger<EncounterGrain> log) : Grain, IEncounterGrain
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private EncounterRow? _row;
    private Pseudonym _subject;
    private EncounterCells? _cells;
    private bool _loaded;
    private Task<TimeSpan?>? _coding;
    private CancellationTokenSource? _changed;
    private int _refusals;

    private Guid Id => this.GetPrimaryKey();

    /// <inheritdoc/>
    public async Task<TimeSpan?> AdvanceAsync()
    {
        await InTurnAsync(async () =>
        {
            await ReceiveAsync();
            if (_row is not null && _cells is not null && lifecycle.IsFree(_row, _cells.Summary(_row.Summary)))
            {
                await WriteAsync(Lifecycle.Free(_row), null, 0);
            }

            return null;
        });
        if (_row?.State != EncounterState.Queued && _coding is null)
        {
            return null;
        }

        var mine = _coding ??= CodeAsync();
        try
        {
            return await mine;
        }
        finally
        {
            if (ReferenceEquals(_coding, mine))
            {
                _coding = null;
            }
        }
    }

    /// <inheritdoc/>
    public Task<Refusal?> DecideAsync(Actor person, Code code, DecisionKind kind, Code? replacement, int codingVersion) =>
        ReviewAsync(row => review.DecideAsync(row, _cells!, _subject, new Decision(code, kind, person, store.Now) { Replacement = replacement, CodingVersion = codingVersion }));

    /// <inheritdoc/>
    public Task<Refusal?> UndoAsync(Actor person) => ReviewAsync(row => review.UndoAsync(row, _cells!, _subject, person));

    /// <inheritdoc/>
    public Task<Refusal?> FinishAsync(Actor person) => ReviewAsync(row => review.FinishAsync(row, _subject, person));

    /// <inheritdoc/>
    public Task<Refusal?> ReopenAsync(Actor person) => ReviewAsync(row => review.ReopenAsync(row, _subject, person));

    /// <inheritdoc/>
    public Task<Refusal?> RetryAsync(Actor person) => ReviewAsync(row => review.RetryAsync(row, _subject, person));

    private Task<Refusal?> ReviewAsync(Func<EncounterRow, Task<Outcome<EncounterRow>>> act) => InTurnAsync(async () =>
    {
        if (_row is null)
        {
            return Refusals.NoSuchEncounter;
        }

        if (_cells is null)
        {
            return Refusals.KeyErased;
        }

        var outcome = await act(_row);
        if (outcome.Succeeded)
        {
            Adopt(outcome.Value, 0);
        }

        return outcome.Refusal;
    });

    /// <summary>Runs one change after the other. What fails half-way leaves this activation in doubt, so it reads anew.</summary>
    private async Task<Refusal?> InTurnAsync(Func<Task<Refusal?>> change)
    {
        await _turn.WaitAsync();
        try
        {
            await LoadAsync();
            return await change();
        }
        catch (EvidenceUnavailableException)
        {
            return Refusals.EvidenceUnavailable;
        }
        catch (StaleActivationException)
        {
            LogStale(Id);
            _loaded = false;
            DeactivateOnIdle();
            throw;
        }
        catch
        {
            _loaded = false;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task LoadAsync()
    {
        // Each turn anew: the key may have been erased since the last one.
        _cells = store.Cells(Id);
        if (_loaded)
        {
            return;
        }

        var (row, pseudonym) = await store.LoadAsync(Id, CancellationToken.None);
        _subject = pseudonym is null || _cells is null ? Pseudonym.None : _cells.Pseudonym(pseudonym);
        _row = row;
        _loaded = true;
        if (row is { State: EncounterState.Coding } && _coding is null)
        {
            LogInterrupted(Id);
            await WriteAsync(lifecycle.Interrupt(row), null, 0);
        }
    }

    /// <summary>Takes in deliveries. The last one says how the encounter stands; the rows go in the transaction that records it.</summary>
    private async Task ReceiveAsync()
    {
        if (_cells is null || await store.InboxAsync(Id, CancellationToken.None) is not { Count: > 0 } inbox)
        {
            return;
        }

        var delivery = _cells.Inbox(inbox[^1]);
        var present = _row is null ? null : await store.FactsAsync(Id, CancellationToken.None);
        var taken = inbox.Select(i => i.Number).ToList();
        if (_row is not null && present is not null && _cells.CodesAlike(present, delivery))
        {
            var same = _cells.Seal(delivery, _row.FactsVersion);
            await WriteAsync(lifecycle.Restate(_row, delivery) with { Summary = _cells.Seal(EncounterSummary.Of(delivery)) }, rows => rows.TakeAsync(taken, same, true), 0);
            return;
        }

        var start = _row ?? new EncounterRow
        {
            Id = Id,
            Arrival = inbox[0].Number,
            Sample = inbox[0].Sample,
            ReceivedAt = inbox[0].ReceivedAt,
        };
        var next = lifecycle.Receive(start, delivery) with
        {
            Priority = inbox[^1].Priority,
            Summary = _cells.Seal(EncounterSummary.Of(delivery)),
        };
        var facts = _cells.Seal(delivery, next.FactsVersion);
        var bytes = inbox.Sum(i => i.Bytes);
        feed.Received(new EncounterId(Id), _subject, next.State, bytes);
        await WriteAsync(next, rows => rows.TakeAsync(taken, facts, present is not null), bytes);
        await (_changed?.CancelAsync() ?? Task.CompletedTask);
    }

    /// <summary>Codes until there is an answer to the present facts, it must wait, or it is set aside.</summary>
    private async Task<TimeSpan?> CodeAsync()
    {
        while (true)
        {
            EncounterDelivery? facts = null;
            using var changed = new CancellationTokenSource();
            await InTurnAsync(async () =>
            {
                facts = await BeginAsync();
                _changed = changed;
                return null;
            });
            if (facts is null)
            {
                return null;
            }

            var version = _row!.FactsVersion;
            var answer = await turns.TryAsync(facts.Facts, _row.Priority, _subject, changed.Token);
            _changed = null;
            TimeSpan? wait = null;
            var again = false;
            await InTurnAsync(async () =>
            {
                (again, wait) = await EndAsync(answer, version);
                return null;
            });
            if (!again)
            {
                return wait;
            }
        }
    }

    private async Task<EncounterDelivery?> BeginAsync()
    {
        if (_row?.State != EncounterState.Queued || _cells is null || turns.Stopped.IsCancellationRequested)
        {
            return null;
        }

        if (await store.FactsAsync(Id, CancellationToken.None) is not { } row)
        {
            return null;
        }

        var facts = _cells.Facts(row);
        await WriteAsync(Lifecycle.Begin(_row), null, facts.Facts.Notes.Sum(n => (long)n.Text.Length));
        return facts;
    }

    private async Task<(bool Again, TimeSpan? Wait)> EndAsync(Outcome<Workers.WorkerAnswer>? answer, int factsVersion)
    {
        if (_row!.FactsVersion != factsVersion)
        {
            return (true, null);
        }

        if (_row.State != EncounterState.Coding || _cells is null)
        {
            return (false, null);
        }

        if (answer is not { } outcome)
        {
            await WriteAsync(Lifecycle.Withdraw(_row), null, 0);
            return (false, null);
        }

        if (outcome.Refusal is { } refusal)
        {
            return await EndRefusedAsync(refusal);
        }

        _refusals = 0;
        await review.CodedAsync(_row, _cells, outcome.Value.Result, row => Adopt(row, 0));
        return (false, null);
    }

    private async Task<(bool Again, TimeSpan? Wait)> EndRefusedAsync(Refusal refusal)
    {
        if (Lifecycle.IsPassing(refusal))
        {
            await WriteAsync(Lifecycle.Withdraw(_row!), null, 0);
            return (false, turns.Wait(++_refusals));
        }

        var next = lifecycle.Fail(_row!, refusal);
        LogFailed(Id, refusal.Code, _row!.Attempts);
        try
        {
            if (next.State == EncounterState.SetAside)
            {
                await review.SetAsideAsync(next, _subject, refusal);
            }
        }
        catch (EvidenceUnavailableException)
        {
            // Setting aside must be recorded first; its attempts stay counted, so the next failure sets it aside.
            await WriteAsync(_row.With(EncounterState.Queued, null), null, 0);
            return (false, turns.Wait(++_refusals));
        }

        await WriteAsync(next, null, 0);
        return (next.State == EncounterState.Queued, null);
    }

    private async Task WriteAsync(EncounterRow next, Func<EncounterContext, Task>? along, long bytes) =>
        Adopt(await store.WriteAsync(next.RowVersion == 0 ? null : _row, next, along), bytes);

    private void Adopt(EncounterRow next, long bytes)
    {
        var before = _row?.State;
        _row = next;
        if (before != next.State)
        {
            feed.StateChanged(new EncounterId(Id), _subject, before, next.State, bytes);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Encounter {Encounter} was written by another activation; this one steps down.")]
    private partial void LogStale(Guid encounter);

    [LoggerMessage(2, LogLevel.Information, "Encounter {Encounter} was being coded when the appliance ended; it is queued again.")]
    private partial void LogInterrupted(Guid encounter);

    [LoggerMessage(3, LogLevel.Warning, "Encounter {Encounter} could not be coded: {Code} at attempt {Attempt}.")]
    private partial void LogFailed(Guid encounter, string code, int attempt);
}
