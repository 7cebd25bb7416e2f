using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Appliance.Evidence.Verification;
using Appliance.Testing;

namespace Appliance.Evidence.Tests;

/// <summary>
/// Kills a process in the middle of its appends. The process is this test assembly started once more with a variable that turns it into a writer: it prints a line
/// for each entry that was acknowledged to it.
/// </summary>
public sealed class EvidenceLogCrashTests : IDisposable
{
    private const string PathVariable = "APPLIANCE_TEST_EVIDENCE_WRITER";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task EveryEntryThatWasAcknowledgedSurvivesKillMinusNine()
    {
        var path = _folder.File("evidence.db");
        var random = new Random(6962);
        var acknowledged = new Dictionary<long, string>();
        for (var round = 0; round < 4; round++)
        {
            foreach (var (sequence, leafHash) in await WriteUntilKilledAsync(path, random.Next(20, 400)))
                acknowledged.Add(sequence, leafHash);
        }

        await using var log = await SqliteEvidenceLog.OpenAsync(new EvidenceOptions { Path = path }, TimeProvider.System);
        var report = EvidenceVerifier.Verify(log.Reader, log.Key, null, TestContext.Current.CancellationToken);

        Assert.Empty(report.Problems);
        Assert.Equal(0, report.OpenCrossings);
        Assert.True(acknowledged.Count >= 80);
        foreach (var (sequence, leafHash) in acknowledged)
            Assert.Equal(leafHash, Convert.ToHexString((await log.ReadAsync(sequence, 1, CancellationToken.None))[0].LeafHash.Span));
    }

    /// <summary>Runs before the test platform's own start. The writer's code is in another assembly, because code of this one waits for its module initializer.</summary>
    [ModuleInitializer]
    internal static void BecomeTheWriter()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { } path)
            AcknowledgingWriter.RunAsync(path).GetAwaiter().GetResult();
    }

    private static async Task<List<(long Sequence, string LeafHash)>> WriteUntilKilledAsync(string path, int lines)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(EvidenceLogCrashTests).Assembly.Location]) { RedirectStandardOutput = true };
        start.Environment[PathVariable] = path;
        using var process = Process.Start(start)!;
        var acknowledged = new List<(long, string)>();
        try
        {
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                // The last line may be cut by the kill.
                if (line.Split(' ') is [var sequence, { Length: 64 } leafHash])
                    acknowledged.Add((long.Parse(sequence, CultureInfo.InvariantCulture), leafHash));
                if (acknowledged.Count == lines)
                    process.Kill();
            }
        }
        finally
        {
            process.Kill();
        }

        await process.WaitForExitAsync();
        return acknowledged;
    }
}
