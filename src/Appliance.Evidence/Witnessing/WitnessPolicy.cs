using System.Globalization;
using Appliance.Evidence.Signing;

namespace Appliance.Evidence.Witnessing;

/// <summary>Which witnesses count, and how many of them must have cosigned a checkpoint before its entries are <em>witnessed</em>: none, any one, or k of n.</summary>
public sealed class WitnessPolicy
{
    /// <summary>Makes a policy.</summary>
    /// <param name="witnesses">Keys of cosigners, each with a name of its own.</param>
    /// <param name="required">How many must cosign; 0 for none.</param>
    /// <exception cref="ArgumentException">A key is no cosigner's, two have one name or key, or more are required than there are.</exception>
    public WitnessPolicy(IReadOnlyList<VerifierKey> witnesses, int required)
    {
        ArgumentNullException.ThrowIfNull(witnesses);
        if (witnesses.Any(key => !key.IsCosigner))
            throw new ArgumentException("The key of a witness is a cosigner's: its type is 4 (Ed25519) or 6 (ML-DSA-44).", nameof(witnesses));
        if (witnesses.DistinctBy(key => Convert.ToHexString(key.PublicKey.Span)).Count() != witnesses.Count || witnesses.DistinctBy(key => key.Name, StringComparer.Ordinal).Count() != witnesses.Count)
            throw new ArgumentException("Each witness is named once, and has a name and a key of its own.", nameof(witnesses));
        ArgumentOutOfRangeException.ThrowIfNegative(required);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(required, witnesses.Count);
        (Witnesses, Required) = ([.. witnesses], required);
    }

    /// <summary>No witness.</summary>
    public static WitnessPolicy None { get; } = new([], 0);

    /// <summary>The witnesses that count.</summary>
    public IReadOnlyList<VerifierKey> Witnesses { get; }

    /// <summary>How many of them must cosign.</summary>
    public int Required { get; }

    /// <summary>False when nothing is ever witnessed.</summary>
    public bool IsWitnessed => Required > 0;

    /// <summary>Which witnesses cosigned a note; empty when a signature of one of them is wrong.</summary>
    public IReadOnlyList<VerifiedSignature> Cosigners(SignedNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        return note.Verify(Witnesses).Verified;
    }

    /// <summary>Whether enough witnesses cosigned a note.</summary>
    public bool IsMetBy(SignedNote note) => IsWitnessed && Cosigners(note).Count >= Required;

    /// <summary>The policy in words.</summary>
    public string Describe() => (Required, Witnesses.Count) switch
    {
        (0, 0) => NoWitness,
        (0, var n) => string.Create(CultureInfo.InvariantCulture, $"{n} witnesses are asked, none is required. {NoWitness}"),
        (1, 1) => $"A checkpoint counts as witnessed when {Witnesses[0].Name} cosigned it.",
        (var k, var n) => string.Create(CultureInfo.InvariantCulture, $"A checkpoint counts as witnessed when {k} of {n} witnesses cosigned it: {string.Join(", ", Witnesses.Select(key => key.Name))}."),
    };

    /// <summary>What a log without witness cannot show. Every screen and packet says it.</summary>
    public const string NoWitness = "There is no witness: whoever controls this machine could have rewritten the log since the last external checkpoint.";
}

/// <summary>How far an entry has come.</summary>
public enum EntryState
{
    /// <summary>There is no such entry.</summary>
    Absent = 0,

    /// <summary>Durable under its number: the caller may act. Nothing signed covers it yet.</summary>
    Sequenced = 1,

    /// <summary>A durable signed checkpoint covers it.</summary>
    Integrated = 2,

    /// <summary>A checkpoint that covers it meets the witness policy.</summary>
    Witnessed = 3,
}
