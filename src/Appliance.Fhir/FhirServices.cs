using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

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
        return services;
    }

    /// <summary>
    /// Maps the FHIR R4 endpoints below a prefix. Authentication is the host's: it adds its policy to the returned group, and the caller must carry the claim
    /// <see cref="ActorClaim"/>; <c>GET metadata</c> alone is open to anyone.
    /// </summary>
    public static RouteGroupBuilder MapFhir(this IEndpointRouteBuilder routes, string prefix)
    {
        ArgumentNullException.ThrowIfNull(routes);
        return routes.MapGroup(prefix);
    }
}
