using System.Globalization;

namespace Appliance.Dashboard.Shell;

/// <summary>Ages, sizes and counts in the words of the screen. The browser keeps ages current by the same rule (<c>dashboard.js</c>, <c>ageWords</c>).</summary>
public static class Words
{
    private static readonly string[] ByteUnits = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>How long ago: <c>12 s ago</c>, <c>5 min ago</c>, <c>3 h 12 min ago</c>, <c>4 d ago</c>; a time in the future reads as <c>now</c>.</summary>
    public static string Age(TimeSpan age) => age.TotalSeconds < 1 ? "now" : Duration(age) + " ago";

    /// <summary>A length of time in at most two units.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 60 } => Invariant($"{(int)time.TotalSeconds} s"),
        { TotalMinutes: < 60 } => Invariant($"{(int)time.TotalMinutes} min"),
        { TotalHours: < 24 } => Invariant($"{(int)time.TotalHours} h {time.Minutes} min"),
        _ => Invariant($"{(int)time.TotalDays} d"),
    };

    /// <summary>A number of bytes in decimal units: <c>812 B</c>, <c>4.1 kB</c>, <c>39 MB</c>.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 999.5 && unit + 1 < ByteUnits.Length)
        {
            value /= 1000;
            unit++;
        }

        return unit > 0 && value < 9.95
            ? Invariant($"{value:0.0} {ByteUnits[unit]}")
            : Invariant($"{value:0} {ByteUnits[unit]}");
    }

    /// <summary>A count with grouped thousands.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun: <c>1 note</c>, <c>2 notes</c>.</summary>
    public static string Count(long count, string one, string? many = null) => $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>What to say of a damaged evidence log, without full stop.</summary>
    public static string Damaged(long entry) => $"Evidence damaged at entry {Count(entry)}: run appliance evidence verify";

    /// <summary>A date as <c>2 Nov 2026</c>.</summary>
    public static string Date(DateOnly date) => date.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A time with its zone, exact: <c>2 Nov 2026 14:22:06.120 +00:00</c>.</summary>
    public static string Exact(DateTimeOffset time) => time.ToString("d MMM yyyy HH:mm:ss.fff zzz", CultureInfo.InvariantCulture);

    /// <summary>A time of day.</summary>
    public static string Clock(DateTimeOffset time) => time.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
