using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Appliance.Domain;

namespace Appliance.Fhir.Parsing;

/// <summary>
/// The first look at a body: is it UTF-8, whole, not too deep, and are its strings made of characters? What passes is safe for every reader behind it.
/// </summary>
internal static class JsonScan
{
    /// <summary>The body without a byte order mark, or why it is not read.</summary>
    public static Result<ReadOnlyMemory<byte>> Check(ReadOnlyMemory<byte> body, int maxDepth)
    {
        if (body.Span.StartsWith("\uFEFF"u8))
            body = body[3..];
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
            return Refusals.Empty();
        if (!Utf8.IsValid(body.Span))
            return Refusals.Malformed("it is not UTF-8", null);

        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = maxDepth + 1 });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= maxDepth && reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                    return Refusals.TooDeep(maxDepth, JsonPath.At(body.Span[..(int)reader.BytesConsumed], reader.TokenStartIndex));
                if (reader.ValueIsEscaped && Forbidden(reader.ValueSpan) is { } what)
                    return Refusals.Character(what, JsonPath.At(body.Span, reader.TokenStartIndex));
            }
        }
        catch (JsonException e)
        {
            return Broken(body.Span, e);
        }

        return body;
    }

    private static Refusal Broken(ReadOnlySpan<byte> body, JsonException e)
    {
        var offset = Offset(body, e.LineNumber ?? 0, e.BytePositionInLine ?? 0);
        var path = JsonPath.At(body, offset);
        var what = offset >= body.TrimEnd(" \t\r\n"u8).Length ? "it breaks off before its end" : "it is not well-formed JSON";
        return Refusals.Malformed(string.Create(CultureInfo.InvariantCulture, $"{what} (line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1})"), path);
    }

    private static int Offset(ReadOnlySpan<byte> body, long line, long column)
    {
        var start = 0;
        for (; line > 0; line--)
        {
            var next = body[start..].IndexOf((byte)'\n');
            if (next < 0)
                break;
            start += next + 1;
        }

        return (int)Math.Min(body.Length, start + column);
    }

    /// <summary>What the escapes of a JSON string spell that no FHIR text may hold; null when nothing.</summary>
    private static string? Forbidden(ReadOnlySpan<byte> raw)
    {
        for (var at = raw.IndexOf((byte)'\\'); at >= 0 && at < raw.Length - 1; at = Next(raw, at))
        {
            if (raw[at + 1] is (byte)'b' or (byte)'f')
                return "a control character";
            if (raw[at + 1] != 'u')
            {
                at += 1;
                continue;
            }

            var unit = Unit(raw, at);
            if (unit == 0)
                return "a NUL character";
            if (unit < 0x20 && unit is not ('\t' or '\n' or '\r'))
                return "a control character";
            if (char.IsLowSurrogate((char)unit))
                return "half of a surrogate pair";
            if (char.IsHighSurrogate((char)unit))
            {
                if (at + 11 >= raw.Length || raw[at + 6] != '\\' || raw[at + 7] != 'u' || !char.IsLowSurrogate((char)Unit(raw, at + 6)))
                    return "half of a surrogate pair";
                at += 6;
            }

            at += 5;
        }

        return null;

        static int Next(ReadOnlySpan<byte> raw, int at)
        {
            var next = raw[(at + 1)..].IndexOf((byte)'\\');
            return next < 0 ? -1 : at + 1 + next;
        }

        static int Unit(ReadOnlySpan<byte> raw, int at) => int.Parse(raw.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
