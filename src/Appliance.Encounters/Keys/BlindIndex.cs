using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Appliance.Domain.Intake;

namespace Appliance.Encounters.Keys;

/// <summary>
/// Finds rows by identifiers without storing them: HMAC-SHA-256 under a key derived from the master key, cut to 128 bits. Each part is preceded by its
/// length, so that no two lists of parts are the same bytes.
/// </summary>
public sealed class BlindIndex(MasterKey master)
{
    /// <summary>Bytes of one index value.</summary>
    public const int Length = 16;

    /// <summary>Where a resource is kept. A logical id may be chosen by the client, so it can be a record number.</summary>
    public byte[] Locator(ResourceKey key) => Compute("resource", key.Type, key.Id);

    /// <summary>A business identifier of resources of one type.</summary>
    public byte[] Identifier(string type, BusinessIdentifier identifier) => Compute("identifier", type, identifier.System, identifier.Value);

    /// <summary>A full URL as one client gave it.</summary>
    public byte[] SourceUrl(string clientId, string url) => Compute("source", clientId, url);

    private byte[] Compute(params ReadOnlySpan<string> parts)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, master.Index);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part ?? string.Empty);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            mac.AppendData(length);
            mac.AppendData(bytes);
        }

        return mac.GetHashAndReset()[..Length];
    }
}
