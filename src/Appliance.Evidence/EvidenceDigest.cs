using System.Security.Cryptography;

namespace Appliance.Evidence;

/// <summary>
/// The keyed digest of a payload: HMAC-SHA-256 under a key derived from the subject's data key. Without that key nobody can test a guess of the
/// payload against it, and destroying the key makes the digest noise.
/// </summary>
public static class EvidenceDigest
{
    /// <summary>Length of a digest, in bytes.</summary>
    public const int Length = HMACSHA256.HashSizeInBytes;

    /// <summary>The digest of a payload.</summary>
    /// <param name="subjectKey">The subject's data key, at least 16 bytes; a key for digests is derived from it, so it may serve other purposes too.</param>
    /// <param name="payload">What moves.</param>
    public static ReadOnlyMemory<byte> Of(ReadOnlySpan<byte> subjectKey, ReadOnlySpan<byte> payload)
    {
        Span<byte> key = stackalloc byte[Length];
        DeriveKey(subjectKey, key);
        var digest = HMACSHA256.HashData(key, payload);
        CryptographicOperations.ZeroMemory(key);
        return digest;
    }

    /// <summary>The digest of a payload that is read as a stream.</summary>
    /// <param name="subjectKey">As for <see cref="Of"/>.</param>
    /// <param name="payload">Read to its end.</param>
    /// <param name="cancellation">Stops the read.</param>
    public static async Task<ReadOnlyMemory<byte>> OfAsync(ReadOnlyMemory<byte> subjectKey, Stream payload, CancellationToken cancellation)
    {
        var key = new byte[Length];
        DeriveKey(subjectKey.Span, key);
        var digest = await HMACSHA256.HashDataAsync(key, payload, cancellation).ConfigureAwait(false);
        CryptographicOperations.ZeroMemory(key);
        return digest;
    }

    private static void DeriveKey(ReadOnlySpan<byte> subjectKey, Span<byte> key)
    {
        if (subjectKey.Length < 16)
            throw new ArgumentException("A subject key has at least 16 bytes.", nameof(subjectKey));
        HKDF.DeriveKey(HashAlgorithmName.SHA256, subjectKey, key, [], "appliance evidence digest v1"u8);
    }
}
