using Appliance.Domain;
using Appliance.Encounters.Review;
using Appliance.Encounters.Tests.Doubles;
using Appliance.Evidence;
using Appliance.Testing;

namespace Appliance.Encounters.Tests.Review;

public sealed class ReviewDeskTests : IAsyncLifetime
{
    private static readonly Code Category = Code.Icd10Cm("E11");
    private static readonly Code Specific = Code.Icd10Cm("E11.22");

    private readonly TemporaryFolder _folder = new();
    private readonly FailingEvidenceLog _evidence = new() { Healthy = true };
    private RunningAppliance _appliance = null!;

    private ReviewDesk Desk => _appliance.Desk;

    public async ValueTask InitializeAsync() => _appliance = await RunningAppliance.StartAsync(_folder.Path, _evidence);

    public async ValueTask DisposeAsync()
    {
        await _appliance.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task ShowingIsRecordedBeforeTheTextIsGiven()
    {
        var id = await CodedAsync();
        var view = (await Desk.OpenAsync(id, Some.Coder, default)).Value;
        var shown = _evidence.Entries.Where(e => e.Entry.Action == EvidenceAction.ShownToPerson).ToList();
        Assert.Equal([EvidencePhase.Intent, EvidencePhase.Done], shown.Select(e => e.Entry.Phase));
        Assert.Equal((shown[0].Sequence, "person:coder-04"), (view.EvidenceSequence, shown[0].Entry.Actor.ToString()));
        Assert.Equal(view.Row.Pseudonym.Value, shown[0].Entry.Subject);
    }

    [Fact]
    public async Task ADecisionOnAnOpenEncounterIsNoShowingOfIt()
    {
        var id = await CodedAsync();
        var opened = (await Desk.OpenAsync(id, Some.Coder, default)).Value;
        var shown = Shown();
        var decided = (await AcceptAsync(id)).Value;
        await Desk.UndoAsync(id, Some.Coder, default);
        await DecideAsync(id, ScriptedWorkers.Diabetes, DecisionKind.Replaced, Specific);
        await Desk.FinishAsync(id, Some.Coder, default);
        Assert.Equal((opened.EvidenceSequence, 1), (decided.EvidenceSequence, decided.Decisions.Count));
        Assert.Equal(shown.Count, Shown().Count);
        Assert.Equal(4, _evidence.Entries.Count(e => e.Entry.Action == EvidenceAction.Decided));

        // Opening it is one, each time.
        await Desk.OpenAsync(id, Some.Coder, default);
        Assert.Equal(shown.Count + 2, Shown().Count);
    }

    [Fact]
    public async Task WhoDecidesWithoutHavingItOpenIsShownItAndThatIsRecorded()
    {
        var id = await CodedAsync();
        var view = (await AcceptAsync(id)).Value;
        Assert.Equal([EvidencePhase.Intent, EvidencePhase.Done], Shown().Select(e => e.Phase));
        Assert.Equal(view.EvidenceSequence, _evidence.Entries.First(e => e.Entry.Action == EvidenceAction.ShownToPerson).Sequence);
    }

    [Fact]
    public async Task IntentAndOutcomeCountTheTextThatIsShown()
    {
        const string text = "Assessment: type 2 diabetes mellitus, Müller.";
        await _appliance.DeliverAsync(Deliveries.Visit(text: text));
        var view = (await Desk.OpenAsync((await _appliance.UntilAsync(EncounterState.InReview)).Id, Some.Coder, default)).Value;
        var suggested = view.Result!.Suggestions.Sum(s => s.Code.Value.Length + s.Title.Length + s.Support.Sum(q => System.Text.Encoding.UTF8.GetByteCount(q.Quote)));
        Assert.Equal([(text.Length + 1L + suggested, 1L), (text.Length + 1L + suggested, 1L)], Shown().Select(e => (e.Bytes, (long)e.Items)));
    }

    [Fact]
    public async Task OnlyWhatChangedSinceIsShownAnew()
    {
        var other = new Actor(ActorKind.Person, "coder-05");
        var id = await CodedAsync();
        await Desk.OpenAsync(id, Some.Coder, default);
        await Desk.OpenAsync(id, other, default);
        await Desk.DecideAsync(id, other, ScriptedWorkers.Diabetes, DecisionKind.Accepted, null, 1, default);
        var shown = Shown().Count;
        await Desk.RefreshAsync(id, Some.Coder, default);
        var decision = Shown().Skip(shown).First();
        Assert.Equal((DataClass.Decisions, 1, 5), (decision.Data, (int)decision.Items, (int)decision.Bytes));
        await Desk.RefreshAsync(id, Some.Coder, default);
        Assert.Equal(shown + 2, Shown().Count);

        await _appliance.DeliverAsync(Deliveries.Visit(text: "Assessment: type 2 diabetes mellitus, amended.", noteVersion: 2));
        await _appliance.UntilAsync(row => row is { State: EncounterState.InReview, NeedsSecondLook: true });
        var view = (await Desk.RefreshAsync(id, Some.Coder, default)).Value;
        Assert.Equal((DataClass.Notes, 2), (Shown()[^1].Data, view.CodingVersion));
        Assert.Equal(shown + 4, Shown().Count);
    }

    [Fact]
    public async Task WithoutEvidenceNothingIsShownAndNothingIsDecided()
    {
        var id = await CodedAsync();
        _evidence.Healthy = false;
        Assert.Equal("APP-ENC-005", (await Desk.OpenAsync(id, Some.Coder, default)).Refusal!.Code);
        Assert.Equal("APP-ENC-005", (await AcceptAsync(id)).Refusal!.Code);
        _evidence.Healthy = true;
        Assert.Empty((await Desk.OpenAsync(id, Some.Coder, default)).Value.Decisions);
    }

    [Fact]
    public async Task ADecisionOnOlderSuggestionsIsRefused()
    {
        var id = await CodedAsync();
        var refusal = (await Desk.DecideAsync(id, Some.Coder, ScriptedWorkers.Diabetes, DecisionKind.Accepted, null, 0, default)).Refusal!;
        Assert.Equal((RefusalKind.Conflict, "APP-ENC-008"), (refusal.Kind, refusal.Code));
    }

    [Fact]
    public async Task AReplacementAndAnAddedCodeMustBeBillableOnTheDate()
    {
        var id = await CodedAsync();
        Assert.Equal("APP-ENC-011", (await DecideAsync(id, ScriptedWorkers.Diabetes, DecisionKind.Replaced, null)).Refusal!.Code);
        Assert.Equal("APP-ENC-012", (await DecideAsync(id, ScriptedWorkers.Diabetes, DecisionKind.Replaced, Category)).Refusal!.Code);
        Assert.Equal("APP-ENC-012", (await DecideAsync(id, Category, DecisionKind.Added, null)).Refusal!.Code);
        Assert.Equal("APP-ENC-010", (await DecideAsync(id, ScriptedWorkers.Hypertension, DecisionKind.Accepted, null)).Refusal!.Code);
        Assert.Equal("APP-ENC-016", (await DecideAsync(id, ScriptedWorkers.Diabetes, DecisionKind.None, null)).Refusal!.Code);
        var view = (await DecideAsync(id, ScriptedWorkers.Diabetes, DecisionKind.Replaced, Specific)).Value;
        Assert.Equal(Specific, view.Current[ScriptedWorkers.Diabetes].Replacement);
        view = (await DecideAsync(id, ScriptedWorkers.Hypertension, DecisionKind.Added, null)).Value;
        Assert.Equal((2, 1), (view.Current.Count, view.Row.Decided));
        var entry = _evidence.Entries.Single(e => e.Entry.Change == Change.Replaced).Entry;
        Assert.Equal(("E11.9", "E11.22"), (entry.Detail.ToString(), entry.Replacement.ToString()));
    }

    [Fact]
    public async Task UndoWalksBackDecisionByDecisionAndNothingIsDeleted()
    {
        var id = await CodedAsync();
        await AcceptAsync(id);
        await DecideAsync(id, ScriptedWorkers.Diabetes, DecisionKind.Refused, null);
        await DecideAsync(id, ScriptedWorkers.Hypertension, DecisionKind.Added, null);
        var view = (await Desk.UndoAsync(id, Some.Coder, default)).Value;
        Assert.DoesNotContain(ScriptedWorkers.Hypertension, view.Current.Keys);
        view = (await Desk.UndoAsync(id, Some.Coder, default)).Value;
        Assert.Equal(DecisionKind.Accepted, view.Current[ScriptedWorkers.Diabetes].Kind);
        view = (await Desk.UndoAsync(id, Some.Coder, default)).Value;
        Assert.Empty(view.Current);
        Assert.Equal((0, 6), (view.Row.Decided, view.Decisions.Count));
        Assert.Equal("APP-ENC-013", (await Desk.UndoAsync(id, Some.Coder, default)).Refusal!.Code);
    }

    [Fact]
    public async Task AFinishedEncounterIsDecidedOnOnlyAfterItWasReopened()
    {
        var id = await CodedAsync();
        Assert.Equal("APP-ENC-009", (await Desk.ReopenAsync(id, Some.Coder, default)).Refusal!.Code);
        await Desk.FinishAsync(id, Some.Coder, default);
        Assert.Equal("APP-ENC-009", (await AcceptAsync(id)).Refusal!.Code);
        Assert.Equal("APP-ENC-009", (await Desk.UndoAsync(id, Some.Coder, default)).Refusal!.Code);
        await Desk.ReopenAsync(id, Some.Coder, default);
        Assert.True((await AcceptAsync(id)).Succeeded);
    }

    [Fact]
    public async Task DecisionsSurviveARestart()
    {
        var id = await CodedAsync();
        await AcceptAsync(id);
        await _appliance.DisposeAsync();
        _appliance = await RunningAppliance.StartAsync(_folder.Path, _evidence);
        var view = (await Desk.OpenAsync(id, Some.Coder, default)).Value;
        Assert.Equal((DecisionKind.Accepted, Some.Coder), (view.Current[ScriptedWorkers.Diabetes].Kind, view.Current[ScriptedWorkers.Diabetes].By));
        Assert.Equal(1, _appliance.Feed.Current.States[EncounterState.InReview]);
    }

    [Fact]
    public async Task AnUnknownEncounterIsRefusedAndAnErasedOneSaysSo()
    {
        Assert.Equal("APP-ENC-006", (await Desk.OpenAsync(EncounterId.New(), Some.Coder, default)).Refusal!.Code);
        Assert.Equal("APP-ENC-006", (await Desk.FinishAsync(EncounterId.New(), Some.Coder, default)).Refusal!.Code);
        var id = await CodedAsync();
        _appliance.Service<Encounters.Keys.KeyStore>().Erase(id.Value);
        Assert.Equal("APP-ENC-007", (await Desk.OpenAsync(id, Some.Coder, default)).Refusal!.Code);
        var row = Assert.Single((await Desk.ListAsync(new WorklistFilter(), default)).Rows);
        Assert.Equal((Pseudonym.None, null), (row.Pseudonym, row.DateOfService));
    }

    [Fact]
    public async Task TheWorklistIsFilteredOrderedAndPaged()
    {
        for (var i = 0; i < 6; i++)
        {
            await _appliance.DeliverAsync(Deliveries.Visit($"e{i}", status: i % 2 == 0 ? EncounterStatus.Finished : EncounterStatus.Planned));
            await _appliance.UntilCountAsync(i % 2 == 0 ? EncounterState.InReview : EncounterState.Waiting, 1 + (i / 2));
        }

        var all = await Desk.ListAsync(new WorklistFilter { Order = WorklistOrder.ReceivedFirst }, default);
        Assert.Equal((6L, 3L, 3L), (all.Total, all.ByState[EncounterState.InReview], all.ByState[EncounterState.Waiting]));
        var second = await Desk.ListAsync(new WorklistFilter { Order = WorklistOrder.ReceivedFirst, Skip = 2, Take = 2 }, default);
        Assert.Equal(all.Rows.Skip(2).Take(2).Select(r => r.Id), second.Rows.Select(r => r.Id));
        var review = await Desk.ListAsync(new WorklistFilter { States = [EncounterState.InReview], Settings = [Setting.Outpatient], SecondLook = false }, default);
        Assert.Equal(3, review.Rows.Count);
        Assert.Empty((await Desk.ListAsync(new WorklistFilter { Settings = [Setting.Inpatient] }, default)).Rows);
        var wanted = all.Rows[4];
        foreach (var typed in new[] { wanted.Pseudonym.Short, wanted.Pseudonym.Short.ToLowerInvariant(), wanted.Pseudonym.ToString() })
        {
            Assert.Equal(wanted.Id, Assert.Single((await Desk.ListAsync(new WorklistFilter { Pseudonym = typed }, default)).Rows).Id);
        }

        foreach (var order in Enum.GetValues<WorklistOrder>())
        {
            Assert.Equal(6, (await Desk.ListAsync(new WorklistFilter { Order = order }, default)).Rows.Count);
        }

        Assert.Equal(wanted.Id, (await Desk.FindAsync(wanted.Id, default))!.Id);
        var inReview = all.Rows.Where(r => r.State == EncounterState.InReview).Select(r => r.Id).ToList();
        Assert.Equal(inReview[0], await Desk.NextAsync(null, default));
        Assert.Equal(inReview[2], await Desk.NextAsync(inReview[1], default));
        Assert.Equal(inReview[0], await Desk.NextAsync(inReview[2], default));
    }

    private List<EvidenceEntry> Shown() => [.. _evidence.Entries.Select(e => e.Entry).Where(e => e.Action == EvidenceAction.ShownToPerson)];

    private async Task<EncounterId> CodedAsync()
    {
        await _appliance.DeliverAsync(Deliveries.Visit());
        return (await _appliance.UntilAsync(EncounterState.InReview)).Id;
    }

    private Task<Outcome<EncounterView>> AcceptAsync(EncounterId id) => DecideAsync(id, ScriptedWorkers.Diabetes, DecisionKind.Accepted, null);

    private Task<Outcome<EncounterView>> DecideAsync(EncounterId id, Code code, DecisionKind kind, Code? replacement) =>
        Desk.DecideAsync(id, Some.Coder, code, kind, replacement, 1, default);
}
