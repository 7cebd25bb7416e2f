using System.Text;
using System.Text.Json;
using System.Xml;
using Hl7.Fhir.Serialization;
using R4 = Hl7.Fhir.Model;

namespace Appliance.Fhir.Parsing;

/// <summary>FHIR XML to the JSON that everything behind the edge works on, and back.</summary>
internal static class Transcoder
{
    private static readonly FhirJsonSerializer Json = FhirJsonSerializer.Default;
    private static readonly FhirXmlSerializer Xml = new();

    /// <summary>An XML body as JSON, or why it is not read. A document type declaration is refused: it could name files of this machine.</summary>
    public static Result<ReadOnlyMemory<byte>> ToJson(ReadOnlyMemory<byte> body, FhirOptions options)
    {
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
            return Refusals.Empty();
        try
        {
            if (Depth(body) > options.MaxDepth)
                return Refusals.TooDeep(options.MaxDepth, null);
            using var reader = Reader(body);
            if (!FhirXmlDeserializer.STRICT.TryDeserializeResource(reader, out var resource, out var issues) || resource is null)
            {
                var type = resource?.TypeName;
                return Result<ReadOnlyMemory<byte>>.Refused(ResourceParser.Translate(issues, type, string.Empty, options.MaxIssues));
            }

            return Write(resource);
        }
        catch (XmlException e)
        {
            return Refusals.Malformed($"it is not well-formed XML, or declares a document type (line {e.LineNumber})", null);
        }
    }

    /// <summary>Our own JSON as XML.</summary>
    public static byte[] ToXml(ReadOnlySpan<byte> json)
    {
        var resource = ResourceParser.ParseStored(json);
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
            Xml.Serialize(resource, writer);
        return stream.ToArray();
    }

    private static ReadOnlyMemory<byte> Write(R4.Resource resource)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { SkipValidation = true }))
            Json.Serialize(resource, writer);
        return stream.ToArray();
    }

    private static int Depth(ReadOnlyMemory<byte> body)
    {
        using var reader = Reader(body);
        var deepest = 0;
        while (reader.Read())
            deepest = Math.Max(deepest, reader.Depth);
        return deepest;
    }

    private static XmlReader Reader(ReadOnlyMemory<byte> body) => XmlReader.Create(
        new MemoryStream(body.ToArray(), writable: false),
        new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true });
}
