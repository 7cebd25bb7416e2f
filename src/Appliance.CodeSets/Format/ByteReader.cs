using System.Text;

namespace Appliance.CodeSets.Format;

/// <summary>Reads what <see cref="ByteWriter"/> wrote; anything that does not fit is an <see cref="InvalidDataException"/>.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public readonly int Remaining => _rest.Length;

    public byte Byte()
    {
        if (_rest.IsEmpty)
        {
            throw Damaged();
        }

        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public ulong Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damaged();
    }

    /// <summary>A number from 0 to <paramref name="max"/>.</summary>
    public int Number(int max)
    {
        var value = Number();
        return max >= 0 && value <= (ulong)max ? (int)value : throw Damaged();
    }

    /// <summary>How many of something follow, each of at least one byte.</summary>
    public int Count(int max) => Number(Math.Min(max, _rest.Length));

    public int Signed()
    {
        var value = Number(int.MaxValue);
        return (value >> 1) ^ -(value & 1);
    }

    public ReadOnlySpan<byte> Bytes(int length)
    {
        if (length > _rest.Length)
        {
            throw Damaged();
        }

        var bytes = _rest[..length];
        _rest = _rest[length..];
        return bytes;
    }

    public string Text() => Encoding.UTF8.GetString(Bytes(Number(_rest.Length)));

    public static InvalidDataException Damaged() => new("its content is damaged");
}
