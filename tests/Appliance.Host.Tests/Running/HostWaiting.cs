using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Appliance.Host.Tests.Running;

/// <summary>Waits for what a running host tells of itself, until it does or the patience ends.</summary>
internal static partial class HostWaiting
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(50);

    /// <summary>Until every part is well.</summary>
    public static Task<JsonElement> ReadyAsync(this HostProcess host) => UntilAsync(async cancellation =>
    {
        using var response = await host.Client.GetAsync("/health/ready", cancellation);
        var ready = await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        return (ready.GetProperty("ready").GetBoolean(), ready);
    });

    /// <summary>Until a metric, summed over its labels, is at least this.</summary>
    public static Task<double> MetricAsync(this HostProcess host, string name, double atLeast) => UntilAsync(async cancellation =>
    {
        var value = Sum(await host.Client.GetStringAsync("/metrics", cancellation), name);
        return (value >= atLeast, value);
    });

    /// <summary>The sum of a metric over its labels.</summary>
    public static double Sum(string metrics, string name) =>
        Sample().Matches(metrics).Where(m => m.Groups[1].Value == name).Sum(m => double.Parse(m.Groups[3].Value, System.Globalization.CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^([a-z_]+)(\{[^}]*\})? (\S+)$", RegexOptions.Multiline)]
    public static partial Regex Sample();

    /// <summary>Until something holds.</summary>
    public static Task UntilAsync(Func<Task<bool>> holds) => UntilAsync(async _ => (await holds(), true));

    private static async Task<T> UntilAsync<T>(Func<CancellationToken, Task<(bool Done, T Value)>> look)
    {
        using var limit = new CancellationTokenSource(HostProcess.Patience);
        using var timer = new PeriodicTimer(Between);
        while (true)
        {
            var (done, value) = await look(limit.Token);
            if (done)
            {
                return value;
            }

            await timer.WaitForNextTickAsync(limit.Token);
        }
    }
}
