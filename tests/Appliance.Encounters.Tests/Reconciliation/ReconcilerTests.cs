using Appliance.Domain;
using Appliance.Encounters.Reconciliation;
using Appliance.Encounters.Review;
using Appliance.Encounters.Storage.Commit;
using Appliance.Encounters.Tests.Doubles;
using Appliance.Evidence;
using Appliance.Evidence.Trails;
using Appliance.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Appliance.Encounters.Tests.Reconciliation;

/// <summary>What is stored is compared with the real evidence log, after orderly work, after crashes, and after somebody changed one of the two.</summary>
public sealed class ReconcilerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AfterOrderlyWorkStorageAndLogAgreeAndTheLogSaysSo()
    {
        await using var evidence = await LogAsync();
        await WorkAsync(evidence);
        var report = await CompareAsync(evidence);
        Assert.True(report.Agrees, string.Join(' ', report.Gaps.Select(g => g.Text)));

        // A patient, an encounter, and the installation itself.
        Assert.Equal((3, 0, 0), (report.Compared, report.Busy, report.Erased));
        var said = (await evidence.ReadAsync(evidence.Count - 1, 1, default))[0].Entry;
        Assert.Equal((EvidenceAction.Reconciled, Change.Agreed, 3), (said.Action, said.Change, said.Items));
        Assert.Equal("The host compared what is stored with this log: 3 subjects agree.", said.Describe());
    }

    [Theory]
    [InlineData("DELETE FROM resource_history", DataClass.ClinicalResources)]
    [InlineData("DELETE FROM decision WHERE number = 2", DataClass.Decisions)]
    [InlineData("UPDATE resource SET content = content || x'00' WHERE type = 'DocumentReference'", DataClass.ClinicalResources)]
    [InlineData("INSERT INTO resource SELECT randomblob(16), type, version, scope, encounter, patient, fhir_id, content_mac, content, updated_at FROM resource WHERE type = 'DocumentReference'", DataClass.ClinicalResources)]
    [InlineData("INSERT INTO decision SELECT encounter, 99, coding_version, undoes, decided_at, decision FROM decision WHERE number = 1", DataClass.Decisions)]
    [InlineData("INSERT INTO coding SELECT encounter, 99, facts_version, release, created_at, result FROM coding WHERE version = 1", DataClass.Suggestions)]
    public async Task WhatWasChangedBesideTheLogIsAGapThatIsRecordedOnce(string change, DataClass data)
    {
        await using var evidence = await LogAsync();
        await WorkAsync(evidence);
        Tamper(change);
        var report = await CompareAsync(evidence);
        var gap = Assert.Single(report.Gaps);
        Assert.Equal(data, gap.Data);
        await CompareAsync(evidence);
        var recorded = (await evidence.ReadAsync(0, 10_000, default)).Where(e => e.Entry is { Action: EvidenceAction.Reconciled, Change: Change.Gap } && e.Entry.Subject == gap.Subject);
        Assert.Equal(data, Assert.Single(recorded).Entry.Data);
    }

    [Fact]
    public async Task ASubjectThatVanishedFromStorageIsAGap()
    {
        await using var evidence = await LogAsync();
        await WorkAsync(evidence);
        Tamper("PRAGMA foreign_keys=OFF; DELETE FROM decision; DELETE FROM coding; DELETE FROM encounter_facts; DELETE FROM encounter; DELETE FROM resource WHERE encounter IS NOT NULL; DELETE FROM resource_history; DELETE FROM subject WHERE id NOT IN (SELECT scope FROM resource)");
        var gap = Assert.Single((await CompareAsync(evidence)).Gaps);
        Assert.Equal((0L, 3L), (gap.Stored, gap.Recorded));
    }

    [Theory]
    [InlineData((int)CommitStep.IntentsDurable)]
    [InlineData((int)CommitStep.DataWritten)]
    [InlineData((int)CommitStep.DataDurable)]
    [InlineData((int)CommitStep.OutcomesDurable)]
    public async Task ADeliveryThatWasCutOffRaisesNoFalseAlarm(int cutAt)
    {
        await using (var evidence = await LogAsync())
        {
            using var open = new OpenStore(Data, evidence);
            open.Store.AtStep = step => _ = step == (CommitStep)cutAt ? throw new ProcessEndedException() : step;
            await Assert.ThrowsAsync<ProcessEndedException>(() => open.CommitAsync(Deliveries.Visit()));
        }

        await using (var evidence = await LogAsync())
        {
            Assert.Empty((await CompareAsync(evidence)).Gaps);
        }
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task ADecisionThatACrashCutOffRaisesNoFalseAlarmButOneThatIsGoneOtherwiseDoes(bool crashed, int gaps)
    {
        await using var evidence = await LogAsync();
        await evidence.AppendAsync(Some.Fact() with { Change = Change.Started }, default);
        await WorkAsync(evidence);
        Tamper("DELETE FROM decision WHERE number = (SELECT max(number) FROM decision)");
        await evidence.AppendAsync(Some.Fact() with { Change = crashed ? Change.Started : Change.Stopped }, default);
        Assert.Equal(gaps, (await CompareAsync(evidence)).Gaps.Count);
    }

    [Fact]
    public async Task WhatIsUnderWayIsLookedAtLater()
    {
        await using var evidence = await LogAsync();
        await WorkAsync(evidence);
        Tamper("DELETE FROM decision WHERE number = 2");
        var report = await CompareAsync(evidence, later: TimeSpan.Zero);
        Assert.Equal((0, 1), (report.Gaps.Count, report.Busy));
    }

    /// <summary>A visit is delivered, coded, amended, coded again, and decided on twice.</summary>
    private async Task WorkAsync(EvidenceLog evidence)
    {
        await using var appliance = await RunningAppliance.StartAsync(Data, evidence, workers: new ScriptedWorkers { Log = evidence });
        await appliance.DeliverAsync(Deliveries.Visit());
        var row = await appliance.UntilAsync(EncounterState.InReview);
        await appliance.DeliverAsync(Deliveries.Visit(text: "Assessment: type 2 diabetes mellitus, amended.", noteVersion: 2));
        row = await appliance.UntilAsync(r => r.State == EncounterState.InReview && r.NeedsSecondLook);
        var version = (await appliance.Desk.OpenAsync(row.Id, Some.Coder, default)).Value.CodingVersion;
        Assert.True((await appliance.Desk.DecideAsync(row.Id, Some.Coder, ScriptedWorkers.Diabetes, DecisionKind.Accepted, null, version, default)).Succeeded);
        Assert.True((await appliance.Desk.UndoAsync(row.Id, Some.Coder, default)).Succeeded);
        await appliance.UntilInboxIsEmptyAsync();
    }

    private async Task<ReconciliationReport> CompareAsync(EvidenceLog evidence, TimeSpan? later = null)
    {
        using var open = new OpenStore(Data, evidence);
        using var index = SubjectIndex.Open(_folder.File("index.db"), evidence);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow + (later ?? TimeSpan.FromHours(1)));
        return await new Reconciler(open.Database, open.Keys, index, evidence, time).RunAsync(TestContext.Current.CancellationToken);
    }

    private void Tamper(string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(Data, "appliance.db"), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(command.ExecuteNonQuery() > 0);
    }

    private Task<EvidenceLog> LogAsync() => SqliteEvidenceLog.OpenAsync(new EvidenceOptions { Path = _folder.File("evidence.db") }, TimeProvider.System);
}
