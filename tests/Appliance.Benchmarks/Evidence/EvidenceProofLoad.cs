using System.Diagnostics;
using System.Globalization;
using Appliance.Evidence;
using Appliance.Evidence.Proofs;
using Appliance.Testing;

namespace Appliance.Benchmarks.Evidence;

/// <summary>Builds a log of <c>--entries</c> (10 million for the published figure) and makes proofs for random entries of it, each by a reader of its own, as an endpoint does.</summary>
internal static class EvidenceProofLoad
{
    private const int Batch = 8192;
    private const int Proofs = 5000;

    public static async Task RunAsync(LoadOptions options)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, "evidence-load-" + Guid.NewGuid().ToString("N"))).FullName;
        try
        {
            await using var log = await SqliteEvidenceLog.OpenAsync(new EvidenceOptions { Path = Path.Combine(folder, "evidence.db") }, TimeProvider.System);
            var building = Stopwatch.StartNew();
            while (log.Count < options.Entries)
            {
                if (log.Count % (Batch * 128) == 0)
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{log.Count:N0} entries after {building.Elapsed.TotalSeconds:0} s, working set {Environment.WorkingSet / 1e6:0} MB"));
                await log.AppendAsync(Entries(), CancellationToken.None);
            }

            var head = await log.SignedAsync(log.Count - 1, CancellationToken.None);
            var bytes = new DirectoryInfo(folder).GetFiles().Sum(file => file.Length);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{log.Count:N0} entries in {building.Elapsed.TotalSeconds:0} s; {bytes / 1e9:0.00} GB on disk, {bytes / (double)log.Count:0} bytes an entry"));
            var random = new Random(6962);
            Measure("inclusion proof", () => new TreeReader(log.Reader).Inclusion(random.NextInt64(head.Size), head.Size).Count);
            Measure("consistency proof", () => new TreeReader(log.Reader).Consistency(1 + random.NextInt64(head.Size - 1), head.Size).Count);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string what, Func<int> make)
    {
        for (var i = 0; i < 200; i++)
            make();
        var times = new double[Proofs];
        var hashes = 0;
        for (var i = 0; i < Proofs; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            hashes = Math.Max(hashes, make());
            times[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        }

        Array.Sort(times);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: p50 {times[Proofs / 2]:0.00} ms   p99 {times[Proofs * 99 / 100]:0.00} ms   max {times[^1]:0.0} ms   up to {hashes} hashes"));
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
}
