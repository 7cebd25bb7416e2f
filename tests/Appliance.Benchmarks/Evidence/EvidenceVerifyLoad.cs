using System.Diagnostics;
using System.Globalization;
using Appliance.Evidence;
using Appliance.Evidence.Verification;
using Appliance.Testing;

namespace Appliance.Benchmarks.Evidence;

/// <summary>Builds a log, opens it again, and verifies all of it.</summary>
internal static class EvidenceVerifyLoad
{
    private const int Batch = 4096;

    public static async Task RunAsync(LoadOptions options)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, "evidence-load-" + Guid.NewGuid().ToString("N"))).FullName;
        try
        {
            var settings = new EvidenceOptions { Path = Path.Combine(folder, "evidence.db") };
            await using (var log = await SqliteEvidenceLog.OpenAsync(settings, TimeProvider.System))
            {
                var building = Stopwatch.StartNew();
                while (log.Count < options.Entries)
                    await log.AppendAsync(Entries(), CancellationToken.None);
                Print("append in batches", log.Count, building.Elapsed);
            }

            var opening = Stopwatch.StartNew();
            await using var again = await SqliteEvidenceLog.OpenAsync(settings, TimeProvider.System);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"open: {opening.Elapsed.TotalMilliseconds:N0} ms   size {new FileInfo(settings.Path).Length / (double)again.Count:0} bytes/entry"));
            var processor = Environment.CpuUsage.TotalTime;
            var verifying = Stopwatch.StartNew();
            var report = EvidenceVerifier.Verify(again.Reader, again.Key, null, CancellationToken.None);
            Print(report.IsGood ? "verify (good)" : "verify (BAD)", report.Entries, verifying.Elapsed);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"processor time of the verification: {(Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / report.Entries:0.00} us an entry, on two threads"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<EvidenceEntry> Entries()
    {
        var entries = new List<EvidenceEntry>(Batch);
        while (entries.Count < Batch)
        {
            var movement = Some.Movement() with { Crossing = Guid.NewGuid() };
            entries.Add(movement);
            entries.Add(movement with { Phase = EvidencePhase.Done });
        }

        return entries;
    }

    private static void Print(string what, long entries, TimeSpan time) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {entries:N0} entries in {time.TotalSeconds:0.00} s = {entries / time.TotalSeconds:N0} entries/s"));
}
