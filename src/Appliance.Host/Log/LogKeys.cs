using Appliance.Evidence;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Tiles;

namespace Appliance.Host.Log;

/// <summary>What a checker outside is given: the keys to pin, and the proof of an entry.</summary>
public static class LogKeys
{
    /// <summary>The verifier keys of the log, one a line: the one it was founded with first, the present one last.</summary>
    public static string Text(EvidenceLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var first = log.FirstKey.Verifier;
        var now = log.Key.Verifier;
        return first == now ? $"{now}\n" : $"{first}\n{now}\n";
    }

    /// <summary>The proof of an entry under the newest checkpoint that covers it; null when there is no such entry, or nothing signed covers it yet.</summary>
    public static TlogProof? ProofOf(EvidenceLog log, long sequence)
    {
        ArgumentNullException.ThrowIfNull(log);
        if (sequence < 0 || PublishedCheckpoint.Covering(log.Reader, log.Policy, sequence) is not { } note)
        {
            return null;
        }

        var size = Checkpoint.Read(note)!.Size;
        return new TlogProof(sequence, new TreeReader(log.Reader).Inclusion(sequence, size), note) { Extra = log.Reader.ReadLeaves(sequence, 1)[0] };
    }
}
