using System.Diagnostics;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;
using Appliance.Testing;
using Xunit.Sdk;

namespace Appliance.Host.Tests.Running;

/// <summary>One appliance is a witness for another: both as processes, over HTTP.</summary>
public sealed class WitnessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ACheckpointIsCosignedByAWitnessThatNoticesARollback()
    {
        var data = _folder.File("data");
        var logKey = (await HostProcess.RunAsync("evidence", "key", "--data", data)).Out.Trim();
        using var witness = HostProcess.Launch("witness", "--data", _folder.File("other"), "--name", "witness.test/w1", "--log", logKey, "--url", "http://127.0.0.1:0");
        try
        {
            var address = (await LineAsync(witness, line => line.Contains("listens at", StringComparison.Ordinal))).Split(' ').First(w => w.StartsWith("http", StringComparison.Ordinal));
            var witnessKey = VerifierKey.Read(await LineAsync(witness, line => line.Contains('+')))!;
            await File.WriteAllTextAsync(Path.Combine(data, "appliance.json"), System.Text.Json.JsonSerializer.Serialize(new
            {
                Evidence = new { WitnessKeys = new[] { witnessKey.ToString() }, WitnessesRequired = 1 },
                Host = new { WitnessAddresses = new Dictionary<string, string> { [witnessKey.Name] = address } },
            }));
            CopyLog(data, _folder.Folder("before"));
            var entriesBefore = EntriesOf(Path.Combine(data, "evidence.db"));
            await using (var host = await HostProcess.StartAsync(data))
            {
                var note = await CosignedAsync(host, witnessKey, entriesBefore);
                Assert.Single(note.Verify([VerifierKey.Read(logKey)!]).Verified);
                await host.StopAsync();
            }

            // Somebody with root puts the log of this morning back. Only the witness can tell.
            CopyLog(_folder.File("before"), data);
            await using var rolledBack = await HostProcess.StartAsync(data);
            await HostWaiting.UntilAsync(async () =>
            {
                using var health = await rolledBack.Client.GetAsync("/health/ready", TestContext.Current.CancellationToken);
                return (await health.Content.ReadAsStringAsync()).Contains("Witness witness.test/w1 has seen", StringComparison.Ordinal);
            });
        }
        finally
        {
            witness.Kill();
        }
    }

    private static async Task<SignedNote> CosignedAsync(HostProcess host, VerifierKey witness, long largerThan)
    {
        SignedNote? note = null;
        await HostWaiting.UntilAsync(async () =>
        {
            note = SignedNote.Read(await host.Client.GetByteArrayAsync("/log/checkpoint", TestContext.Current.CancellationToken), out _);
            return note?.Verify([witness]).Verified.Count == 1 && Checkpoint.Read(note)!.Size > largerThan;
        });
        return note!;
    }

    private static long EntriesOf(string log)
    {
        using var reader = SqliteEvidenceReader.Open(log);
        return reader.Count();
    }

    private static void CopyLog(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(to, "evidence.db*"))
            File.Delete(file);
        foreach (var file in Directory.EnumerateFiles(from, "evidence.*").Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
    }

    private static async Task<string> LineAsync(Process process, Func<string, bool> wanted)
    {
        using var limit = new CancellationTokenSource(HostProcess.Patience);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (wanted(line))
                return line;
        }

        throw new XunitException("The witness ended: " + await process.StandardError.ReadToEndAsync(limit.Token));
    }
}
