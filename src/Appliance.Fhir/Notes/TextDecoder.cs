using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Appliance.Fhir.Notes;

/// <summary>Bytes to text by byte order mark, by the declared character set, else by what the bytes allow.</summary>
internal static class TextDecoder
{
    /// <summary>ISO 8859-1 is read as its superset windows-1252, as browsers do (WHATWG Encoding).</summary>
    public static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>The text without its byte order mark; null when the bytes are not in the declared set, or the set is not known.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        if (bytes.StartsWith("\uFEFF"u8))
            return Utf8Text(bytes[3..]);
        if (bytes.Length >= 2 && bytes[0] == 0xFF && bytes[1] == 0xFE)
            return Utf16(bytes[2..], bigEndian: false);
        if (bytes.Length >= 2 && bytes[0] == 0xFE && bytes[1] == 0xFF)
            return Utf16(bytes[2..], bigEndian: true);
        return charset?.Trim().Trim('"', '\'').ToLowerInvariant() switch
        {
            null or "" => Guess(bytes),
            "utf-8" or "utf8" => Utf8Text(bytes),
            "us-ascii" or "ascii" or "iso-8859-1" or "iso8859-1" or "iso_8859-1" or "latin1" or "latin-1" or "windows-1252" or "cp1252" => Windows1252.GetString(bytes),
            "utf-16" or "utf16" => Utf16(bytes, LooksBigEndian(bytes)),
            "utf-16le" => Utf16(bytes, bigEndian: false),
            "utf-16be" => Utf16(bytes, bigEndian: true),
            var other => Other(bytes, other),
        };
    }

    /// <summary>A single-byte or other code page of the platform.</summary>
    public static Encoding? CodePage(int page)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(page);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string? Other(ReadOnlySpan<byte> bytes, string name)
    {
        // Single-byte sets only: every byte sequence is valid in them, so nothing is guessed.
        try
        {
            var encoding = name.StartsWith("iso-8859-", StringComparison.Ordinal) || name.StartsWith("windows-125", StringComparison.Ordinal)
                ? CodePagesEncodingProvider.Instance.GetEncoding(name)
                : null;
            return encoding?.GetString(bytes);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string Guess(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= 4 && bytes.Length % 2 == 0 && LooksUtf16(bytes, out var bigEndian))
            return Utf16(bytes, bigEndian)!;
        return Utf8Text(bytes) ?? Windows1252.GetString(bytes);
    }

    /// <summary>English text in UTF-16 has a zero in nearly every second byte; stray NULs in other text do not line up like that.</summary>
    private static bool LooksUtf16(ReadOnlySpan<byte> bytes, out bool bigEndian)
    {
        var (even, odd) = Zeros(bytes);
        bigEndian = even > odd;
        return Math.Max(even, odd) > bytes.Length * 2 / 5 && Math.Min(even, odd) < bytes.Length / 50 + 1;
    }

    private static bool LooksBigEndian(ReadOnlySpan<byte> bytes)
    {
        var (even, odd) = Zeros(bytes);
        return even >= odd;
    }

    private static (int Even, int Odd) Zeros(ReadOnlySpan<byte> bytes)
    {
        var even = 0;
        var odd = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == 0)
            {
                if ((i & 1) == 0)
                    even++;
                else
                    odd++;
            }
        }

        return (even, odd);
    }

    private static string? Utf8Text(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Unit by unit, so that half a surrogate pair arrives as it is and is replaced later in its place.</summary>
    private static string? Utf16(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        if (bytes.Length % 2 != 0)
            return null;
        var units = new char[bytes.Length / 2];
        for (var i = 0; i < units.Length; i++)
        {
            var pair = bytes.Slice(i * 2, 2);
            units[i] = (char)(bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(pair) : BinaryPrimitives.ReadUInt16LittleEndian(pair));
        }

        return new string(units);
    }
}
