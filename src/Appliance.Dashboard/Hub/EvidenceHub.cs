using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Appliance.Evidence;
using Appliance.Evidence.Canonical;
using Microsoft.AspNetCore.SignalR;

namespace Appliance.Dashboard.Hub;

/// <summary>
/// The live evidence log for programs outside: a snapshot, then every entry, resumable by sequence number. The messages are described in docs/dashboard.md.
/// A slow client is slowed, not buffered: entries are read from the log as fast as the client takes them.
/// </summary>
/// <param name="log">The log.</param>
public sealed class EvidenceHub(IEvidenceLog log) : Microsoft.AspNetCore.SignalR.Hub
{
    /// <summary>Where the hub is mapped.</summary>
    public const string Path = "/hubs/evidence";

    /// <summary>Streams a snapshot, then entries from <paramref name="from"/> on.</summary>
    /// <param name="from">Sequence of the first entry wanted (the last one seen plus one), as a decimal string; null or empty = only what is new.</param>
    /// <param name="cancellation">Ends with the client's stream or connection.</param>
    public async IAsyncEnumerable<EvidenceMessage> Subscribe(string? from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var count = log.Count;
        var first = First(from, count);
        var head = log.Head;
        yield return new SnapshotMessage
        {
            Count = count.ToString(CultureInfo.InvariantCulture),
            From = first.ToString(CultureInfo.InvariantCulture),
            Fault = log.Fault ?? log.Damage?.Message,
            Head = head is null ? null : HeadBody.Of(head),
        };

        await foreach (var entry in log.FollowAsync(first, cancellation))
        {
            yield return new EntryMessage
            {
                Sequence = entry.Sequence.ToString(CultureInfo.InvariantCulture),
                LeafHash = Convert.ToHexStringLower(entry.LeafHash.Span),
                Entry = Canonical(entry),
                Sentence = entry.Entry.Describe(),
            };
            var newest = log.Head;
            if (newest is not null && newest.Size != head?.Size)
            {
                head = newest;
                yield return new HeadMessage { Head = HeadBody.Of(newest) };
            }
        }
    }

    private static JsonElement Canonical(SequencedEntry entry) =>
        JsonElement.Parse(EntryFormat.Write(entry.Sequence, entry.Entry, new CanonicalJsonWriter()));

    private static long First(string? from, long count)
    {
        if (string.IsNullOrEmpty(from))
        {
            return count;
        }

        return long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first) && first <= count
            ? first
            : throw new HubException($"{Refusals.HubFromCode}: 'from' is the decimal sequence number of an entry that exists, or the next one.");
    }
}
