using System.Buffers;
using System.Text;

namespace Appliance.CodeSets.Format;

/// <summary>Appends the primitives of the compiled format.</summary>
internal sealed class ByteWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 20);

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    /// <summary>Seven bits a byte, lowest first, the high bit set while more follow.</summary>
    public void Number(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value & 0x7F | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    public void Number(int value) => Number(checked((ulong)value));

    /// <summary>A difference that may be negative: zigzag, then <see cref="Number(ulong)"/>.</summary>
    public void Signed(int value) => Number(unchecked((ulong)(uint)((value << 1) ^ (value >> 31))));

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.GetSpan(bytes.Length));
        _buffer.Advance(bytes.Length);
    }

    public void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Number(bytes.Length);
        Bytes(bytes);
    }
}
