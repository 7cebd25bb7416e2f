using Appliance.Evidence;
using Appliance.Evidence.Canonical;
using Appliance.Evidence.Packets;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Witnessing;

namespace Appliance.Dashboard.Assurance;

/// <summary>What a check found, step by step.</summary>
/// <param name="Steps">What holds.</param>
/// <param name="Problems">What does not; empty when all is well.</param>
/// <param name="Entry">The entry that a proof is about.</param>
public sealed record ProofFinding(IReadOnlyList<string> Steps, IReadOnlyList<string> Problems, EvidenceEntry? Entry = null)
{
    /// <summary>What the check cannot show.</summary>
    public IReadOnlyList<string> Cautions { get; init; } = [];

    /// <summary>True when nothing is wrong.</summary>
    public bool IsGood => Problems.Count == 0;

    /// <summary>A finding that is one problem.</summary>
    public static ProofFinding Bad(string problem) => new([], [problem]);
}

/// <summary>Checks a file that somebody brought: a packet or a proof. The file is hostile input.</summary>
public static class Prover
{
    /// <summary>The largest file.</summary>
    public const long MaxBytes = 32L * 1024 * 1024;

    private const string OwnKey = "The key was taken from this appliance. To be sure of it, give the one you keep outside.";

    /// <summary>Checks a file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="pinned">The key that the person keeps; blank to take the log's own.</param>
    /// <param name="log">The log of this host; null when there is none.</param>
    public static ProofFinding Check(byte[] file, string? pinned, EvidenceLog? log)
    {
        ArgumentNullException.ThrowIfNull(file);
        var key = string.IsNullOrWhiteSpace(pinned) ? log?.FirstKey.Verifier : VerifierKey.Read(pinned.Trim());
        if (key is null || key.IsCosigner)
        {
            return ProofFinding.Bad("The key is not one of a log: it reads name+keyid+base64, as \"appliance evidence key\" prints it.");
        }

        var isOwn = string.IsNullOrWhiteSpace(pinned);
        var finding = file.AsSpan().StartsWith("PK"u8) ? Packet(file, key) : Proof(file, isOwn ? [key, log!.Key.Verifier] : [key]);
        return finding with { Cautions = [.. isOwn ? [OwnKey] : (IEnumerable<string>)[], .. finding.Cautions] };
    }

    private static ProofFinding Packet(byte[] file, VerifierKey key)
    {
        using var zip = new MemoryStream(file, writable: false);
        var report = PacketVerifier.Verify(zip, new PacketTrust(new LogKey(key.Name, key.PublicKey), WitnessPolicy.None), null, CancellationToken.None);
        var cautions = report.Steps.Where(s => s.Contains(WitnessPolicy.NoWitness, StringComparison.Ordinal)).ToList();
        return new ProofFinding([.. report.Steps.Except(cautions)], [.. report.Problems.Select(p => p.Sentence)]) { Cautions = cautions };
    }

    private static ProofFinding Proof(byte[] file, IReadOnlyCollection<VerifierKey> keys)
    {
        if (TlogProof.Read(file, out var fault) is not { } proof)
        {
            return ProofFinding.Bad(fault ?? "This is neither a proof nor a packet.");
        }

        if (proof.Extra.IsEmpty)
        {
            return ProofFinding.Bad("The proof does not hold its entry: check it with Appliance.Verifier, which takes the entry as a file.");
        }

        if (proof.Fault(proof.Extra.Span, keys) is { } wrong)
        {
            return ProofFinding.Bad(wrong);
        }

        var size = Checkpoint.Read(proof.Note)!.Size;
        string[] steps =
        [
            $"The checkpoint with {Shell.Words.Count(size)} entries is signed by that key.",
            $"The hash of the entry's bytes leads, by {Shell.Words.Count(proof.Hashes.Count)} hashes, to the signed root at place {Shell.Words.Count(proof.Index)}.",
        ];
        return TryRead(proof.Extra.ToArray()) is { } entry ? new ProofFinding(steps, [], entry) : new ProofFinding(steps, ["The entry is in the log, but its form is not known to this version."]);
    }

    private static EvidenceEntry? TryRead(byte[] leaf)
    {
        try
        {
            return EntryFormat.Read(leaf).Entry;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
