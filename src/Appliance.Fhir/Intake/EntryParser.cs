using Appliance.Domain.Intake;
using Appliance.Fhir.Parsing;
using R4 = Hl7.Fhir.Model;

namespace Appliance.Fhir.Intake;

/// <summary>Understands one entry: its method and address, its conditions, its resource.</summary>
internal static class EntryParser
{
    /// <summary>Identifiers beyond these are kept in the resource, but nothing is found by them.</summary>
    private const int MaxIdentifiers = 32;

    public static Result<RequestedEntry> Parse(RawEntry raw, FhirOptions options)
    {
        if (raw.Fault is { } fault)
            return fault;
        var url = raw.Url?.TrimStart('/');
        if (string.IsNullOrEmpty(url) || raw.Method is null)
            return Refusals.EntryRequest("An entry needs request.method and request.url.", raw.At("request"));
        return raw.Method switch
        {
            "POST" => Create(raw, url, options),
            "PUT" => Update(raw, url, options),
            "GET" => Query(raw, url),
            "DELETE" or "PATCH" or "HEAD" => Refusals.Interaction("Only GET, POST and PUT are supported; resources are not deleted or patched here.", raw.At("request.method")),
            _ => Refusals.EntryRequest("The method is not one of FHIR's.", raw.At("request.method")),
        };
    }

    private static Result<RequestedEntry> Create(RawEntry raw, string url, FhirOptions options)
    {
        if (!R4.ModelInfo.IsKnownResource(url))
            return Refusals.EntryRequest("A create's address is a resource type of R4.", raw.At("request.url"));
        BusinessIdentifier? condition = null;
        if (raw.IfNoneExist is { } query)
        {
            if (!FhirReference.TryIdentifierQuery(query, out var identifier))
                return Refusals.Condition(raw.Path.Length == 0 ? null : raw.At("request.ifNoneExist"));
            condition = identifier;
        }

        var resource = Resource(raw, url, options);
        if (!resource.Succeeded)
            return Result<RequestedEntry>.Refused(resource.Refusals);
        return new RequestedEntry(raw, Interaction.Create, url)
        {
            Resource = resource.Value,
            Identifiers = IdentifiersOf(resource.Value),
            IfNoneExist = condition,
        };
    }

    private static Result<RequestedEntry> Update(RawEntry raw, string url, FhirOptions options)
    {
        if (url.Contains('?', StringComparison.Ordinal))
            return Refusals.Interaction("Conditional updates are not supported; update by id.", raw.At("request.url"));
        if (!FhirReference.TryRelative(url, out var key) || url.Length != key.ToString().Length)
            return Refusals.IdForm(raw.At("request.url"));
        long? version = null;
        if (raw.IfMatch is { } tag)
        {
            if (!FhirReference.TryETag(tag, out var number))
                return Refusals.EntryRequest("If-Match is an entity tag: W/\"3\".", raw.At("request.ifMatch"));
            version = number;
        }

        var resource = Resource(raw, key.Type, options);
        if (!resource.Succeeded)
            return Result<RequestedEntry>.Refused(resource.Refusals);
        if (resource.Value.Id != key.Id)
            return Refusals.WrongId(raw.Path.Length == 0 ? key.Type + ".id" : raw.At("resource.id"));
        return new RequestedEntry(raw, Interaction.Update, key.Type)
        {
            Resource = resource.Value,
            Identifiers = IdentifiersOf(resource.Value),
            IfMatch = version,
            ExpectedVersion = version,
            Key = key,
        };
    }

    private static Result<RequestedEntry> Query(RawEntry raw, string url)
    {
        if (FhirReference.TryRelative(url, out var key))
            return new RequestedEntry(raw, Interaction.Read, key.Type) { Key = key };
        var mark = url.IndexOf('?', StringComparison.Ordinal);
        return mark > 0 && R4.ModelInfo.IsKnownResource(url[..mark])
            ? new RequestedEntry(raw, Interaction.Search, url[..mark])
            : Refusals.EntryRequest("A read's address is Type/id, a search's Type?identifier=system|value.", raw.At("request.url"));
    }

    private static Result<R4.Resource> Resource(RawEntry raw, string type, FhirOptions options)
    {
        var place = raw.Path.Length == 0 ? string.Empty : raw.At("resource");
        if (raw.Resource.IsEmpty)
            return Refusals.EntryRequest("This entry needs a resource.", place);
        var parsed = ResourceParser.Parse(raw.Resource.Span, place, options.MaxIssues);
        return parsed.Succeeded && parsed.Value.TypeName != type ? Refusals.WrongType(place.Length == 0 ? null : place) : parsed;
    }

    private static List<BusinessIdentifier> IdentifiersOf(R4.Resource resource)
    {
        IEnumerable<R4.Identifier?> all = resource switch
        {
            R4.IIdentifiable<List<R4.Identifier>> many => many.Identifier,
            R4.IIdentifiable<R4.Identifier> one => [one.Identifier],
            _ => [],
        };
        return [.. all.Where(i => !string.IsNullOrEmpty(i?.Value)).Select(i => new BusinessIdentifier(i!.System ?? string.Empty, i.Value!)).Distinct().Take(MaxIdentifiers)];
    }
}
