using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Appliance.Encounters.Batch;

/// <summary>
/// JSON strings as UTF-16 units, lone surrogates included: they can be written in JSON as escapes, but the framework's reader refuses and its writer
/// replaces them, which would move offsets or spoil quotes.
/// </summary>
internal static class JsonText
{
    /// <summary>The string at the reader; null when its bytes are no UTF-8.</summary>
    public static string? Read(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            var raw = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan.ToArray();
            return Unescape(raw);
        }
    }

    /// <summary>Writes a string value with every unit as it is.</summary>
    public static void Write(Utf8JsonWriter writer, string text)
    {
        if (IsWellFormed(text))
        {
            writer.WriteStringValue(text);
            return;
        }

        var json = new StringBuilder(text.Length + 16).Append('"');
        foreach (var unit in text)
        {
            _ = unit is '"' or '\\' || unit < 0x20 || unit > 0x7E
                ? json.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}")
                : json.Append(unit);
        }

        writer.WriteRawValue(json.Append('"').ToString(), skipInputValidation: true);
    }

    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The reader has already checked the form of every escape.</summary>
    private static string? Unescape(ReadOnlySpan<byte> raw)
    {
        string escaped;
        try
        {
            escaped = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(raw);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }

        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
                continue;
            }

            i++;
            switch (escaped[i])
            {
                case 'u':
                    text.Append((char)ushort.Parse(escaped.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                    i += 4;
                    break;
                case var other:
                    text.Append(other switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', _ => other });
                    break;
            }
        }

        return text.ToString();
    }
}
