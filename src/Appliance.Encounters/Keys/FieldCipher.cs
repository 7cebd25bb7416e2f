using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Appliance.Encounters.Keys;

/// <summary>
/// Encrypts one column of one row. A value that is moved to another row, column or table does not open.
/// <code>
/// +--------+-------------+-----------+----------------------+-------------+
/// | 0x01   | key version | nonce     | ciphertext           | tag         |
/// | 1 byte | 4 bytes, BE | 12 random | as long as the plain | 16 bytes    |
/// +--------+-------------+-----------+----------------------+-------------+
/// associated data: table 0x00 column 0x00 row bytes, key version (4 bytes, BE)
/// </code>
/// </summary>
public static class FieldCipher
{
    private const byte Format = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeaderLength = 5;

    /// <summary>Bytes that encryption adds.</summary>
    public const int Overhead = HeaderLength + NonceLength + TagLength;

    /// <summary>Encrypts.</summary>
    public static byte[] Seal(DataKey key, string table, string column, ReadOnlySpan<byte> row, ReadOnlySpan<byte> plain)
    {
        ArgumentNullException.ThrowIfNull(key);
        var stored = new byte[plain.Length + Overhead];
        stored[0] = Format;
        BinaryPrimitives.WriteInt32BigEndian(stored.AsSpan(1), key.Version);
        var nonce = stored.AsSpan(HeaderLength, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key.Secret, TagLength);
        aes.Encrypt(nonce, plain, stored.AsSpan(HeaderLength + NonceLength, plain.Length), stored.AsSpan(stored.Length - TagLength), Address(table, column, row, key.Version));
        return stored;
    }

    /// <summary>Decrypts.</summary>
    /// <exception cref="CryptographicException">It was changed, moved, or sealed under another key.</exception>
    public static byte[] Open(DataKey key, string table, string column, ReadOnlySpan<byte> row, ReadOnlySpan<byte> stored)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (stored.Length < Overhead || stored[0] != Format || BinaryPrimitives.ReadInt32BigEndian(stored[1..]) != key.Version)
        {
            throw new CryptographicException("A stored value is not in the form in which this key wrote it.");
        }

        var plain = new byte[stored.Length - Overhead];
        using var aes = new AesGcm(key.Secret, TagLength);
        aes.Decrypt(
            stored.Slice(HeaderLength, NonceLength),
            stored.Slice(HeaderLength + NonceLength, plain.Length),
            stored[^TagLength..],
            plain,
            Address(table, column, row, key.Version));
        return plain;
    }

    private static byte[] Address(string table, string column, ReadOnlySpan<byte> row, int version)
    {
        var names = Encoding.ASCII.GetByteCount(table) + Encoding.ASCII.GetByteCount(column) + 2;
        var address = new byte[names + row.Length + sizeof(int)];
        var at = Encoding.ASCII.GetBytes(table, address) + 1;
        Encoding.ASCII.GetBytes(column, address.AsSpan(at));
        row.CopyTo(address.AsSpan(names));
        BinaryPrimitives.WriteInt32BigEndian(address.AsSpan(names + row.Length), version);
        return address;
    }
}
