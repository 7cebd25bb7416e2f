using Appliance.Domain.Intake;
using Appliance.Fhir.Http;
using Appliance.Fhir.Intake;
using Appliance.Fhir.Samples;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Appliance.Fhir;

/// <summary>What a host calls to have the FHIR endpoint.</summary>
public static class FhirServices
{
    /// <summary>The claim that names the caller: <c>client:ehr-1</c>.</summary>
    public const string ActorClaim = "appliance:actor";

    /// <summary>
    /// Adds the FHIR endpoint and the sample encounters. The host MUST also register <see cref="Domain.Intake.IClinicalStore"/> and <see cref="Evidence.IEvidenceLog"/>.
    /// </summary>
    public static IServiceCollection AddFhir(this IServiceCollection services, Action<FhirOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<FhirOptions>()
            .ValidateDataAnnotations()
            .Validate(o => o.Contradiction() is null, "FhirOptions: MaxBytesInFlight must be at least MaxBodyBytes.")
            .ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FhirMetrics>();
        services.TryAddSingleton<DeliveryService>();
        services.TryAddSingleton<Exporter>();
        services.TryAddSingleton<BundleProcessor>();
        services.TryAddSingleton<FhirPipeline>();
        services.TryAddSingleton<FhirEndpoints>();
        services.TryAddSingleton<ISampleEncounters, SampleEncounters>();
        return services;
    }

    /// <summary>
    /// Maps the FHIR R4 endpoints below a prefix. Authentication is the host's: it adds its policy to the returned group, and the caller must carry the claim
    /// <see cref="ActorClaim"/>; <c>GET metadata</c> alone is open to anyone.
    /// </summary>
    public static RouteGroupBuilder MapFhir(this IEndpointRouteBuilder routes, string prefix)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var fhir = routes.ServiceProvider.GetRequiredService<FhirEndpoints>();
        var options = routes.ServiceProvider.GetRequiredService<IOptions<FhirOptions>>().Value;
        var group = routes.MapGroup(prefix);
        group.MapGet("/metadata", context => Capabilities.AnswerAsync(context, prefix, options)).AllowAnonymous();
        group.MapPost("/", context => fhir.BundleAsync(context, prefix));
        group.MapPost("/{type}", context => fhir.CreateAsync(context, prefix, Value(context, "type")));
        group.MapGet("/{type}", context => fhir.SearchAsync(context, prefix, Value(context, "type"), form: false));
        group.MapPost("/{type}/_search", context => fhir.SearchAsync(context, prefix, Value(context, "type"), form: true));
        group.MapPut("/{type}/{id}", context => fhir.UpdateAsync(context, prefix, Value(context, "type"), Value(context, "id")));
        group.MapGet("/{type}/{id}", context => fhir.ReadAsync(context, prefix, Value(context, "type"), Value(context, "id"), null));
        group.MapGet("/{type}/{id}/_history/{version}", context => fhir.ReadAsync(context, prefix, Value(context, "type"), Value(context, "id"), Value(context, "version")));
        group.MapFallback("{**rest}", context => fhir.UnsupportedAsync(context, prefix));
        return group;
    }

    private static string Value(HttpContext context, string name) => context.Request.RouteValues[name] as string ?? string.Empty;
}
