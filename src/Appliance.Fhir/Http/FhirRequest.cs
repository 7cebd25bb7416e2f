using System.Security.Claims;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Appliance.Fhir.Http;

/// <summary>Reads what the headers and the address of a request say.</summary>
internal static class FhirRequest
{
    /// <summary>The header by which a client chooses the queue: urgent, normal or bulk.</summary>
    public const string PriorityHeader = "Appliance-Priority";

    /// <summary>The caller that the host's authentication found, or null.</summary>
    public static Actor? ActorOf(ClaimsPrincipal principal)
    {
        var text = principal.FindFirstValue(FhirServices.ActorClaim);
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon <= 0 || !Enum.TryParse<ActorKind>(text![..colon], ignoreCase: true, out var kind) || text.Length == colon + 1)
            return null;
        return new Actor(kind, text[(colon + 1)..]);
    }

    /// <summary>True for XML, false for JSON, null when the client accepts neither.</summary>
    public static bool? AnswersInXml(HttpRequest request)
    {
        if (request.Query.TryGetValue("_format", out var format) && format.Count == 1)
            return XmlOf(format[0]!);
        var sent = XmlOf(request.ContentType ?? string.Empty) ?? false;
        if (!request.Headers.TryGetValue(HeaderNames.Accept, out var header) || !MediaTypeHeaderValue.TryParseList(header, out var accepted))
            return sent;
        foreach (var one in accepted.OrderByDescending(a => a.Quality ?? 1))
        {
            if (XmlOf(one.MediaType.Value!) is { } xml)
                return xml;
            if (one.MatchesAllTypes || one.MediaType.Value is "application/*")
                return sent;
        }

        return null;
    }

    /// <summary>True for an XML body, false for JSON, null for anything else or for another character set than UTF-8.</summary>
    public static bool? SendsXml(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity")
            return null;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            return null;
        if (type.Charset.HasValue && !type.Charset.Value!.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return null;
        return XmlOf(type.MediaType.Value!);
    }

    /// <summary>What the Prefer header asks for.</summary>
    public static Preference PreferenceOf(HttpRequest request)
    {
        var prefer = request.Headers["Prefer"].ToString();
        if (prefer.Contains("return=representation", StringComparison.OrdinalIgnoreCase))
            return Preference.Representation;
        return prefer.Contains("return=OperationOutcome", StringComparison.OrdinalIgnoreCase) ? Preference.OperationOutcome : Preference.Minimal;
    }

    /// <summary>The queue that the client chose; null when it named one that does not exist.</summary>
    public static CodingPriority? PriorityOf(HttpRequest request) => request.Headers[PriorityHeader].ToString().ToLowerInvariant() switch
    {
        "" or "normal" => CodingPriority.Normal,
        "urgent" => CodingPriority.Urgent,
        "bulk" => CodingPriority.Bulk,
        _ => null,
    };

    /// <summary>A query string as its pairs.</summary>
    public static List<KeyValuePair<string, string>> Query(string query) =>
        [.. QueryHelpers.ParseQuery(query).SelectMany(p => p.Value, (p, value) => new KeyValuePair<string, string>(p.Key, value ?? string.Empty))];

    private static bool? XmlOf(string type) => type.Split(';')[0].Trim().Replace(' ', '+').ToLowerInvariant() switch
    {
        "xml" or "application/fhir+xml" or "application/xml" or "text/xml" or "application/xml+fhir" => true,
        "json" or "application/fhir+json" or "application/json" or "text/json" or "application/json+fhir" => false,
        _ => null,
    };
}
