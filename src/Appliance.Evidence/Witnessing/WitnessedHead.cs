using Appliance.Evidence.Signing;

namespace Appliance.Evidence.Witnessing;

/// <summary>A checkpoint that meets the witness policy.</summary>
/// <param name="Size">Entries it covers.</param>
/// <param name="Note">The checkpoint with its cosignatures.</param>
/// <param name="Cosigners">Who cosigned it, with their times.</param>
public sealed record WitnessedHead(long Size, SignedNote Note, IReadOnlyList<VerifiedSignature> Cosigners);
