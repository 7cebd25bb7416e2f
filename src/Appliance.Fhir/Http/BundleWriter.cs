using System.Globalization;
using System.Text.Json;
using Appliance.Domain;
using Appliance.Domain.Intake;

namespace Appliance.Fhir.Http;

/// <summary>What one entry of a Bundle came to.</summary>
internal sealed record EntryResult(int Status)
{
    public StoredVersion? Stored { get; init; }

    public IReadOnlyList<Refusal>? Refusals { get; init; }

    /// <summary>A resource to be returned.</summary>
    public ReadOnlyMemory<byte> Resource { get; init; }
}

/// <summary>Writes the Bundles that are answers.</summary>
internal static class BundleWriter
{
    public static ReadOnlyMemory<byte> Responses(bool transaction, IReadOnlyList<EntryResult> results, Preference preference) => FhirAnswer.Body(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType", "Bundle");
        writer.WriteString("type", transaction ? "transaction-response" : "batch-response");
        if (results.Count > 0)
        {
            writer.WriteStartArray("entry");
            foreach (var result in results)
                Entry(writer, result, preference);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> SearchSet(string baseUrl, IReadOnlyList<Exporter.Export> found, bool byIdentifier) => FhirAnswer.Body(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType", "Bundle");
        writer.WriteString("type", "searchset");
        var perhapsMore = byIdentifier && found.Count > 1;
        if (!perhapsMore)
            writer.WriteNumber("total", found.Count);
        if (found.Count > 0)
        {
            writer.WriteStartArray("entry");
            foreach (var export in found)
            {
                writer.WriteStartObject();
                writer.WriteString("fullUrl", baseUrl + export.Resource.Key);
                writer.WritePropertyName("resource");
                writer.WriteRawValue(export.Json, skipInputValidation: true);
                Mode(writer, "match");
                writer.WriteEndObject();
            }

            if (perhapsMore)
            {
                writer.WriteStartObject();
                writer.WritePropertyName("resource");
                OutcomeMapper.WriteSuccess(writer, "More than one resource carries this identifier. Two are shown; there may be more.");
                Mode(writer, "outcome");
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    });

    /// <summary>Address of a version, relative to the base.</summary>
    public static string LocationOf(StoredVersion stored) => string.Create(CultureInfo.InvariantCulture, $"{stored.Key}/_history/{stored.Version}");

    private static void Mode(Utf8JsonWriter writer, string mode)
    {
        writer.WriteStartObject("search");
        writer.WriteString("mode", mode);
        writer.WriteEndObject();
    }

    private static void Entry(Utf8JsonWriter writer, EntryResult result, Preference preference)
    {
        writer.WriteStartObject();
        if (!result.Resource.IsEmpty)
        {
            writer.WritePropertyName("resource");
            writer.WriteRawValue(result.Resource.Span, skipInputValidation: true);
        }

        writer.WriteStartObject("response");
        writer.WriteString("status", OutcomeMapper.StatusLine(result.Status));
        if (result.Stored is { } stored)
        {
            writer.WriteString("location", LocationOf(stored));
            writer.WriteString("etag", string.Create(CultureInfo.InvariantCulture, $"W/\"{stored.Version}\""));
            writer.WriteString("lastModified", stored.LastUpdated.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        }

        if (result.Refusals is { } refusals)
        {
            writer.WritePropertyName("outcome");
            OutcomeMapper.Write(writer, refusals);
        }
        else if (preference == Preference.OperationOutcome && result.Stored is { } written)
        {
            writer.WritePropertyName("outcome");
            OutcomeMapper.WriteEffect(writer, written.Effect);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
