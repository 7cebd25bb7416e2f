using System.Diagnostics;
using System.Globalization;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Workers;
using Appliance.Encounters.Workers.Launch;
using Appliance.Evidence;
using Appliance.Testing;

namespace Appliance.Encounters.Tests.Workers;

public sealed class WorkerPoolTests
{
    private static readonly PlainLauncher Plain = new("the test does not need one");

    [Fact]
    public async Task TheRealWorkerAnswersAndEveryMovementIsRecordedInOrder()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Product);
        var subject = Pseudonym.New();
        var answer = await pool.Pool.CodeAsync(Some.Encounter(), CodingInstructions.ForClaim, CodingPriority.Normal, subject, CancellationToken.None);

        Assert.Equal("FY2027", answer.Value.Result.Release);
        Assert.Equal(1, answer.Value.Attempts);
        Assert.Equal(
            [(EvidenceAction.SentToWorker, EvidencePhase.Intent), (EvidenceAction.SentToWorker, EvidencePhase.Done), (EvidenceAction.SuggestionsReturned, EvidencePhase.Fact)],
            pool.Entries.Where(entry => entry.Subject == subject.Value).Select(entry => (entry.Action, entry.Phase)));
        Assert.Contains(pool.Entries, entry => entry.Action == EvidenceAction.WorkerChanged);
        Assert.Equal(1, pool.Pool.Status[0].NotesCoded);
        Assert.Equal(0, pool.Pool.Status[0].InFlight);
    }

    [Fact]
    public async Task AKilledWorkerIsRestartedAndWhatItHadIsSentAgain()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Hostile, launcher: Plain);
        var first = await pool.WhenAsync(worker => worker.State == WorkerState.Ready);
        var gate = Path.Combine(pool.Folder, "gate");
        var held = new[] { pool.CodeAsync("hold-unless " + gate), pool.CodeAsync("hold-unless " + gate) };
        await HeldAsync(pool, 2);
        Assert.Equal(2, pool.Pool.Status[0].InFlight);

        await File.WriteAllTextAsync(gate, string.Empty);
        Process.GetProcessById(first.ProcessId).Kill();

        Assert.All(await Task.WhenAll(held), outcome => Assert.Equal(2, outcome.Value.Attempts));
        var second = pool.Pool.Status[0];
        Assert.NotEqual(first.ProcessId, second.ProcessId);
        Assert.Equal((1, WorkerEnd.Died), (second.Restarts, second.LastEnd));
    }

    [Fact]
    public async Task ANoteThatKillsTheWorkerIsBlamedEachTimeAndNoOtherIs()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Hostile, launcher: Plain);
        var killer = Pseudonym.New();
        for (var i = 0; i < 3; i++)
        {
            var others = Enumerable.Range(0, 20).Select(n => pool.CodeAsync("an ordinary note", (CodingPriority)(n % 3))).ToList();
            var killing = pool.Pool.CodeAsync(Some.Encounter("crash"), CodingInstructions.ForClaim, CodingPriority.Urgent, killer, CancellationToken.None);
            Assert.Equal("APP-WRK-003", (await killing).Refusal?.Code);
            Assert.All(await Task.WhenAll(others), outcome => Assert.Null(outcome.Refusal?.Code));
        }

        // Every sending of it is on record: the first among others, the rest alone.
        Assert.InRange(pool.Entries.Count(entry => entry.Subject == killer.Value && entry.Phase == EvidencePhase.Intent), 3, 4);
    }

    [Fact]
    public async Task ARequestThatTakesTooLongEndsTheWorkerAndIsBlamed()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Hostile, new WorkerOptions { RequestTimeout = TimeSpan.FromSeconds(1) }, launcher: Plain);
        Assert.Equal("APP-WRK-003", (await pool.CodeAsync("hang")).Refusal?.Code);
        Assert.Equal(WorkerEnd.TimedOut, (await pool.WhenAsync(worker => worker.LastEnd != WorkerEnd.None)).LastEnd);
    }

    [Fact]
    public async Task AFaultOfTheEngineIsRefusedWithoutItsWordsAndTheWorkerGoesOn()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Hostile, launcher: Plain);
        var refusal = (await pool.CodeAsync("throw Jane Doe")).Refusal!;
        Assert.Equal("APP-WRK-005", refusal.Code);
        Assert.DoesNotContain("Jane", refusal.ToString(), StringComparison.Ordinal);
        Assert.Equal("1", await pool.AskAsync("an ordinary note"));
        Assert.Equal(0, pool.Pool.Status[0].Restarts);
    }

    [Fact]
    public async Task ACallerWhoLeavesCancelsTheWorkInTheWorker()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Hostile, launcher: Plain);
        using var leaving = new CancellationTokenSource();
        var held = pool.CodeAsync("hold", cancellation: leaving.Token);
        await HeldAsync(pool, 1);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        string counts;
        do
        {
            counts = await pool.AskAsync("counts");
        }
        while (counts != "1 held, 1 cancelled");
    }

    [Fact]
    public async Task AFullQueuePushesBackAndACallerWhoLeavesMakesRoom()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Hostile, new WorkerOptions { RequestsPerWorker = 1, QueueCapacity = 1 }, launcher: Plain);
        var held = pool.CodeAsync("hold");
        await IntentAsync(pool);
        using var leaving = new CancellationTokenSource();
        var waiting = pool.CodeAsync("an ordinary note", cancellation: leaving.Token);
        var refused = await pool.CodeAsync("one too many");
        Assert.Equal(("APP-WRK-001", RefusalKind.Pushback), (refused.Refusal!.Code, refused.Refusal.Kind));
        Assert.Equal(1, pool.Pool.QueueLength(CodingPriority.Normal));

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, pool.Pool.QueueLength(CodingPriority.Normal));
        Assert.False(held.IsCompleted);
    }

    [Fact]
    public async Task WithoutEvidenceNothingIsSent()
    {
        var log = new FailingEvidenceLog(appendsBeforeFailure: 1);
        await using var pool = await TestPool.StartAsync(TestPool.Hostile, log: log, launcher: Plain);
        Assert.Equal("APP-WRK-007", (await pool.CodeAsync("an ordinary note")).Refusal?.Code);
        log.Healthy = true;
        Assert.Equal("1", await pool.AskAsync("an ordinary note"));
    }

    [Fact]
    public async Task WithoutEvidenceOfItAnAnswerIsNotHandedOn()
    {
        var log = new FailingEvidenceLog(appendsBeforeFailure: 2);
        await using var pool = await TestPool.StartAsync(TestPool.Hostile, log: log, launcher: Plain);
        Assert.Equal("APP-WRK-007", (await pool.CodeAsync("an ordinary note")).Refusal?.Code);
        Assert.Equal(EvidencePhase.Intent, log.Entries[^1].Entry.Phase);
        log.Healthy = true;
    }

    [Fact]
    public async Task AnEncounterBeyondTheBoundIsRefusedBeforeItIsSent()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Hostile, new WorkerOptions { MaxRequestBytes = 2048 }, launcher: Plain);
        Assert.Equal("APP-WRK-006", (await pool.CodeAsync(new string('x', 2000))).Refusal?.Code);
        Assert.DoesNotContain(pool.Entries, entry => entry.Action == EvidenceAction.SentToWorker);
    }

    [Fact]
    public async Task ANoteOfTheLargestSizeComesBackWithItsQuote()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Hostile, launcher: Plain);
        var text = new string('x', Note.MaxTextLength);
        Assert.Equal(text, (await pool.CodeAsync(text)).Value.Result.Suggestions[0].Support[0].Quote);
    }

    [Fact]
    public async Task WithoutAnExecutableNobodyWaits()
    {
        await using var pool = await TestPool.StartAsync(Path.Combine(AppContext.BaseDirectory, "nothing.dll"));
        Assert.Equal("APP-WRK-002", (await pool.CodeAsync("an ordinary note")).Refusal?.Code);
        Assert.Contains("nothing.dll", pool.Pool.Status[0].Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFrozenWorkerIsReplaced()
    {
        var options = new WorkerOptions { HealthInterval = TimeSpan.FromMilliseconds(50), HealthTimeout = TimeSpan.FromSeconds(1) };
        await using var pool = await TestPool.StartAsync(TestPool.Hostile, options, launcher: Plain);
        var first = await pool.WhenAsync(worker => worker.State == WorkerState.Ready);
        using var stop = Process.Start("/bin/kill", ["-STOP", first.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        Assert.Equal(WorkerEnd.Unhealthy, (await pool.WhenAsync(worker => worker.LastEnd != WorkerEnd.None)).LastEnd);
        Assert.Equal("1", await pool.AskAsync("an ordinary note"));
    }

    [Fact]
    public async Task StoppingLetsTheWorkerFinishAndRefusesWhatWaits()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Hostile, new WorkerOptions { RequestsPerWorker = 1 }, launcher: Plain);
        var gate = Path.Combine(pool.Folder, "gate");
        var held = pool.CodeAsync("hold-until " + gate);
        await IntentAsync(pool);
        var waiting = pool.CodeAsync("an ordinary note");
        var stopping = pool.Pool.StopAsync(CancellationToken.None);
        Assert.Equal("APP-WRK-002", (await waiting).Refusal?.Code);
        Assert.Equal("APP-WRK-002", (await pool.CodeAsync("too late")).Refusal?.Code);

        await File.WriteAllTextAsync(gate, string.Empty);
        await stopping;
        Assert.True((await held).Succeeded);
        Assert.Equal(WorkerState.Stopped, pool.Pool.Status[0].State);
    }

    private static async Task HeldAsync(TestPool pool, int count)
    {
        while (!(await pool.AskAsync("counts")).StartsWith(string.Create(CultureInfo.InvariantCulture, $"{count} held"), StringComparison.Ordinal))
        {
        }
    }

    private static async Task IntentAsync(TestPool pool)
    {
        await foreach (var entry in pool.Log.FollowAsync(0, CancellationToken.None))
        {
            if (entry.Entry.Action == EvidenceAction.SentToWorker)
            {
                return;
            }
        }
    }
}
