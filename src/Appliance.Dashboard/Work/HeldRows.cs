using Appliance.Encounters.Review;

namespace Appliance.Dashboard.Work;

/// <summary>Keeps a list still while somebody reads it: rows keep their places and take their new content, new rows are only counted.</summary>
public static class HeldRows
{
    /// <summary>The rows to draw, and how many wait.</summary>
    /// <param name="drawn">Rows on the screen.</param>
    /// <param name="latest">Rows as they are now.</param>
    public static (IReadOnlyList<WorklistRow> Rows, int Waiting) Merge(IReadOnlyList<WorklistRow> drawn, IReadOnlyList<WorklistRow> latest)
    {
        ArgumentNullException.ThrowIfNull(drawn);
        ArgumentNullException.ThrowIfNull(latest);
        var now = latest.ToDictionary(r => r.Id);
        var known = drawn.Select(r => r.Id).ToHashSet();
        return ([.. drawn.Select(r => now.GetValueOrDefault(r.Id, r))], latest.Count(r => !known.Contains(r.Id)));
    }
}
