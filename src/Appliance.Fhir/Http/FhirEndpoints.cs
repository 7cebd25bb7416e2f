using System.Globalization;
using Appliance.Domain.Intake;
using Appliance.Fhir.Intake;
using Appliance.Fhir.Parsing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using R4 = Hl7.Fhir.Model;

namespace Appliance.Fhir.Http;

/// <summary>The interactions of the endpoint.</summary>
internal sealed class FhirEndpoints(FhirPipeline pipeline, BundleProcessor bundles, DeliveryService deliveries, Exporter exporter, IClinicalStore store, IOptions<FhirOptions> options)
{
    /// <summary>The types that can be created, updated and searched one by one; all others come in Bundles and can be read.</summary>
    public static readonly string[] Types =
        ["Composition", "Condition", "DiagnosticReport", "DocumentReference", "Encounter", "Location", "Organization", "Patient", "Practitioner", "Procedure"];

    public Task BundleAsync(HttpContext context, string prefix) => pipeline.RunAsync(
        context, "bundle", prefix, hasBody: true, (call, cancellation) => bundles.ProcessAsync(call.Body, call.Caller, call.Preference, cancellation));

    public Task CreateAsync(HttpContext context, string prefix, string type) => pipeline.RunAsync(context, "create", prefix, hasBody: true, (call, cancellation) =>
        WriteAsync(call, type, new RawEntry(0)
        {
            Path = string.Empty,
            Method = "POST",
            Url = type,
            Resource = call.Body,
            IfNoneExist = Header(context, "If-None-Exist"),
        }, cancellation));

    public Task UpdateAsync(HttpContext context, string prefix, string type, string id) => pipeline.RunAsync(context, "update", prefix, hasBody: true, (call, cancellation) =>
        WriteAsync(call, type, new RawEntry(0)
        {
            Path = string.Empty,
            Method = "PUT",
            Url = $"{type}/{id}",
            Resource = call.Body,
            IfMatch = Header(context, "If-Match"),
        }, cancellation));

    public Task ReadAsync(HttpContext context, string prefix, string type, string id, string? version) => pipeline.RunAsync(context, "read", prefix, hasBody: false, async (call, cancellation) =>
    {
        if (!R4.ModelInfo.IsKnownResource(type))
            return FhirAnswer.Of([Refusals.NoSuchType()]);
        if (!FhirReference.IsId(id))
            return FhirAnswer.Of([Refusals.IdForm(null)]);
        if (await store.ReadAsync(new ResourceKey(type, id), cancellation).ConfigureAwait(false) is not { } stored)
            return FhirAnswer.Of([Refusals.Absent()]);
        if (version is not null && version != stored.Version.ToString(CultureInfo.InvariantCulture))
            return FhirAnswer.Of([Refusals.VersionNotKept()]);
        if (Header(context, "If-None-Match") is { } tag && FhirReference.TryETag(tag, out var known) && known == stored.Version)
            return new FhirAnswer(StatusCodes.Status304NotModified, default) { Version = stored.Version };
        return Answer(await exporter.ExportAsync(stored, call.Caller, cancellation).ConfigureAwait(false), StatusCodes.Status200OK);
    });

    public Task SearchAsync(HttpContext context, string prefix, string type, bool form) => pipeline.RunAsync(context, "search", prefix, hasBody: false, async (call, cancellation) =>
    {
        if (!R4.ModelInfo.IsKnownResource(type))
            return FhirAnswer.Of([Refusals.NoSuchType()]);
        var query = FhirRequest.Query(context.Request.QueryString.Value ?? string.Empty);
        if (form)
        {
            if (!context.Request.HasFormContentType)
                return FhirAnswer.Of([Refusals.Search()]);
            var posted = await context.Request.ReadFormAsync(cancellation).ConfigureAwait(false);
            query.AddRange(posted.SelectMany(p => p.Value, (p, value) => new KeyValuePair<string, string>(p.Key, value ?? string.Empty)));
        }

        var found = await exporter.SearchAsync(type, query, call.Caller, cancellation).ConfigureAwait(false);
        if (!found.Succeeded)
            return FhirAnswer.Of(found.Refusals);
        var body = BundleWriter.SearchSet(call.Caller.BaseUrl, found.Value, query.Any(p => p.Key == "identifier"));
        return new FhirAnswer(StatusCodes.Status200OK, body) { Crossings = [.. found.Value.Select(e => (e.Crossing, (long)e.Json.Length))] };
    });

    public Task UnsupportedAsync(HttpContext context, string prefix) => pipeline.RunAsync(context, "unsupported", prefix, hasBody: false, (_, _) =>
        Task.FromResult(FhirAnswer.Of([Refusals.Interaction("This interaction is not supported here; GET metadata lists those that are.")])));

    private async Task<FhirAnswer> WriteAsync(Call call, string type, RawEntry raw, CancellationToken cancellation)
    {
        if (!R4.ModelInfo.IsKnownResource(type))
            return FhirAnswer.Of([Refusals.NoSuchType()]);
        if (!Types.Contains(type))
            return FhirAnswer.Of([Refusals.Interaction("Resources of this type are accepted in a transaction or batch Bundle, not one by one.")]);
        var entry = EntryParser.Parse(raw, options.Value);
        if (!entry.Succeeded)
            return FhirAnswer.Of(entry.Refusals);
        var delivered = await deliveries.DeliverAsync([entry.Value], call.Caller, call.Body.Length, cancellation).ConfigureAwait(false);
        if (!delivered.Succeeded)
            return FhirAnswer.Of(delivered.Refusals);
        var stored = delivered.Value[0]!;
        var status = stored.Effect == WriteEffect.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        if (call.Preference == Preference.Representation && await exporter.ReadAsync(stored.Key, call.Caller, cancellation).ConfigureAwait(false) is { } export)
            return Answer(export, status) with { Location = BundleWriter.LocationOf(stored) };
        return new FhirAnswer(status, call.Preference == Preference.OperationOutcome ? FhirAnswer.Body(w => OutcomeMapper.WriteEffect(w, stored.Effect)) : default)
        {
            Version = stored.Version,
            LastModified = stored.LastUpdated,
            Location = BundleWriter.LocationOf(stored),
        };
    }

    private static FhirAnswer Answer(Exporter.Export export, int status) => new(status, export.Json)
    {
        Version = export.Resource.Version,
        LastModified = export.Resource.LastUpdated,
        Crossings = [(export.Crossing, export.Json.Length)],
    };

    private static string? Header(HttpContext context, string name) => context.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;
}
