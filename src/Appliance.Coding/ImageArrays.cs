using System.Runtime.InteropServices;

namespace Appliance.Coding;

/// <summary>Arrays of integers in an image, little-endian behind their length.</summary>
internal static class ImageArrays
{
    /// <summary>Reads an array that <see cref="WriteIntegers"/> wrote.</summary>
    public static int[] ReadIntegers(this BinaryReader image)
    {
        var integers = new int[image.ReadInt32()];
        image.BaseStream.ReadExactly(MemoryMarshal.AsBytes(integers.AsSpan()));
        return integers;
    }

    /// <summary>Writes an array behind its length.</summary>
    public static void WriteIntegers(this BinaryWriter image, ReadOnlySpan<int> integers)
    {
        image.Write(integers.Length);
        image.Write(MemoryMarshal.AsBytes(integers));
    }
}
