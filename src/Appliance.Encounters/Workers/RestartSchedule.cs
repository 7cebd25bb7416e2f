namespace Appliance.Encounters.Workers;

/// <summary>
/// How long a worker waits before its next start: not at all after it had answered something, then 0.25 s, 0.5 s, 1 s … up to 30 s as long as it answers
/// nothing between two ends.
/// </summary>
internal sealed class RestartSchedule
{
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.Zero, TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2),
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30),
    ];

    /// <summary>Ends in a row without an answer between.</summary>
    public int Failures { get; private set; }

    /// <summary>It answered: the next end is the first again.</summary>
    public void Answered() => Failures = 0;

    /// <summary>It ended: how long to wait.</summary>
    public TimeSpan Next()
    {
        var wait = Waits[Math.Min(Failures, Waits.Length - 1)];
        Failures = Math.Min(Failures + 1, 1000);
        return wait;
    }
}
