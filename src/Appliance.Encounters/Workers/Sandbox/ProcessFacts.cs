using System.Globalization;

namespace Appliance.Encounters.Workers.Sandbox;

/// <summary>What <c>/proc</c> tells about a process. A fact that cannot be read is null; nothing is assumed in its place.</summary>
internal static class ProcessFacts
{
    /// <summary>A line of <c>/proc/PID/status</c> without its name.</summary>
    public static string? Status(int pid, string name) =>
        Lines($"/proc/{Name(pid)}/status")?.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..].Trim();

    /// <summary>Resident memory, bytes; 0 when it cannot be read.</summary>
    public static long ResidentBytes(int pid) =>
        long.TryParse(Status(pid, "VmRSS")?.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes * 1024 : 0;

    /// <summary>The process that started it.</summary>
    public static int? Parent(int pid) =>
        int.TryParse(Status(pid, "PPid"), NumberStyles.None, CultureInfo.InvariantCulture, out var parent) ? parent : null;

    /// <summary>Effective user id as this process's user namespace numbers it.</summary>
    public static uint? User(int pid) =>
        Status(pid, "Uid")?.Split('\t') is { Length: >= 2 } ids && uint.TryParse(ids[1], NumberStyles.None, CultureInfo.InvariantCulture, out var uid) ? uid : null;

    /// <summary>Identity of a namespace (<c>net:[4026531840]</c>); comparable only while both processes live.</summary>
    public static string? Namespace(int pid, string kind)
    {
        try
        {
            return new FileInfo($"/proc/{Name(pid)}/ns/{kind}").LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Lines of a file of the process; null when it cannot be read.</summary>
    public static string[]? File(int pid, string relative) => Lines($"/proc/{Name(pid)}/{relative}");

    private static string Name(int pid) => pid == 0 ? "self" : pid.ToString(CultureInfo.InvariantCulture);

    private static string[]? Lines(string path)
    {
        try
        {
            return System.IO.File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
