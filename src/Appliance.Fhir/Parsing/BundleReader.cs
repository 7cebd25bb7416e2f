using System.Globalization;
using System.Text.Json;
using Appliance.Domain;

namespace Appliance.Fhir.Parsing;

/// <summary>A Bundle taken apart: its resources are still bytes, so that each is parsed once and a bad one spoils only its own entry of a batch.</summary>
/// <param name="IsTransaction">True for transaction, false for batch.</param>
/// <param name="Entries">In the order of the Bundle.</param>
internal sealed record Envelope(bool IsTransaction, IReadOnlyList<RawEntry> Entries);

/// <summary>One entry of a Bundle, or a single request written as one.</summary>
internal sealed record RawEntry(int Index)
{
    /// <summary>FHIRPath of the entry; empty for a request that is not in a Bundle.</summary>
    public string Path { get; init; } = string.Create(CultureInfo.InvariantCulture, $"Bundle.entry[{Index}]");

    public string? FullUrl { get; set; }

    public ReadOnlyMemory<byte> Resource { get; set; }

    public string? Method { get; set; }

    public string? Url { get; set; }

    public string? IfMatch { get; set; }

    public string? IfNoneExist { get; set; }

    public string? IfNoneMatch { get; set; }

    /// <summary>What the request leaves to be desired, found before it was looked into; null when nothing.</summary>
    public Refusal? Fault { get; set; }

    /// <summary>The path of a part of this entry.</summary>
    public string At(string part) => Path.Length == 0 ? part : Path + "." + part;
}

/// <summary>Reads the frame of a transaction or batch Bundle. The body MUST have passed <see cref="JsonScan"/>.</summary>
internal static class BundleReader
{
    private static readonly HashSet<string> BundleElements =
        ["resourceType", "id", "meta", "implicitRules", "language", "identifier", "type", "timestamp", "total", "link", "signature"];

    private static readonly HashSet<string> EntryElements = ["id", "extension", "modifierExtension", "link", "search", "response"];

    public static Result<Envelope> Read(ReadOnlyMemory<byte> body, FhirOptions options)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = options.MaxDepth + 1 });
        string? resourceType = null;
        string? type = null;
        List<RawEntry> entries = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return Refusals.Malformed("it is not a JSON object", null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!seen.Add(name))
                return Refusals.Structure("An element appears twice in one object.", "Bundle." + JsonPath.Name(reader.ValueSpan));
            var place = "Bundle." + JsonPath.Name(reader.ValueSpan);
            reader.Read();
            switch (name)
            {
                case "resourceType":
                    resourceType = Text(ref reader);
                    break;
                case "type":
                    type = Text(ref reader);
                    break;
                case "entry":
                    if (ReadEntries(ref reader, body, entries, options) is { } refusal)
                        return refusal;
                    break;
                default:
                    if (!BundleElements.Contains(name.TrimStart('_')))
                        return Refusals.Structure("The element is not one of a Bundle.", place);
                    reader.Skip();
                    break;
            }
        }

        return resourceType switch
        {
            null => Refusals.Malformed("it has no resourceType", null),
            "Bundle" when type is "transaction" or "batch" => new Envelope(type == "transaction", entries),
            "Bundle" => Refusals.NotProcessed(type is null ? "the type is missing" : "this one is of another type"),
            _ => Refusals.NotProcessed("this is another resource; create it under its own type, POST {base}/{type}"),
        };
    }

    /// <summary>The value of the top-level resourceType, or null.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> resource)
    {
        var reader = new Utf8JsonReader(resource, new JsonReaderOptions { MaxDepth = 1024 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals("resourceType"u8);
            reader.Read();
            if (found)
                return Text(ref reader);
            reader.Skip();
        }

        return null;
    }

    private static Refusal? ReadEntries(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, List<RawEntry> entries, FhirOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return Refusals.Structure("The element repeats, so it is a JSON array.", "Bundle.entry");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (entries.Count == options.MaxEntries)
                return Refusals.Entries(options.MaxEntries);
            var entry = new RawEntry(entries.Count);
            if (reader.TokenType != JsonTokenType.StartObject)
                return Refusals.Structure("An entry is a JSON object.", entry.Path);
            if (ReadEntry(ref reader, body, entry) is { } refusal)
                return refusal;
            entries.Add(entry);
        }

        return null;
    }

    private static Refusal? ReadEntry(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, RawEntry entry)
    {
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var place = entry.At(JsonPath.Name(reader.ValueSpan));
            reader.Read();
            var bit = name switch { "fullUrl" => 1, "resource" => 2, "request" => 4, _ => 0 };
            if ((seen & bit) != 0)
                return Refusals.Structure("An element appears twice in one object.", place);
            seen |= bit;
            switch (name)
            {
                case "fullUrl":
                    entry.FullUrl = Text(ref reader);
                    break;
                case "resource":
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    entry.Resource = body[start..(int)reader.BytesConsumed];
                    break;
                case "request":
                    ReadRequest(ref reader, entry);
                    break;
                default:
                    if (!EntryElements.Contains(name.TrimStart('_')) && name != "_fullUrl")
                        return Refusals.Structure("The element is not one of a Bundle's entry.", place);
                    reader.Skip();
                    break;
            }
        }

        return null;
    }

    private static void ReadRequest(ref Utf8JsonReader reader, RawEntry entry)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            entry.Fault = Refusals.Structure("A request is a JSON object.", entry.At("request"));
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var place = entry.At("request." + JsonPath.Name(reader.ValueSpan));
            reader.Read();
            switch (name)
            {
                case "method":
                    entry.Method = Text(ref reader);
                    break;
                case "url":
                    entry.Url = Text(ref reader);
                    break;
                case "ifMatch":
                    entry.IfMatch = Text(ref reader);
                    break;
                case "ifNoneExist":
                    entry.IfNoneExist = Text(ref reader);
                    break;
                case "ifNoneMatch":
                    entry.IfNoneMatch = Text(ref reader);
                    break;
                case "ifModifiedSince":
                    entry.Fault ??= Refusals.EntryRequest("The condition ifModifiedSince is not supported; use ifNoneMatch.", place);
                    reader.Skip();
                    break;
                default:
                    if (name.TrimStart('_') is not ("id" or "extension" or "modifierExtension" or "method" or "url"))
                        entry.Fault ??= Refusals.Structure("The element is not one of an entry's request.", place);
                    reader.Skip();
                    break;
            }
        }
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        reader.Skip();
        return null;
    }
}
