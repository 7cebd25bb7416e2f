using Appliance.Evidence.Signing;

namespace Appliance.Evidence.Storage;

/// <summary>Cosignatures to be stored beside a signed head.</summary>
/// <param name="Head">The head that was cosigned, as it was stored when it was sent to witnesses. It is stored again if it gave way to a newer one meanwhile.</param>
/// <param name="Signatures">Checked cosignatures.</param>
/// <param name="Superseded">Size of a cosigned head that is no longer kept, with its cosignatures; null to keep all.</param>
public sealed record CosignedHead(StoredHead Head, IReadOnlyList<NoteSignature> Signatures, long? Superseded);
