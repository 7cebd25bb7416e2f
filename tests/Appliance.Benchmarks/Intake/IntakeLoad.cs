using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Appliance.Testing;

namespace Appliance.Benchmarks.Intake;

/// <summary>
/// Resources per second that a running appliance takes in over HTTP, evidence included: transaction Bundles of three resources from several senders, the
/// load generator on the same machine. The appliance goes on coding meanwhile, as it would.
/// </summary>
internal static class IntakeLoad
{
    private static readonly int[] Senders = [1, 8, 32];

    public static async Task RunAsync(LoadOptions options)
    {
        using var client = new HttpClient { BaseAddress = options.Url, Timeout = TimeSpan.FromMinutes(1) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", options.Key);
        var date = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));

        // Numbers that no earlier run has used, so that every Bundle is new.
        var next = (int)(Stopwatch.GetTimestamp() / 1_000_000 % 1_000_000) * 1_000;
        foreach (var senders in Senders)
        {
            var until = Stopwatch.GetTimestamp() + (options.Seconds * Stopwatch.Frequency);
            var started = Stopwatch.GetTimestamp();
            var latencies = await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => SendAsync(client, date, () => Interlocked.Increment(ref next), until)));
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var all = latencies.SelectMany(l => l).Order().ToArray();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{senders,3} senders: {all.Length * SyntheticEncounters.ResourcesPerBundle / seconds,8:N0} resources/s, {all.Length / seconds,6:N0} Bundles/s, p50 {all[all.Length / 2]:N1} ms, p99 {all[(int)(all.Length * 0.99)]:N1} ms"));
        }
    }

    private static async Task<List<double>> SendAsync(HttpClient client, DateOnly date, Func<int> number, long until)
    {
        var latencies = new List<double>();
        while (Stopwatch.GetTimestamp() < until)
        {
            using var body = new StringContent(SyntheticEncounters.Bundle(number(), date), Encoding.UTF8, "application/fhir+json");
            var started = Stopwatch.GetTimestamp();
            using var answer = await client.PostAsync(new Uri("/fhir", UriKind.Relative), body);
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                // Pushback: the appliance bounds what it takes at once and says when to come again.
                await Task.Delay(answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1));
                continue;
            }

            answer.EnsureSuccessStatusCode();
            latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return latencies;
    }
}
