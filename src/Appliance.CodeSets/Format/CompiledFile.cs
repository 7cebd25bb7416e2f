using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Appliance.CodeSets.Format;

/// <summary>The outer form of a compiled code-set file: nothing in it is read before its hash has been checked.</summary>
/// <remarks>
/// <code>
///   0        8       10       12        16        20                 52
///   +--------+--------+--------+---------+---------+------------------+---------------------------+
///   | ICDCMSET | version| zero  | body    | packed  | SHA-256 of the   | the body (see BodyWriter),|
///   | 8 bytes  | u16    | u16   | bytes   | bytes   | packed body      | Brotli, quality 11        |
///   |          |        |       | u32     | u32     | 32 bytes         |                           |
///   +--------+--------+--------+---------+---------+------------------+---------------------------+
///   Integers are little-endian. The file ends with the packed body.
/// </code>
/// </remarks>
internal static class CompiledFile
{
    public const ushort Version = 1;
    public const int MaxBody = 128 * 1024 * 1024;
    private const int HeaderLength = 52;
    private const int Window = 22;

    private static ReadOnlySpan<byte> Magic => "ICDCMSET"u8;

    public static byte[] Pack(ReadOnlySpan<byte> body)
    {
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(body.Length)];
        if (!BrotliEncoder.TryCompress(body, packed, out var written, quality: 11, Window))
        {
            throw new InvalidOperationException("The packed body does not fit.");
        }

        var file = new byte[HeaderLength + written];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(12), (uint)body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(16), (uint)written);
        SHA256.HashData(packed.AsSpan(0, written), file.AsSpan(20));
        packed.AsSpan(0, written).CopyTo(file.AsSpan(HeaderLength));
        return file;
    }

    /// <summary>The body of a compiled file.</summary>
    /// <exception cref="InvalidDataException">It is not one, is cut, was changed or is of another version; the message says which.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderLength || !file[..8].SequenceEqual(Magic))
        {
            throw new InvalidDataException("it does not begin as a compiled code set does");
        }

        var version = BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        if (version != Version)
        {
            throw new InvalidDataException($"its format is version {version}, and this appliance reads version {Version}");
        }

        if (file[10] != 0 || file[11] != 0)
        {
            throw new InvalidDataException("its header is damaged");
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(file[12..]);
        var packed = BinaryPrimitives.ReadUInt32LittleEndian(file[16..]);
        if (packed != file.Length - HeaderLength || length > MaxBody)
        {
            throw new InvalidDataException("it is cut or something was added to it");
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(file[HeaderLength..], hash);
        if (!hash.SequenceEqual(file[20..HeaderLength]))
        {
            throw new InvalidDataException("its content does not match its hash");
        }

        var body = new byte[length];
        return BrotliDecoder.TryDecompress(file[HeaderLength..], body, out var written) && written == body.Length
            ? body
            : throw new InvalidDataException("its content cannot be unpacked");
    }
}
