using System.Security.Cryptography;

namespace Appliance.Evidence.Merkle;

/// <summary>
/// The hashes of RFC 6962 section 2.1 over SHA-256. A leaf and a node are hashed under different first bytes, so that neither can be passed off as the other.
/// <code>
/// leaf(data)        = SHA-256( 0x00 | data )
/// node(left, right) = SHA-256( 0x01 | left (32) | right (32) )
/// empty tree        = SHA-256( "" )
/// </code>
/// </summary>
public static class MerkleHash
{
    /// <summary>Length of a hash, in bytes.</summary>
    public const int Size = SHA256.HashSizeInBytes;

    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;
    private const int StackLimit = 1024;

    /// <summary>The Merkle tree hash of no leaves.</summary>
    public static byte[] Empty() => SHA256.HashData([]);

    /// <summary>The hash of a leaf.</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> data)
    {
        var hash = new byte[Size];
        Leaf(data, hash);
        return hash;
    }

    /// <summary>Writes the hash of a leaf to <paramref name="destination"/> (32 bytes).</summary>
    public static void Leaf(ReadOnlySpan<byte> data, Span<byte> destination)
    {
        var length = data.Length + 1;
        var input = length <= StackLimit ? stackalloc byte[length] : new byte[length];
        input[0] = LeafPrefix;
        data.CopyTo(input[1..]);
        SHA256.HashData(input, destination);
    }

    /// <summary>The hash of a node.</summary>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var hash = new byte[Size];
        Node(left, right, hash);
        return hash;
    }

    /// <summary>Writes the hash of a node to <paramref name="destination"/> (32 bytes), which may be one of the inputs.</summary>
    public static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
    {
        Span<byte> input = stackalloc byte[1 + Size + Size];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Size)..]);
        SHA256.HashData(input, destination);
    }

    /// <summary>The root over 2^n hashes of one level (1, 2, 4 … of them), laid end to end.</summary>
    public static byte[] PerfectRoot(ReadOnlySpan<byte> hashes)
    {
        var count = hashes.Length / Size;
        if (count == 0 || (count & (count - 1)) != 0 || hashes.Length != count * Size)
            throw new ArgumentException("A perfect subtree has 1, 2, 4, 8 … hashes of 32 bytes.", nameof(hashes));
        var level = hashes.ToArray();
        for (; count > 1; count /= 2)
        {
            for (var i = 0; i < count / 2; i++)
                Node(level.AsSpan(2 * i * Size, Size), level.AsSpan(((2 * i) + 1) * Size, Size), level.AsSpan(i * Size, Size));
        }

        return level[..Size];
    }
}
