using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Appliance.Evidence.Signing;

/// <summary>
/// What each type of signature signs. A log signs the text itself. A cosigner signs (C2SP tlog-cosignature):
/// <code>
/// Ed25519    "cosignature/v1" newline "time " decimal newline, then the text of the checkpoint
/// ML-DSA-44  "subtree/v1\n\0" (12) | length (1) name | time (8) | length (1) origin | start = 0 (8) | end = size (8) | root (32)
/// </code>
/// and its signature bytes are the time (8, big-endian, seconds since 1970) followed by the signature.
/// </summary>
internal static class NoteAlgorithm
{
    public const int MlDsa44SignatureLength = 2420;

    private const int MlDsa44KeyLength = 1312;
    private const int TimeLength = sizeof(long);

    /// <summary>Length of a public key; -1 for a type that is not known here.</summary>
    public static int PublicKeyLength(NoteSignatureType type) => type switch
    {
        NoteSignatureType.Ed25519 or NoteSignatureType.Ed25519Cosignature => Ed25519.PublicKeySize,
        NoteSignatureType.MlDsa44Cosignature => MlDsa44KeyLength,
        _ => -1,
    };

    public static bool Verifies(VerifierKey key, string text, ReadOnlySpan<byte> signature, out DateTimeOffset? at)
    {
        at = null;
        if (key.Type == NoteSignatureType.Ed25519)
            return VerifiesEd25519(key, Encoding.UTF8.GetBytes(text), signature);
        if (signature.Length <= TimeLength)
            return false;
        var seconds = BinaryPrimitives.ReadInt64BigEndian(signature);
        if (seconds < 0 || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds() || CosignedMessage(key.Type, key.Name, seconds, text) is not { } message)
            return false;
        var rest = signature[TimeLength..];
        var good = key.Type == NoteSignatureType.Ed25519Cosignature ? VerifiesEd25519(key, message, rest) : VerifiesMlDsa(key, message, rest);
        if (good && seconds > 0)
            at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return good;
    }

    /// <summary>The bytes that a cosigner signs; null when the text is no checkpoint.</summary>
    public static byte[]? CosignedMessage(NoteSignatureType type, string cosigner, long seconds, string text)
    {
        if (Checkpoint.Read(text) is not { } checkpoint)
            return null;
        if (type == NoteSignatureType.Ed25519Cosignature)
            return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {seconds}\n{text}"));
        var name = Encoding.UTF8.GetBytes(cosigner);
        var origin = Encoding.UTF8.GetBytes(checkpoint.Origin);
        if (name.Length is 0 or > byte.MaxValue || origin.Length is 0 or > byte.MaxValue)
            return null;
        return [.. "subtree/v1\n\0"u8, (byte)name.Length, .. name, .. BigEndian(seconds), (byte)origin.Length, .. origin, .. BigEndian(0), .. BigEndian(checkpoint.Size), .. checkpoint.Root.Span];
    }

    public static byte[] BigEndian(long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }

    private static bool VerifiesEd25519(VerifierKey key, byte[] message, ReadOnlySpan<byte> signature) =>
        signature.Length == Ed25519.SignatureSize && Ed25519.Verify(signature.ToArray(), 0, key.PublicKey.ToArray(), 0, message, 0, message.Length);

    private static bool VerifiesMlDsa(VerifierKey key, byte[] message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != MlDsa44SignatureLength)
            return false;
        var verifier = new MLDsaSigner(MLDsaParameters.ml_dsa_44, deterministic: true);
        verifier.Init(false, MLDsaPublicKeyParameters.FromEncoding(MLDsaParameters.ml_dsa_44, key.PublicKey.ToArray()));
        verifier.BlockUpdate(message, 0, message.Length);
        return verifier.VerifySignature(signature.ToArray());
    }
}
