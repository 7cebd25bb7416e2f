using System.Globalization;
using Appliance.Evidence.Verification;
using Appliance.Testing;

namespace Appliance.Evidence.Tests.Faults;

/// <summary>
/// A fault at each call to the disk, from the founding of the log to its closing. Here a spread of the calls; <c>.ci/long crash</c> takes every one (<c>APPLIANCE_CRASH_MATRIX=all</c>).
/// Errors last until the disk heals; a kill is a copy of the files at that instant, opened anew.
/// </summary>
public sealed class CrashMatrixTests : IDisposable
{
    private const int Crossings = 6;

    private readonly TemporaryFolder _folder = new();

    private CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(DiskFault.Full)]
    [InlineData(DiskFault.ShortWrite)]
    [InlineData(DiskFault.ReadOnly)]
    [InlineData(DiskFault.SyncError)]
    public async Task AfterAnErrorAtAnyCallNothingThatWasAcknowledgedIsLostAndTheLogGoesOn(DiskFault fault)
    {
        foreach (var at in await CallsAsync())
        {
            var path = _folder.File($"error-{fault}-{at}/evidence.db");
            var plan = new DiskPlan(fault, at);
            SqliteDisk.Arm(path, plan);
            var acknowledged = new Dictionary<long, string>();
            try
            {
                var log = await OpenAsync(path);
                await AppendAsync(log, acknowledged);

                // The last calls are those of closing: their fault is still to come.
                if (plan.Happened)
                    plan.Heal();
                if (plan.Happened && log is not null)
                    await GoesOnAsync(log, acknowledged, at);
                if (log is not null)
                    await log.DisposeAsync();
            }
            finally
            {
                plan.Heal();
            }

            Assert.True(plan.Happened || at > 90, $"{fault} at call {at} did not happen.");
            await AssertSoundAsync(path, acknowledged, $"{fault} at call {at}");
            SqliteDisk.Disarm(path);
        }
    }

    [Theory]
    [InlineData(DiskFault.KillBefore)]
    [InlineData(DiskFault.KillHalfway)]
    public async Task AfterAKillAtAnyCallNothingThatWasAcknowledgedIsLost(DiskFault kill)
    {
        foreach (var at in await CallsAsync())
        {
            var path = _folder.File($"kill-{kill}-{at}/evidence.db");
            var copy = _folder.File($"left-{kill}-{at}/evidence.db");
            var acknowledged = new Dictionary<long, string>();
            Dictionary<long, string>? atDeath = null;
            var plan = new DiskPlan(kill, at, () =>
            {
                Copy(path, copy);
                atDeath = new Dictionary<long, string>(acknowledged);
            });
            SqliteDisk.Arm(path, plan);
            var log = await OpenAsync(path);
            await AppendAsync(log, acknowledged);
            if (log is not null)
                await log.DisposeAsync();
            SqliteDisk.Disarm(path);

            Assert.NotNull(atDeath);
            await AssertSoundAsync(copy, atDeath, $"{kill} at call {at}");
        }
    }

    private static async Task<EvidenceLog?> OpenAsync(string path)
    {
        try
        {
            return await SqliteEvidenceLog.OpenAsync(new EvidenceOptions { Path = path, HeadInterval = TimeSpan.Zero, HeadKeepInterval = TimeSpan.Zero }, TimeProvider.System);
        }
        catch (IOException)
        {
            // Refused with a sentence, or SQLite could not begin: nothing was acknowledged.
            return null;
        }
    }

    /// <summary>Copies what a killed process leaves: its files, not its locks and not what was in memory.</summary>
    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(from)!).Where(file => !file.EndsWith(".lock", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(Path.GetDirectoryName(to)!, Path.GetFileName(file)));
    }

    private async Task AppendAsync(EvidenceLog? log, Dictionary<long, string> acknowledged)
    {
        for (var n = 0; n < Crossings && log is not null; n++)
        {
            var movement = Some.Movement() with { Crossing = Guid.NewGuid() };
            foreach (var phase in (EvidencePhase[])[EvidencePhase.Intent, EvidencePhase.Done])
            {
                try
                {
                    var entry = await log.AppendAsync(movement with { Phase = phase }, Cancellation);
                    acknowledged.Add(entry.Sequence, Convert.ToHexString(entry.LeafHash.Span));
                }
                catch (EvidenceUnavailableException)
                {
                    Assert.NotNull(log.Fault);
                    break;
                }
            }
        }
    }

    private async Task GoesOnAsync(EvidenceLog log, Dictionary<long, string> acknowledged, int at)
    {
        try
        {
            var entry = await log.AppendAsync(Some.Fact(), Cancellation);
            acknowledged.Add(entry.Sequence, Convert.ToHexString(entry.LeafHash.Span));
            Assert.Null(log.Fault);
        }
        catch (EvidenceUnavailableException failure)
        {
            Assert.Fail($"The disk is well again after the fault at call {at}, and the log says: {failure.Message}");
        }
    }

    private async Task AssertSoundAsync(string path, Dictionary<long, string> acknowledged, string when)
    {
        await using var log = await OpenAsync(path);
        Assert.True(log is not null, $"{when}: the log does not open.");
        var report = EvidenceVerifier.Verify(log.Reader, log.FirstKey, null, Cancellation);
        Assert.True(report.IsGood, $"{when}: {string.Join(' ', report.Problems.Select(problem => problem.Sentence))}");
        Assert.Equal(0, report.OpenCrossings);
        foreach (var (sequence, leafHash) in acknowledged)
        {
            var found = await log.ReadAsync(sequence, 1, Cancellation);
            Assert.True(found.Count == 1 && Convert.ToHexString(found[0].LeafHash.Span) == leafHash, $"{when}: entry {sequence} was acknowledged and is lost.");
        }
    }

    /// <summary>The calls at which a fault is put: all that the same work makes on a good disk, or a spread of them.</summary>
    private async Task<IReadOnlyList<int>> CallsAsync()
    {
        var path = _folder.File(string.Create(CultureInfo.InvariantCulture, $"count-{Guid.NewGuid():N}/evidence.db"));
        var plan = new DiskPlan(DiskFault.None, 0);
        SqliteDisk.Arm(path, plan);
        var log = await OpenAsync(path);
        await AppendAsync(log, []);
        await log!.DisposeAsync();
        SqliteDisk.Disarm(path);
        Assert.True(plan.Calls > 50, $"Only {plan.Calls} calls to the disk were seen.");
        var step = Environment.GetEnvironmentVariable("APPLIANCE_CRASH_MATRIX") == "all" ? 1 : Math.Max(1, plan.Calls / 16);
        return [.. Enumerable.Range(0, plan.Calls - 8).Where(call => call % step == 0)];
    }
}
