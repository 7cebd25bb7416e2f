using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Appliance.Domain;

namespace Appliance.Host.Operations;

/// <summary>How the host itself refuses over HTTP, before a request has reached the part that it was meant for.</summary>
public static class RefusalAnswer
{
    /// <summary>The HTTP status of a refusal.</summary>
    public static int StatusOf(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return refusal.Kind switch
        {
            _ when refusal.Code == Refusals.TooManyAttempts.Code => StatusCodes.Status429TooManyRequests,
            _ when refusal.Code == Refusals.Unexpected.Code => StatusCodes.Status500InternalServerError,
            RefusalKind.Invalid => StatusCodes.Status400BadRequest,
            RefusalKind.Unprocessable => StatusCodes.Status422UnprocessableEntity,
            RefusalKind.Unauthenticated => StatusCodes.Status401Unauthorized,
            RefusalKind.Forbidden => StatusCodes.Status403Forbidden,
            RefusalKind.NotFound => StatusCodes.Status404NotFound,
            RefusalKind.Conflict => StatusCodes.Status409Conflict,
            RefusalKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
            RefusalKind.NotSupported => StatusCodes.Status501NotImplemented,
            RefusalKind.Pushback or RefusalKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };
    }

    /// <summary>Answers with the refusal: an OperationOutcome under <c>/fhir</c>, problem details (RFC 9457) elsewhere.</summary>
    public static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(context);
        var response = context.Response;
        response.StatusCode = StatusOf(refusal);
        response.Headers.CacheControl = "no-store";
        if (refusal.Kind is RefusalKind.Pushback or RefusalKind.Unavailable)
        {
            response.Headers.RetryAfter = "60";
        }

        var fhir = context.Request.Path.StartsWithSegments("/fhir", StringComparison.Ordinal);
        response.ContentType = fhir ? "application/fhir+json; charset=utf-8" : MediaTypeNames.Application.ProblemJson;
        object body = fhir
            ? new { resourceType = "OperationOutcome", issue = new[] { new { severity = "error", code = IssueType(refusal.Kind), details = new { coding = new[] { new { system = "urn:appliance:refusal", code = refusal.Code } }, text = refusal.Message } } } }
            : new { type = "about:blank", title = refusal.Message, status = response.StatusCode, code = refusal.Code };
        return response.Body.WriteAsync(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(body, JsonSerializerOptions.Web)), context.RequestAborted).AsTask();
    }

    private static string IssueType(RefusalKind kind) => kind switch
    {
        RefusalKind.Unauthenticated => "login",
        RefusalKind.Forbidden => "forbidden",
        RefusalKind.Pushback => "throttled",
        RefusalKind.Unavailable => "transient",
        _ => "processing",
    };
}
