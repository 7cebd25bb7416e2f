using Appliance.Host.Access;
using Prometheus;

namespace Appliance.Host.Operations;

/// <summary>
/// <c>/metrics</c> in the Prometheus text format: every instrument of our own meters, and memory, threads and collections of the runtime. No label may
/// hold anything that came in from outside.
/// </summary>
public static class MetricsEndpoint
{
    /// <summary>Gives this host a registry of its own that follows the meters from now on.</summary>
    public static void AddApplianceMetrics(this IServiceCollection services)
    {
        var registry = Metrics.NewCustomRegistry();
        DotNetStats.Register(registry);
        services.AddSingleton(registry);

        // Made by a factory so that the container ends it with the host.
        services.AddSingleton(_ => new MeterExport(registry));
    }

    /// <summary>Maps the endpoint; <see cref="AccessPolicies.Metrics"/> says who may read it.</summary>
    public static void MapApplianceMetrics(this IEndpointRouteBuilder app)
    {
        app.ServiceProvider.GetRequiredService<MeterExport>();
        app.MapMetrics("/metrics", app.ServiceProvider.GetRequiredService<CollectorRegistry>()).RequireAuthorization(AccessPolicies.Metrics);
    }
}
