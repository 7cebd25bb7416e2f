using Appliance.Domain;
using Appliance.Encounters.Grains;
using Appliance.Encounters.Review;
using Appliance.Encounters.Storage.Sqlite;
using Appliance.Encounters.Tests.Doubles;
using Appliance.Encounters.Workers;
using Appliance.Evidence;
using Appliance.Testing;

namespace Appliance.Encounters.Tests.Grains;

public sealed class EncounterGrainTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly CollectingEvidenceLog _evidence = new();
    private RunningAppliance _appliance = null!;

    public async ValueTask InitializeAsync() => _appliance = await RunningAppliance.StartAsync(_folder.Path, _evidence);

    public async ValueTask DisposeAsync()
    {
        await _appliance.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task ADeliveredEncounterIsCodedReviewedAndFinished()
    {
        await _appliance.DeliverAsync(Deliveries.Visit());
        var row = await _appliance.UntilAsync(EncounterState.InReview);
        Assert.Equal((1, 0, "FY2027", new DateOnly(2026, 11, 2)), (row.Shown, row.Decided, row.Release, row.DateOfService));
        var view = (await _appliance.Desk.DecideAsync(row.Id, Some.Coder, ScriptedWorkers.Diabetes, DecisionKind.Accepted, null, 1, default)).Value;
        Assert.Equal(1, view.Row.Decided);
        view = (await _appliance.Desk.FinishAsync(row.Id, Some.Coder, default)).Value;
        Assert.Equal(EncounterState.Finished, view.Row.State);
        Assert.Equal(DecisionKind.Accepted, view.Current[ScriptedWorkers.Diabetes].Kind);
        var states = _appliance.Feed.Current.States;
        Assert.Equal((1, 0, 0), (states[EncounterState.Finished], states[EncounterState.InReview], states[EncounterState.Coding]));
    }

    [Fact]
    public async Task TheSameDeliveryAgainIsNotCodedAgain()
    {
        await _appliance.DeliverAsync(Deliveries.Visit());
        await _appliance.UntilAsync(EncounterState.InReview);
        await _appliance.DeliverAsync(Deliveries.Visit());

        // Something that coding does not read is delivered: the encounter hears of it and stays as it is.
        var renamed = Deliveries.Visit();
        await _appliance.DeliverAsync(renamed with { Resources = [Deliveries.Write(Deliveries.Patient("p-e1"), new() { ["name"] = "Other" })] });
        await _appliance.UntilInboxIsEmptyAsync();
        Assert.Single(_appliance.Workers.Calls);
        Assert.False((await _appliance.UntilAsync(EncounterState.InReview)).NeedsSecondLook);
    }

    [Fact]
    public async Task AnAmendedNoteIsCodedAgainKeepsDecisionsAndAsksForASecondLook()
    {
        await _appliance.DeliverAsync(Deliveries.Visit());
        var row = await _appliance.UntilAsync(EncounterState.InReview);
        await _appliance.Desk.DecideAsync(row.Id, Some.Coder, ScriptedWorkers.Diabetes, DecisionKind.Accepted, null, 1, default);
        await _appliance.Desk.FinishAsync(row.Id, Some.Coder, default);
        _appliance.Workers.Answer = (encounter, _) => Task.FromResult<Outcome<WorkerAnswer>>(ScriptedWorkers.Found(encounter, ScriptedWorkers.Diabetes, ScriptedWorkers.Hypertension));
        await _appliance.DeliverAsync(Deliveries.Visit(text: "Amended: also hypertension.", noteVersion: 2));
        row = await _appliance.UntilAsync(r => r is { State: EncounterState.InReview, NeedsSecondLook: true });
        Assert.Equal((2, 1), (row.Shown, row.Decided));
        var view = (await _appliance.Desk.OpenAsync(row.Id, Some.Coder, default)).Value;
        Assert.Equal((2, 2, "Amended: also hypertension."), (view.CodingVersion, view.Encounter.Notes[0].Version, view.Encounter.Notes[0].Text));
        Assert.Equal(1, Assert.Single(view.Decisions).CodingVersion);
        Assert.False((await _appliance.Desk.FinishAsync(row.Id, Some.Coder, default)).Value.Row.NeedsSecondLook);
    }

    [Fact]
    public async Task ANoteAmendedWhileAWorkerReadsItMakesTheOldAnswerVoid()
    {
        var reading = new TaskCompletionSource();
        _appliance.Workers.Answer = async (encounter, cancellation) =>
        {
            _appliance.Workers.Answer = (e, _) => Task.FromResult<Outcome<WorkerAnswer>>(ScriptedWorkers.Found(e, ScriptedWorkers.Hypertension));
            reading.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return ScriptedWorkers.Found(encounter, ScriptedWorkers.Diabetes);
        };
        await _appliance.DeliverAsync(Deliveries.Visit());
        await reading.Task;
        await _appliance.DeliverAsync(Deliveries.Visit(text: "Amended.", noteVersion: 2));
        var row = await _appliance.UntilAsync(EncounterState.InReview);
        var view = (await _appliance.Desk.OpenAsync(row.Id, Some.Coder, default)).Value;
        Assert.Equal((1, ScriptedWorkers.Hypertension), (view.CodingVersion, Assert.Single(view.Result!.Suggestions).Code));
    }

    [Fact]
    public async Task AnEncounterWithoutAFinalNoteWaitsUntilOneComes()
    {
        var empty = Deliveries.Visit("e1", []);
        await _appliance.DeliverAsync(empty with { Encounters = [empty.Encounters[0] with { NotesNotFinal = 2 }] });
        var row = await _appliance.UntilAsync(EncounterState.Waiting);
        Assert.Equal("APP-ENC-001", row.Reason!.Code);
        var view = (await _appliance.Desk.OpenAsync(row.Id, Some.Coder, default)).Value;
        Assert.Equal((2, 0, 0), (view.NotesNotFinal, view.UnreadableNotes.Count, view.CodingVersion));
        await _appliance.DeliverAsync(Deliveries.Visit());
        Assert.False((await _appliance.UntilAsync(EncounterState.InReview)).NeedsSecondLook);
    }

    [Fact]
    public async Task AnEncounterWhoseOnlyFinalNoteCannotBeReadSaysSo()
    {
        var empty = Deliveries.Visit("e1", []);
        await _appliance.DeliverAsync(empty with { Encounters = [empty.Encounters[0] with { NotesNotFinal = 1 }] });
        await _appliance.UntilAsync(row => row.Reason?.Code == "APP-ENC-001");

        // What coding would read is the same as before, and still the reason is another.
        var pdf = new Refusal("APP-FHR-000", RefusalKind.NotSupported, "Not supported.");
        await _appliance.DeliverAsync(Deliveries.Visit() with { Encounters = [empty.Encounters[0] with { UnreadableNotes = [pdf] }] });
        var row = await _appliance.UntilAsync(row => row.Reason?.Code == "APP-ENC-025");
        Assert.Equal(EncounterState.Waiting, row.State);
        Assert.Contains("could not be read", row.Reason!.Message, StringComparison.Ordinal);
        Assert.Equal([pdf], (await _appliance.Desk.OpenAsync(row.Id, Some.Coder, default)).Value.UnreadableNotes);
        await _appliance.DeliverAsync(Deliveries.Visit(noteVersion: 2, text: "Assessment: type 2 diabetes mellitus, readable."));
        await _appliance.UntilAsync(EncounterState.InReview);
    }

    [Fact]
    public async Task AnEncounterWhoseStatusDoesNotAllowCodingWaitsAndIsFreedWhenTheRuleIsChanged()
    {
        await _appliance.DeliverAsync(Deliveries.Visit(status: EncounterStatus.InProgress));
        var row = await _appliance.UntilAsync(EncounterState.Waiting);
        Assert.Contains("in-progress", row.Reason!.Message, StringComparison.Ordinal);
        Assert.Empty(_appliance.Workers.Calls);
        await _appliance.DisposeAsync();
        _appliance = await RunningAppliance.StartAsync(_folder.Path, _evidence, o => o.CodeWhenStatus.Add(EncounterStatus.InProgress));
        await _appliance.UntilAsync(EncounterState.InReview);
    }

    [Theory]
    [InlineData(1890)]
    [InlineData(2035)]
    public async Task ADateThatNoCodeSetServesIsShownAndNothingGoesToAWorker(int year)
    {
        await _appliance.DeliverAsync(Deliveries.Visit("e1", [Some.Note()], date: new DateOnly(year, 1, 1)));
        var row = await _appliance.UntilAsync(EncounterState.NoCodeSet);
        Assert.NotNull(row.Reason);
        Assert.Empty(_appliance.Workers.Calls);
    }

    [Fact]
    public async Task ANoteThatKillsTheWorkerThreeTimesIsSetAsideAndMayBeTriedAgain()
    {
        _appliance.Workers.Answer = (_, _) => Task.FromResult<Outcome<WorkerAnswer>>(WorkerRefusals.WorkerDied);
        await _appliance.DeliverAsync(Deliveries.Visit());
        var row = await _appliance.UntilAsync(EncounterState.SetAside);
        Assert.Equal(("APP-ENC-014", 3), (row.Reason!.Code, _appliance.Workers.Calls.Count));
        Assert.Contains(_evidence.Entries, e => e.Entry is { Action: EvidenceAction.SetAside } && e.Entry.Reason.ToString() == "APP-WRK-003");
        _appliance.Workers.Answer = (encounter, _) => Task.FromResult<Outcome<WorkerAnswer>>(ScriptedWorkers.Found(encounter, ScriptedWorkers.Diabetes));
        Assert.True((await _appliance.Desk.RetryAsync(row.Id, Some.Coder, default)).Succeeded);
        await _appliance.UntilAsync(EncounterState.InReview);
    }

    [Fact]
    public async Task AnEncounterThatIsSetAsideDoesNotBlockTheOthers()
    {
        _appliance.Workers.Answer = (encounter, _) => Task.FromResult<Outcome<WorkerAnswer>>(
            encounter.Notes[0].Text == "bad" ? (Outcome<WorkerAnswer>)WorkerRefusals.WorkerDied : ScriptedWorkers.Found(encounter, ScriptedWorkers.Diabetes));
        await _appliance.DeliverAsync(Deliveries.Visit("bad", "bad"));
        for (var i = 0; i < 5; i++)
        {
            await _appliance.DeliverAsync(Deliveries.Visit($"good{i}"));
        }

        await _appliance.UntilAsync(EncounterState.SetAside);
        await _appliance.UntilCountAsync(EncounterState.InReview, 5);
    }

    [Fact]
    public async Task FullQueuesAndMissingWorkersAreWaitedOutAndNotCounted()
    {
        var refusals = new Queue<Refusal>([WorkerRefusals.QueueFull, WorkerRefusals.NoWorker, WorkerRefusals.NoEvidence, WorkerRefusals.QueueFull]);
        _appliance.Workers.Answer = (encounter, _) => Task.FromResult<Outcome<WorkerAnswer>>(
            refusals.TryDequeue(out var refusal) ? (Outcome<WorkerAnswer>)refusal : ScriptedWorkers.Found(encounter, ScriptedWorkers.Diabetes));
        await _appliance.DeliverAsync(Deliveries.Visit());
        await _appliance.UntilAsync(EncounterState.InReview);
        Assert.Equal(5, _appliance.Workers.Calls.Count);
    }

    [Fact]
    public async Task WhileSettingAsideCannotBeRecordedTheEncounterStaysQueued()
    {
        await _appliance.DisposeAsync();
        var evidence = new FailingEvidenceLog() { Healthy = true };
        _appliance = await RunningAppliance.StartAsync(_folder.Path, evidence);
        _appliance.Workers.Answer = (_, _) =>
        {
            evidence.Healthy = _appliance.Workers.Calls.Count != 3;
            return Task.FromResult<Outcome<WorkerAnswer>>(WorkerRefusals.WorkerDied);
        };
        await _appliance.DeliverAsync(Deliveries.Visit());
        await _appliance.UntilAsync(EncounterState.SetAside);
        Assert.Equal(4, _appliance.Workers.Calls.Count);
    }

    [Fact]
    public async Task AnErasedKeyEndsTheGrainsWorkToo()
    {
        await _appliance.DeliverAsync(Deliveries.Visit());
        var row = await _appliance.UntilAsync(EncounterState.InReview);
        _appliance.Service<Encounters.Keys.KeyStore>().Erase(row.Id.Value);
        var grain = _appliance.Service<IGrainFactory>().GetGrain<IEncounterGrain>(row.Id.Value);
        Assert.Equal("APP-ENC-007", (await grain.DecideAsync(Some.Coder, ScriptedWorkers.Diabetes, DecisionKind.Accepted, null, 1))!.Code);
    }

    [Fact]
    public async Task AnUnexpectedFaultOfTheWorkersCountsAsAnAttempt()
    {
        _appliance.Workers.Answer = (_, _) => throw new InvalidOperationException("unexpected");
        await _appliance.DeliverAsync(Deliveries.Visit());
        Assert.Equal("APP-ENC-014", (await _appliance.UntilAsync(EncounterState.SetAside)).Reason!.Code);
    }

    [Fact]
    public async Task AStaleActivationStepsDownAndWritesNothing()
    {
        await _appliance.DeliverAsync(Deliveries.Visit());
        var row = await _appliance.UntilAsync(EncounterState.InReview);
        var database = _appliance.Service<ClinicalDatabase>();
        using (await database.WriteAsync(default))
        {
            SqliteFile.Execute(database.Connection, "UPDATE encounter SET row_version = row_version + 1");
        }

        var grain = _appliance.Service<IGrainFactory>().GetGrain<IEncounterGrain>(row.Id.Value);
        await Assert.ThrowsAsync<StaleActivationException>(() => grain.DecideAsync(Some.Coder, ScriptedWorkers.Diabetes, DecisionKind.Accepted, null, 1));
        Assert.Empty((await _appliance.Desk.OpenAsync(row.Id, Some.Coder, default)).Value.Decisions);
        Assert.Contains(_evidence.Entries, e => e.Entry is { Action: EvidenceAction.Decided, Phase: EvidencePhase.Refused });

        // The next activation reads what is there, so a person notices nothing.
        Assert.True((await _appliance.Desk.DecideAsync(row.Id, Some.Coder, ScriptedWorkers.Diabetes, DecisionKind.Accepted, null, 1, default)).Succeeded);
    }

    [Fact]
    public async Task AnOrderlyStopPutsWhatIsBeingCodedBackIntoTheQueue()
    {
        var reading = new TaskCompletionSource();
        _appliance.Workers.Answer = async (encounter, cancellation) =>
        {
            reading.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return ScriptedWorkers.Found(encounter, ScriptedWorkers.Diabetes);
        };
        await _appliance.DeliverAsync(Deliveries.Visit());
        await reading.Task;
        await _appliance.StopAtOnceAsync();
        await _appliance.DisposeAsync();
        using (var open = new OpenStore(_folder.Path, _evidence))
        {
            using var rows = open.Database.Rows();
            var row = Assert.Single(rows.Encounters);
            Assert.Equal((EncounterState.Queued, 0, 0), (row.State, row.Attempts, row.Interruptions));
        }

        _appliance = await RunningAppliance.StartAsync(_folder.Path, _evidence);
        await _appliance.UntilAsync(EncounterState.InReview);
    }

    [Fact]
    public async Task FilesHoldNothingInClearFromDeliveryToDecision()
    {
        await _appliance.DeliverAsync(Deliveries.Visit("mrn-" + Deliveries.Canary, Deliveries.Canary));
        var row = await _appliance.UntilAsync(EncounterState.InReview);
        await _appliance.Desk.DecideAsync(row.Id, Some.Coder, ScriptedWorkers.Diabetes, DecisionKind.Accepted, null, 1, default);
        Assert.False(OnDisk.Holds(_folder.Path, System.Text.Encoding.UTF8.GetBytes(Deliveries.Canary)));
        Assert.False(OnDisk.Holds(_folder.Path, "E11.9"u8.ToArray()));
        Assert.False(OnDisk.Holds(_folder.Path, row.Pseudonym.Value.ToByteArray(bigEndian: true)));
    }
}
