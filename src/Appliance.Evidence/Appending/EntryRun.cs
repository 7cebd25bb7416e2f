using Appliance.Evidence.Canonical;
using Appliance.Evidence.Merkle;

namespace Appliance.Evidence.Appending;

/// <summary>Stored leaves as entries.</summary>
internal static class EntryRun
{
    public const int PageSize = 512;

    /// <exception cref="InvalidDataException">An entry carries another number than its place.</exception>
    public static List<SequencedEntry> Decode(long from, IReadOnlyList<byte[]> leaves)
    {
        var entries = new List<SequencedEntry>(leaves.Count);
        foreach (var leaf in leaves)
        {
            var (sequence, entry) = EntryFormat.Read(leaf);
            if (sequence != from++)
                throw new InvalidDataException($"Entry {from - 1} of the evidence log carries another number.");
            entries.Add(new SequencedEntry(sequence, entry, MerkleHash.Leaf(leaf)));
        }

        return entries;
    }

    /// <summary>Ends an intent whose process died. What it announced is repeated, since it may have moved.</summary>
    public static EvidenceEntry Interrupt(EvidenceEntry intent) => intent with { Phase = EvidencePhase.Interrupted };

    /// <summary>Ends an intent that is durable although its caller was told that it is not, and therefore moved nothing.</summary>
    public static EvidenceEntry Refuse(EvidenceEntry intent) =>
        intent with { Phase = EvidencePhase.Refused, Reason = new Token(EvidenceCodes.Unavailable), Bytes = 0, Items = 0, Digest = null };
}
