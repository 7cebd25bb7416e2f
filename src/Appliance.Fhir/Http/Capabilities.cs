using System.Text.Json;
using Microsoft.AspNetCore.Http;
using R4 = Hl7.Fhir.Model;

namespace Appliance.Fhir.Http;

/// <summary>The CapabilityStatement: what the endpoint does, and nothing else.</summary>
internal static class Capabilities
{
    /// <summary>Answers GET metadata; open to anyone, because it holds no PHI.</summary>
    public static async Task AnswerAsync(HttpContext context, string prefix, FhirOptions options)
    {
        var xml = FhirRequest.AnswersInXml(context.Request);
        var json = xml is null ? FhirAnswer.Of([Refusals.Format()]).Json : FhirAnswer.Body(w => Write(w, FhirPipeline.BaseOf(context.Request, prefix), options));
        context.Response.StatusCode = xml is null ? StatusCodes.Status406NotAcceptable : StatusCodes.Status200OK;
        context.Response.ContentType = xml == true ? "application/fhir+xml; charset=utf-8" : "application/fhir+json; charset=utf-8";
        var body = xml == true ? Parsing.Transcoder.ToXml(json.Span) : json;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter writer, string url, FhirOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType", "CapabilityStatement");
        writer.WriteString("status", "active");
        writer.WriteString("date", "2026-11-23");
        writer.WriteString("kind", "instance");
        writer.WriteStartObject("software");
        writer.WriteString("name", "Appliance");
        writer.WriteEndObject();
        writer.WriteStartObject("implementation");
        writer.WriteString("description", "Intake of encounters and their notes for coding");
        writer.WriteString("url", url.TrimEnd('/'));
        writer.WriteEndObject();
        writer.WriteString("fhirVersion", "4.0.1");
        Strings(writer, "format", "application/fhir+json", "application/fhir+xml");
        writer.WriteStartArray("rest");
        writer.WriteStartObject();
        writer.WriteString("mode", "server");
        writer.WriteString(
            "documentation",
            $"Bodies up to {options.MaxBodyBytes} bytes, {options.MaxEntries} entries a Bundle. Other types of R4 are stored from Bundles and returned as sent, not interpreted. "
            + "Only current versions are kept; nothing is deleted. Searches take _id or identifier=system|value, by GET or by POST [type]/_search. "
            + "In Bundles, entries may create, update, read and search.");
        writer.WriteStartObject("security");
        writer.WriteString("description", "A bearer key per client: Authorization: Bearer KEY.");
        writer.WriteEndObject();
        writer.WriteStartArray("resource");
        foreach (var type in R4.ModelInfo.SupportedResources.Order(StringComparer.Ordinal))
            Resource(writer, type, FhirEndpoints.Types.Contains(type));
        writer.WriteEndArray();
        writer.WriteStartArray("interaction");
        Interaction(writer, "transaction");
        Interaction(writer, "batch");
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Resource(Utf8JsonWriter writer, string type, bool writable)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteStartArray("interaction");
        Interaction(writer, "read");
        Interaction(writer, "search-type");
        if (writable)
        {
            Interaction(writer, "create");
            Interaction(writer, "update");
        }

        writer.WriteEndArray();
        writer.WriteString("versioning", writable ? "versioned-update" : "versioned");
        writer.WriteBoolean("readHistory", false);
        if (writable)
        {
            writer.WriteBoolean("updateCreate", true);
            writer.WriteBoolean("conditionalCreate", true);
            writer.WriteString("conditionalRead", "not-match");
            writer.WriteBoolean("conditionalUpdate", false);
            writer.WriteString("conditionalDelete", "not-supported");
            Strings(writer, "referencePolicy", "literal", "local");
        }

        writer.WriteStartArray("searchParam");
        Parameter(writer, "_id");
        Parameter(writer, "identifier");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Parameter(Utf8JsonWriter writer, string name)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteString("type", "token");
        writer.WriteEndObject();
    }

    private static void Interaction(Utf8JsonWriter writer, string code)
    {
        writer.WriteStartObject();
        writer.WriteString("code", code);
        writer.WriteEndObject();
    }

    private static void Strings(Utf8JsonWriter writer, string name, params ReadOnlySpan<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
