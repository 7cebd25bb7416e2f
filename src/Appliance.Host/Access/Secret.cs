using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Appliance.Host.Access;

/// <summary>
/// A 256-bit random secret that is shown once and kept only as its SHA-256. A plain hash is enough: what is hashed has the full entropy of the random
/// source, so there is nothing to guess that a slow hash would protect.
/// </summary>
public static class Secret
{
    private const int Bytes = 32;

    /// <summary>A fresh secret, base64url, after a prefix by which scanners recognise it.</summary>
    public static string New(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>SHA-256 of the secret as it is written, lower-case hexadecimal.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Compares two hashes in a time that does not depend on where they differ.</summary>
    public static bool SameHash(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right));
}
