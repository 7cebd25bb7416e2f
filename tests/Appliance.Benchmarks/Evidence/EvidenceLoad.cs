using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Appliance.Evidence;
using Appliance.Testing;

namespace Appliance.Benchmarks.Evidence;

/// <summary>Durable appends per second and their latency, from 1, 8 and 64 callers that each wait for their entry before the next.</summary>
internal static class EvidenceLoad
{
    public static async Task RunAsync(LoadOptions options)
    {
        foreach (var callers in (int[])[1, 8, 64])
        {
            // What a caller waits for is "sequenced"; see IntegratedAsync for the signed head.
            var folder = Directory.CreateDirectory(Path.Combine(options.Folder, "evidence-load-" + Guid.NewGuid().ToString("N"))).FullName;
            try
            {
                await using var log = await SqliteEvidenceLog.OpenAsync(new EvidenceOptions { Path = Path.Combine(folder, "evidence.db") }, TimeProvider.System);
                await AppendAsync(log, callers, TimeSpan.FromSeconds(1));
                var before = log.Count;
                var started = Stopwatch.GetTimestamp();
                var latencies = await AppendAsync(log, callers, TimeSpan.FromSeconds(options.Seconds));
                var rate = (log.Count - before) / Stopwatch.GetElapsedTime(started).TotalSeconds;
                Array.Sort(latencies);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{callers,3} callers: {rate,8:N0} entries/s   p50 {At(latencies, 0.5):0.00} ms   p99 {At(latencies, 0.99):0.00} ms   max {latencies[^1]:0.0} ms   {Size(folder) / (double)log.Count:0} bytes/entry on disk"));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        await IntegratedAsync(options, perSecond: 5000);
    }

    /// <summary>Time from an append to a durable signed head that covers it, at a steady rate.</summary>
    private static async Task IntegratedAsync(LoadOptions options, int perSecond)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, "evidence-load-" + Guid.NewGuid().ToString("N"))).FullName;
        try
        {
            await using var log = await SqliteEvidenceLog.OpenAsync(new EvidenceOptions { Path = Path.Combine(folder, "evidence.db") }, TimeProvider.System);
            var latencies = new ConcurrentBag<double>();
            var waiting = new List<Task>();
            var started = Stopwatch.GetTimestamp();
            for (var sent = 0; Stopwatch.GetElapsedTime(started).TotalSeconds < options.Seconds;)
            {
                for (var due = (int)(Stopwatch.GetElapsedTime(started).TotalSeconds * perSecond); sent < due; sent++)
                    waiting.Add(OneAsync());
                await Task.Delay(1);
            }

            await Task.WhenAll(waiting);
            double[] sorted = [.. latencies.Order()];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"at {perSecond:N0}/s: integrated after p50 {At(sorted, 0.5):0} ms   p99 {At(sorted, 0.99):0} ms   max {sorted[^1]:0} ms   ({sorted.Length:N0} entries; working set {Environment.WorkingSet / 1e6:0} MB)"));

            async Task OneAsync()
            {
                var begun = Stopwatch.GetTimestamp();
                var entry = await log.AppendAsync(Some.Fact(), CancellationToken.None);
                await log.SignedAsync(entry.Sequence, CancellationToken.None);
                latencies.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double At(double[] sorted, double share) => sorted[(int)((sorted.Length - 1) * share)];

    private static long Size(string folder) => new DirectoryInfo(folder).GetFiles().Sum(file => file.Length);

    private static async Task<double[]> AppendAsync(EvidenceLog log, int callers, TimeSpan duration)
    {
        var all = new ConcurrentBag<List<double>>();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var latencies = new List<double>();
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var movement = Some.Movement() with { Crossing = Guid.NewGuid() };
                foreach (var phase in (EvidencePhase[])[EvidencePhase.Intent, EvidencePhase.Done])
                {
                    var begun = Stopwatch.GetTimestamp();
                    await log.AppendAsync(movement with { Phase = phase }, CancellationToken.None);
                    latencies.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                }
            }

            all.Add(latencies);
        })));
        return [.. all.SelectMany(latencies => latencies)];
    }
}
