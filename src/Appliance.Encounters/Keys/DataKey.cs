using System.Security.Cryptography;

namespace Appliance.Encounters.Keys;

/// <summary>What a data key protects.</summary>
public enum KeyScope
{
    /// <summary>Resources that concern no patient.</summary>
    Installation = 0,

    /// <summary>What belongs to a patient but to no encounter.</summary>
    Patient = 1,

    /// <summary>What belongs to one encounter.</summary>
    Encounter = 2,
}

/// <summary>The key of one patient, one encounter or the installation, unwrapped. It lives in memory only.</summary>
/// <param name="owner">The subject it belongs to; <see cref="Guid.Empty"/> for the installation.</param>
/// <param name="version">From 1, one higher with each rotation.</param>
/// <param name="secret">256 bits.</param>
public sealed class DataKey(Guid owner, int version, byte[] secret)
{
    private byte[]? _digestKey;

    /// <summary>The subject it belongs to.</summary>
    public Guid Owner { get; } = owner;

    /// <summary>Its version.</summary>
    public int Version { get; } = version;

    internal byte[] Secret { get; } = secret;

    /// <summary>HMAC-SHA-256 under a key that dies with this one: tells whether content is the same, and stands in evidence.</summary>
    public byte[] Digest(ReadOnlySpan<byte> content) => HMACSHA256.HashData(DigestKey, content);

    /// <summary>The same, for content that comes in pieces.</summary>
    public IncrementalHash StartDigest() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, DigestKey);

    private byte[] DigestKey => _digestKey ??= MasterKey.Derive(Secret, "appliance/v1/digest");
}
