using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Appliance.Encounters.Storage;

/// <summary>The form in which domain values are stored, under encryption. Offsets must survive, so text that is not well-formed UTF-16 does too.</summary>
internal static class DomainJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(), new ExactText() },
    };

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static T Read<T>(byte[] stored) => JsonSerializer.Deserialize<T>(stored, Options) ?? throw new JsonException("A stored value is null.");

    /// <summary>Strings as they are; one with a lone surrogate, which JSON writers would replace, as base64 of its UTF-16 code units.</summary>
    private sealed class ExactText : JsonConverter<string>
    {
        private const string Marker = "\u0001utf16:";

        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.GetString();
            return text is not null && text.StartsWith(Marker, StringComparison.Ordinal)
                ? new string(MemoryMarshal.Cast<byte, char>(Convert.FromBase64String(text[Marker.Length..])))
                : text;
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WriteStringValue(
                IsExact(value) ? value : Marker + Convert.ToBase64String(MemoryMarshal.AsBytes(value.AsSpan())));

        private static bool IsExact(string text)
        {
            if (text.StartsWith(Marker, StringComparison.Ordinal))
            {
                return false;
            }

            var rest = text.AsSpan();
            while (rest.IndexOfAnyInRange('\uD800', '\uDFFF') is >= 0 and var at)
            {
                if (!char.IsHighSurrogate(rest[at]) || at + 1 >= rest.Length || !char.IsLowSurrogate(rest[at + 1]))
                {
                    return false;
                }

                rest = rest[(at + 2)..];
            }

            return true;
        }
    }
}
