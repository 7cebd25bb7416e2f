using System.Net.Mime;
using System.Text.Json;
using Appliance.Domain;
using Appliance.Fhir.Http;

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

        if (context.Request.Path.StartsWithSegments("/fhir", StringComparison.Ordinal))
        {
            return FhirRefusal.WriteAsync(context, refusal);
        }

        response.ContentType = MediaTypeNames.Application.ProblemJson;
        var problem = new { type = "about:blank", title = refusal.Message, status = response.StatusCode, code = refusal.Code };
        return response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(problem, JsonSerializerOptions.Web), context.RequestAborted).AsTask();
    }
}
