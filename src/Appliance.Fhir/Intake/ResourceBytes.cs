using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Appliance.Domain.Intake;

namespace Appliance.Fhir.Intake;

/// <summary>A literal reference as it stands in a resource.</summary>
/// <param name="Value">What was sent.</param>
/// <param name="Holder">Name of the element of type Reference (<c>subject</c>).</param>
/// <param name="Depth">Nesting of that element; 1 for an element of the resource itself.</param>
/// <param name="Offset">Byte offset of the value in the resource.</param>
internal sealed record FoundReference(string Value, string Holder, int Depth, long Offset)
{
    /// <summary>What it names, once that is known.</summary>
    public ResourceKey? Target { get; set; }
}

/// <summary>
/// Works on a resource as bytes, so that what is stored and returned is what was sent: the order of elements, the digits of decimals and the escapes of
/// strings stay; only white space, the id, the server's own meta elements and references change.
/// </summary>
internal static class ResourceBytes
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 1024 };

    /// <summary>All values of <c>Reference.reference</c> that do not point into the resource itself.</summary>
    public static List<FoundReference> References(ReadOnlySpan<byte> json)
    {
        var found = new List<FoundReference>();
        var holders = new Stack<(int Start, int Length)>();
        (int Start, int Length) pending = default;
        var isReference = false;
        var reader = new Utf8JsonReader(json, Deep);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    pending = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
                    isReference = reader.ValueTextEquals("reference"u8);
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    holders.Push(pending.Length == 0 && holders.Count > 0 ? holders.Peek() : pending);
                    pending = default;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    holders.Pop();
                    pending = default;
                    break;
                default:
                    if (isReference && pending.Length > 0 && reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } value && value[0] != '#')
                    {
                        var (start, length) = holders.Peek();
                        found.Add(new FoundReference(value, Encoding.UTF8.GetString(json.Slice(start, length)), reader.CurrentDepth - 1, reader.TokenStartIndex));
                    }

                    pending = default;
                    break;
            }
        }

        return found;
    }

    /// <summary>The form that is stored: compact, type and id first, without <c>meta.versionId</c> and <c>meta.lastUpdated</c>, references rewritten.</summary>
    /// <param name="json">One resource.</param>
    /// <param name="id">Its id here.</param>
    /// <param name="own">References of this resource and what they became.</param>
    /// <param name="shared">Full URLs of the delivery and what they became.</param>
    public static byte[] Store(ReadOnlySpan<byte> json, string id, IReadOnlyDictionary<string, ResourceKey> own, IReadOnlyDictionary<string, ResourceKey> shared) =>
        Write(json, id, new Rewrites(own, shared), null);

    /// <summary>The form that is returned: as stored, with the version in its meta.</summary>
    public static byte[] Return(ReadOnlySpan<byte> stored, string id, long version, DateTimeOffset lastUpdated)
    {
        var meta = string.Create(
            CultureInfo.InvariantCulture,
            $"\"versionId\":\"{version}\",\"lastUpdated\":\"{lastUpdated.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}\"");
        return Write(stored, id, null, meta);
    }

    private static byte[] Write(ReadOnlySpan<byte> json, string id, Rewrites? rewrites, string? meta)
    {
        var output = new ArrayBufferWriter<byte>(json.Length + 128);
        var reader = new Utf8JsonReader(json, Deep);
        reader.Read();
        output.Write("{\"resourceType\":\""u8);
        Put(output, Parsing.BundleReader.TypeOf(json) ?? throw new InvalidDataException("A resource without a type."));
        output.Write("\",\"id\":\""u8);
        Put(output, id);
        output.Write("\""u8);
        var metaWritten = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("resourceType"u8) || reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                reader.Skip();
            }
            else if (reader.ValueTextEquals("meta"u8))
            {
                reader.Read();
                WriteMeta(ref reader, json, output, meta);
                metaWritten = true;
            }
            else
            {
                output.Write(",\""u8);
                output.Write(reader.ValueSpan);
                output.Write("\":"u8);
                var rewritable = rewrites is not null && IsReferenceName(ref reader);
                reader.Read();
                Copy(ref reader, json, output, rewrites, rewritable);
            }
        }

        if (!metaWritten && meta is not null)
        {
            output.Write(",\"meta\":{"u8);
            Put(output, meta);
            output.Write("}"u8);
        }

        output.Write("}"u8);
        return output.WrittenSpan.ToArray();
    }

    private static void WriteMeta(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ArrayBufferWriter<byte> output, string? meta)
    {
        var started = meta is not null;
        if (started)
        {
            output.Write(",\"meta\":{"u8);
            Put(output, meta!);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("versionId"u8) || reader.ValueTextEquals("lastUpdated"u8) || reader.ValueTextEquals("_versionId"u8) || reader.ValueTextEquals("_lastUpdated"u8))
            {
                reader.Read();
                reader.Skip();
                continue;
            }

            output.Write(started ? ",\""u8 : ",\"meta\":{\""u8);
            started = true;
            output.Write(reader.ValueSpan);
            output.Write("\":"u8);
            reader.Read();
            Copy(ref reader, json, output, null, false);
        }

        if (started)
            output.Write("}"u8);
    }

    /// <summary>Copies one value; the reader stands on its first token and ends on its last.</summary>
    private static void Copy(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ArrayBufferWriter<byte> output, Rewrites? rewrites, bool rewritable)
    {
        var depth = reader.CurrentDepth;
        var comma = false;
        while (true)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    if (comma)
                        output.Write(","u8);
                    output.Write(reader.TokenType == JsonTokenType.StartObject ? "{"u8 : "["u8);
                    comma = false;
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    output.Write(reader.TokenType == JsonTokenType.EndObject ? "}"u8 : "]"u8);
                    comma = true;
                    break;
                case JsonTokenType.PropertyName:
                    output.Write(comma ? ",\""u8 : "\""u8);
                    output.Write(reader.ValueSpan);
                    output.Write("\":"u8);
                    rewritable = rewrites is not null && IsReferenceName(ref reader);
                    comma = false;
                    break;
                default:
                    if (comma)
                        output.Write(","u8);
                    if (rewritable && reader.TokenType == JsonTokenType.String && rewrites!.Of(reader.GetString()!) is { } target)
                    {
                        output.Write("\""u8);
                        Put(output, target.ToString());
                        output.Write("\""u8);
                    }
                    else
                    {
                        output.Write(json[(int)reader.TokenStartIndex..(int)reader.BytesConsumed]);
                    }

                    comma = true;
                    break;
            }

            if (reader.CurrentDepth == depth && reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.StartArray or JsonTokenType.StartObject))
                return;
            reader.Read();
        }
    }

    /// <summary>Elements whose value may name another entry of the Bundle (FHIR R4, transaction processing): references and URLs, never an identifier's value.</summary>
    private static bool IsReferenceName(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("reference"u8) || reader.ValueTextEquals("url"u8) || reader.ValueTextEquals("valueUri"u8)
        || reader.ValueTextEquals("valueUrl"u8) || reader.ValueTextEquals("valueUuid"u8) || reader.ValueTextEquals("valueOid"u8);

    private static void Put(ArrayBufferWriter<byte> output, string text)
    {
        var span = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        output.Advance(Encoding.UTF8.GetBytes(text, span));
    }

    private sealed class Rewrites(IReadOnlyDictionary<string, ResourceKey> own, IReadOnlyDictionary<string, ResourceKey> shared)
    {
        public ResourceKey? Of(string value) => own.TryGetValue(value, out var key) || shared.TryGetValue(value, out key) ? key : null;
    }
}
