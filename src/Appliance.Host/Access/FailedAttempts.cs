using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;

namespace Appliance.Host.Access;

/// <summary>
/// Counts wrong keys and links per address and minute. It slows nobody who is right: a valid key is accepted at any time. What it bounds is how much a
/// stranger can make the appliance write and answer.
/// </summary>
public sealed class FailedAttempts(TimeProvider time)
{
    /// <summary>Wrong attempts of one address that are answered in full and recorded, in one minute.</summary>
    public const int PerMinute = 10;

    private const int MaxAddresses = 10_000;

    private static readonly Meter Meter = new("Appliance.Host");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("access_failures", description: "Requests with a wrong or revoked key, or a sign-in link that was not valid.");

    private readonly ConcurrentDictionary<IPAddress, Window> _windows = new();

    /// <summary>Counts a wrong attempt.</summary>
    /// <returns>False when the address has used up its attempts of this minute.</returns>
    public bool Count(IPAddress? from)
    {
        Failures.Add(1);
        var now = time.GetUtcNow();
        if (_windows.Count > MaxAddresses)
        {
            _windows.Clear();
        }

        var window = _windows.AddOrUpdate(
            from ?? IPAddress.None,
            _ => new Window(now, 1),
            (_, w) => now - w.Start >= TimeSpan.FromMinutes(1) ? new Window(now, 1) : w with { Count = w.Count + 1 });
        return window.Count <= PerMinute;
    }

    private sealed record Window(DateTimeOffset Start, int Count);
}
