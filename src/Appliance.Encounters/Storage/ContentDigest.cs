using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Appliance.Encounters.Keys;

namespace Appliance.Encounters.Storage;

/// <summary>
/// Tells whether a resource was sent before: a keyed digest over its JSON tokens, without white space and without the top-level <c>meta</c>, which the
/// server sets itself.
/// </summary>
internal static class ContentDigest
{
    private const int MaxDepth = 1000;

    public static byte[] Of(DataKey key, ReadOnlySpan<byte> json)
    {
        var tokens = new ArrayBufferWriter<byte>(json.Length + 64);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals("meta"u8))
            {
                reader.Skip();
                continue;
            }

            var head = tokens.GetSpan(1 + sizeof(int));
            head[0] = (byte)reader.TokenType;
            var value = reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String or JsonTokenType.Number ? reader.ValueSpan : default;
            BinaryPrimitives.WriteInt32LittleEndian(head[1..], value.Length);
            tokens.Advance(1 + sizeof(int));
            tokens.Write(value);
        }

        return key.Digest(tokens.WrittenSpan);
    }
}
