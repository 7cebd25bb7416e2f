using System.Text.Json;
using Appliance.Domain;
using Microsoft.AspNetCore.Http;

namespace Appliance.Fhir.Http;

/// <summary>For a host that refuses a FHIR request before it reaches the endpoint (no key, stopping): the answer has the form of every other refusal.</summary>
public static class FhirRefusal
{
    /// <summary>Writes an OperationOutcome as JSON; the caller has set the status and the headers of the refusal.</summary>
    public static async Task WriteAsync(HttpContext context, Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.ContentType = "application/fhir+json; charset=utf-8";
        using var body = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(body))
        {
            OutcomeMapper.Write(writer, [refusal]);
        }

        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted).ConfigureAwait(false);
    }
}
