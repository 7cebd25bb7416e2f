using Appliance.Evidence;

namespace Appliance.Dashboard.Trail;

/// <summary>A stretch of the log that was looked through backwards.</summary>
/// <param name="Entries">Those that pass, newest first.</param>
/// <param name="From">The oldest sequence number that was looked at.</param>
public sealed record TrailPage(IReadOnlyList<SequencedEntry> Entries, long From);

/// <summary>Reads the log backwards through a filter. The log has no index, so a rare entry costs a scan: each call looks at a bounded number.</summary>
/// <param name="log">The log.</param>
public sealed class TrailReader(IEvidenceLog log)
{
    /// <summary>The most entries that one call looks at.</summary>
    public const int MaxScan = 50_000;

    private const int Step = 2_000;

    /// <summary>Reads entries below a sequence number.</summary>
    /// <param name="before">Only entries with a smaller sequence number.</param>
    /// <param name="wanted">Stops when so many were found.</param>
    /// <param name="filter">What passes.</param>
    /// <param name="cancellation">Stops the read.</param>
    public async Task<TrailPage> BackAsync(long before, int wanted, EvidenceFilter filter, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var found = new List<SequencedEntry>();
        var next = Math.Min(before, log.Count);
        var scanned = 0;
        while (next > 0 && found.Count < wanted && scanned < MaxScan)
        {
            var size = (int)Math.Min(filter.IsOpen ? wanted - found.Count : Step, next);
            var read = await ReadSoundAsync(log, next - size, size, cancellation);
            scanned += size;
            var end = next;
            for (var i = read.Count - 1; i >= 0; i--)
            {
                next = read[i].Sequence;
                if (filter.Passes(read[i].Entry))
                {
                    found.Add(read[i]);
                    if (found.Count == wanted)
                    {
                        break;
                    }
                }
            }

            next = found.Count < wanted ? Math.Min(next, end - size) : next;
        }

        return new TrailPage(found, next);
    }

    /// <summary>One entry, or null.</summary>
    public async Task<SequencedEntry?> OneAsync(long sequence, CancellationToken cancellation) =>
        sequence >= 0 && sequence < log.Count ? (await ReadSoundAsync(log, sequence, 1, cancellation)).FirstOrDefault() : null;

    /// <summary>Reads a stretch and leaves out damaged entries, which the log reports by itself.</summary>
    /// <param name="log">The log.</param>
    /// <param name="from">First sequence number.</param>
    /// <param name="count">How many numbers to look at.</param>
    /// <param name="cancellation">Stops the read.</param>
    public static async Task<IReadOnlyList<SequencedEntry>> ReadSoundAsync(IEvidenceLog log, long from, int count, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        var sound = new List<SequencedEntry>(count);
        var (next, end) = (from, Math.Min(from + count, log.Count));
        while (next < end)
        {
            try
            {
                var read = await log.ReadAsync(next, (int)(end - next), cancellation);
                sound.AddRange(read);
                next = read.Count == 0 ? end : read[^1].Sequence + 1;
            }
            catch (EvidenceDamagedException damage) when (damage.Sequence == next)
            {
                next++;
            }
        }

        return sound;
    }
}
