using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Appliance.Contracts.Mapping;

/// <summary>Texts and dates on the wire.</summary>
internal static class WireText
{
    /// <summary>The text's UTF-16 code units, little-endian.</summary>
    public static ByteString ToUtf16(string text)
    {
        var bytes = MemoryMarshal.AsBytes(text.AsSpan());
        if (BitConverter.IsLittleEndian)
        {
            return ByteString.CopyFrom(bytes);
        }

        var swapped = bytes.ToArray();
        for (var i = 0; i < swapped.Length; i += 2)
        {
            (swapped[i], swapped[i + 1]) = (swapped[i + 1], swapped[i]);
        }

        return UnsafeByteOperations.UnsafeWrap(swapped);
    }

    /// <summary>Reads UTF-16 code units; false when the length is odd or beyond the bound.</summary>
    public static bool TryReadUtf16(ByteString bytes, int maxLength, out string text)
    {
        if (bytes.Length % 2 != 0 || bytes.Length / 2 > maxLength)
        {
            text = string.Empty;
            return false;
        }

        text = string.Create(bytes.Length / 2, bytes, static (chars, source) =>
        {
            var units = source.Span;
            for (var i = 0; i < chars.Length; i++)
            {
                chars[i] = (char)(units[2 * i] | (units[(2 * i) + 1] << 8));
            }
        });
        return true;
    }

    /// <summary>The text with each lone surrogate replaced by U+FFFD: what a protobuf string can carry. For labels and sentences, never for what offsets count in.</summary>
    public static string WellFormed(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return string.Empty;
        }

        var lone = false;
        for (var i = 0; i < text.Length && !lone; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else
            {
                lone = char.IsSurrogate(text[i]);
            }
        }

        return lone ? string.Concat(text.EnumerateRunes()) : text;
    }

    public static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    public static string FromInstant(DateTimeOffset? instant) => instant?.ToString("O", CultureInfo.InvariantCulture) ?? string.Empty;

    public static bool TryReadInstant(string text, out DateTimeOffset? instant)
    {
        instant = null;
        if (text.Length == 0)
        {
            return true;
        }

        var read = DateTimeOffset.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var value);
        instant = value;
        return read;
    }

    public static string FromDate(DateOnly? date) => date?.ToString("O", CultureInfo.InvariantCulture) ?? string.Empty;

    public static bool TryReadDate(string text, out DateOnly? date)
    {
        date = null;
        if (text.Length == 0)
        {
            return true;
        }

        var read = DateOnly.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value);
        date = value;
        return read;
    }
}
