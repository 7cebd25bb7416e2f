using Appliance.Evidence.Canonical;
using Appliance.Evidence.Merkle;

namespace Appliance.Evidence.Appending;

/// <summary>Stored leaves as entries.</summary>
internal static class EntryRun
{
    public const int PageSize = 512;

    /// <summary>The entries up to the first damaged one; <paramref name="damage"/> is that one, or null.</summary>
    public static List<SequencedEntry> Decode(long from, IReadOnlyList<byte[]> leaves, out EvidenceDamagedException? damage)
    {
        var entries = new List<SequencedEntry>(leaves.Count);
        damage = null;
        try
        {
            foreach (var leaf in leaves)
            {
                var (sequence, entry) = EntryFormat.Read(leaf);
                if (sequence != from)
                    throw new InvalidDataException($"Entry {from} of the evidence log carries another number.");
                entries.Add(new SequencedEntry(sequence, entry, MerkleHash.Leaf(leaf)));
                from++;
            }
        }
        catch (Exception failure) when (failure is FormatException or InvalidDataException)
        {
            damage = new EvidenceDamagedException(from, failure);
        }

        return entries;
    }

    /// <summary>Ends an intent whose process died. What it announced is repeated, since it may have moved.</summary>
    public static EvidenceEntry Interrupt(EvidenceEntry intent) => intent with { Phase = EvidencePhase.Interrupted };

    /// <summary>Ends an intent that is durable although its caller was told that it is not, and therefore moved nothing.</summary>
    public static EvidenceEntry Refuse(EvidenceEntry intent) =>
        intent with { Phase = EvidencePhase.Refused, Reason = new Token(EvidenceCodes.Unavailable), Bytes = 0, Items = 0, Digest = null };
}
