using System.Buffers.Binary;
using Appliance.Evidence.Merkle;

namespace Appliance.Evidence.Tiles;

/// <summary>
/// Entries in a row, each behind its length (C2SP tlog-tiles, "Log entries"):
/// <code>
/// length (2, big-endian) | entry bytes | length (2) | entry bytes | …          1 to 256 entries
/// </code>
/// </summary>
public static class EntryBundle
{
    /// <summary>The longest entry that a bundle can hold, in bytes; a longer one is refused when it is appended.</summary>
    public const int MaxEntryBytes = ushort.MaxValue;

    /// <summary>The longest bundle, in bytes.</summary>
    public const int MaxBytes = HashTile.Width * (sizeof(ushort) + MaxEntryBytes);

    /// <summary>Tells why an entry cannot be appended; null when it can.</summary>
    public static string? Fault(ReadOnlySpan<byte> entry) => entry.Length > MaxEntryBytes ? $"An entry has at most {MaxEntryBytes} bytes." : null;

    /// <summary>Puts entries into a bundle.</summary>
    /// <exception cref="ArgumentException">An entry is too long.</exception>
    public static byte[] Write(IReadOnlyList<byte[]> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var bundle = new byte[entries.Sum(entry => sizeof(ushort) + entry.Length)];
        var rest = bundle.AsSpan();
        foreach (var entry in entries)
        {
            if (Fault(entry) is { } fault)
                throw new ArgumentException(fault, nameof(entries));
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)entry.Length);
            entry.CopyTo(rest[sizeof(ushort)..]);
            rest = rest[(sizeof(ushort) + entry.Length)..];
        }

        return bundle;
    }

    /// <summary>Takes a bundle apart.</summary>
    /// <param name="bundle">The bytes.</param>
    /// <param name="width">How many entries it must hold.</param>
    /// <exception cref="InvalidDataException">It holds another number of entries, or ends in the middle of one.</exception>
    public static IReadOnlyList<byte[]> Read(ReadOnlySpan<byte> bundle, int width)
    {
        var entries = new List<byte[]>(Math.Min(width, HashTile.Width));
        while (!bundle.IsEmpty && entries.Count < width)
        {
            if (!BinaryPrimitives.TryReadUInt16BigEndian(bundle, out var length) || bundle.Length < sizeof(ushort) + length)
                throw new InvalidDataException("An entry bundle ends in the middle of an entry.");
            entries.Add(bundle.Slice(sizeof(ushort), length).ToArray());
            bundle = bundle[(sizeof(ushort) + length)..];
        }

        return entries.Count == width && bundle.IsEmpty ? entries : throw new InvalidDataException($"An entry bundle does not hold the {width} entries that its name says.");
    }
}
