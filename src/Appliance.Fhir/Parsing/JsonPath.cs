using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Appliance.Fhir.Parsing;

/// <summary>Names the place of a byte of a JSON document as FHIRPath. Slow and exact: called only when something is refused.</summary>
internal static class JsonPath
{
    /// <summary>The path of the token at or after the offset, beginning with the resource type.</summary>
    /// <param name="json">The document, well formed at least up to the offset.</param>
    /// <param name="offset">Byte offset of the fault.</param>
    public static string At(ReadOnlySpan<byte> json, long offset)
    {
        var names = new List<string>();
        var counts = new List<int>();
        var root = "Resource";
        string? pending = null;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4096 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject)
                {
                    names.RemoveAt(names.Count - 1);
                    counts.RemoveAt(counts.Count - 1);
                    pending = null;
                    continue;
                }

                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    pending = Name(reader.ValueSpan);
                    if (reader.TokenStartIndex >= offset)
                        break;
                    continue;
                }

                var inArray = counts.Count > 0 && counts[^1] >= 0;
                var step = inArray ? string.Create(CultureInfo.InvariantCulture, $"[{counts[^1]++}]") : pending is null ? string.Empty : "." + pending;
                if (reader.CurrentDepth == 1 && pending == "resourceType" && reader.TokenType == JsonTokenType.String)
                    root = Name(reader.ValueSpan);
                if (reader.TokenStartIndex >= offset)
                    return Join(root, names, step);
                pending = null;
                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                {
                    names.Add(step);
                    counts.Add(reader.TokenType == JsonTokenType.StartArray ? 0 : -1);
                }
            }
        }
        catch (JsonException)
        {
            // The document breaks off here: the path so far is the place.
        }

        return Join(root, names, pending is null ? string.Empty : "." + pending);
    }

    /// <summary>An element name, or <c>?</c> when it is not the form of one.</summary>
    public static string Name(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > 64)
            return "?";
        foreach (var b in utf8)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b != '_')
                return "?";
        }

        return Encoding.ASCII.GetString(utf8);
    }

    private static string Join(string root, List<string> names, string last) => root + string.Concat(names) + last;
}
