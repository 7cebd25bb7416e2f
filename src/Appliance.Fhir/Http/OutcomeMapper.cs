using System.Text.Json;
using Appliance.Domain;
using Appliance.Domain.Intake;

namespace Appliance.Fhir.Http;

/// <summary>The one place where refusals become FHIR: HTTP status and OperationOutcome.</summary>
internal static class OutcomeMapper
{
    /// <summary>System of the refusal codes in <c>OperationOutcome.issue.details</c>.</summary>
    public const string CodeSystem = "urn:appliance:refusal";

    /// <summary>System of what a write did: created, updated, unchanged.</summary>
    public const string EffectSystem = "urn:appliance:effect";

    /// <summary>HTTP status of a refusal.</summary>
    public static int StatusOf(Refusal refusal) => refusal.Code switch
    {
        Refusals.VersionConflict or Refusals.AmbiguousCondition => 412,
        Refusals.UnsupportedMediaType => 415,
        Refusals.NotAcceptable => 406,
        Refusals.UnsupportedInteraction => 405,
        Refusals.UnsupportedSearch or Refusals.UnsupportedCondition => 400,
        Refusals.InternalFault => 500,
        _ => refusal.Kind switch
        {
            RefusalKind.Invalid => 400,
            RefusalKind.Unprocessable => 422,
            RefusalKind.Unauthenticated => 401,
            RefusalKind.Forbidden => 403,
            RefusalKind.NotFound => 404,
            RefusalKind.Conflict => 409,
            RefusalKind.TooLarge => 413,
            RefusalKind.NotSupported => 501,
            RefusalKind.Pushback or RefusalKind.Unavailable => 503,
            _ => 500,
        },
    };

    /// <summary>Status line of an entry of a batch response.</summary>
    public static string StatusLine(int status) => status switch
    {
        200 => "200 OK",
        201 => "201 Created",
        304 => "304 Not Modified",
        400 => "400 Bad Request",
        404 => "404 Not Found",
        405 => "405 Method Not Allowed",
        409 => "409 Conflict",
        412 => "412 Precondition Failed",
        413 => "413 Content Too Large",
        422 => "422 Unprocessable Entity",
        501 => "501 Not Implemented",
        503 => "503 Service Unavailable",
        _ => status.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>Writes an OperationOutcome that lists the refusals.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<Refusal> refusals)
    {
        Begin(writer);
        foreach (var refusal in refusals)
            Issue(writer, "error", TypeOf(refusal), refusal.Code, refusal.Message, refusal.Location);
        End(writer);
    }

    /// <summary>Writes an OperationOutcome that says that all went well.</summary>
    public static void WriteSuccess(Utf8JsonWriter writer, string text, string? effect = null)
    {
        Begin(writer);
        Issue(writer, "information", "informational", effect, text, null, EffectSystem);
        End(writer);
    }

    /// <summary>What a write did.</summary>
    public static void WriteEffect(Utf8JsonWriter writer, WriteEffect effect) => WriteSuccess(writer, effect switch
    {
        Domain.Intake.WriteEffect.Created => "The resource was created.",
        Domain.Intake.WriteEffect.Updated => "The resource has a new version.",
        _ => "The same content was there already; nothing changed.",
    }, effect.ToString().ToLowerInvariant());

    private static void Begin(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("resourceType", "OperationOutcome");
        writer.WriteStartArray("issue");
    }

    private static void End(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Issue(Utf8JsonWriter writer, string severity, string type, string? code, string text, string? location, string system = CodeSystem)
    {
        writer.WriteStartObject();
        writer.WriteString("severity", severity);
        writer.WriteString("code", type);
        writer.WriteStartObject("details");
        if (code is not null)
        {
            writer.WriteStartArray("coding");
            writer.WriteStartObject();
            writer.WriteString("system", system);
            writer.WriteString("code", code);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteString("text", text);
        writer.WriteEndObject();
        if (location is { Length: > 0 })
        {
            writer.WriteStartArray("expression");
            writer.WriteStringValue(location);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>FHIR R4 value set issue-type.</summary>
    private static string TypeOf(Refusal refusal) => refusal.Code switch
    {
        Refusals.BreaksR4 or Refusals.MalformedBody => "structure",
        Refusals.MissingReference => "not-found",
        Refusals.DuplicateEntry => "duplicate",
        Refusals.TookTooLong => "timeout",
        Refusals.InternalFault => "exception",
        _ => refusal.Kind switch
        {
            RefusalKind.Invalid => "invalid",
            RefusalKind.Unprocessable => "processing",
            RefusalKind.Unauthenticated => "login",
            RefusalKind.Forbidden => "forbidden",
            RefusalKind.NotFound => "not-found",
            RefusalKind.Conflict => "conflict",
            RefusalKind.TooLarge => "too-long",
            RefusalKind.NotSupported => "not-supported",
            RefusalKind.Pushback => "throttled",
            RefusalKind.Unavailable => "transient",
            _ => "exception",
        },
    };
}
