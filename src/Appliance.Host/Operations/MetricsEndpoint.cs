using Appliance.Host.Access;
using Prometheus;

namespace Appliance.Host.Operations;

/// <summary>
/// <c>/metrics</c> in the Prometheus text format: every instrument of our own meters, and of the web server those whose labels come from a closed set.
/// No label may hold anything that came in from outside.
/// </summary>
public static class MetricsEndpoint
{
    // A counter that goes away because nothing happened for a while would look like a restart; a day is the longest that the library waits.
    private static readonly TimeSpan LongQuiet = TimeSpan.FromDays(1);

    private static readonly HashSet<string> OfTheWebServer =
    [
        "kestrel.active_connections",
        "kestrel.queued_requests",
        "http.server.active_requests",
        "signalr.server.active_connections",
    ];

    /// <summary>Gives this host a registry of its own that follows the meters.</summary>
    public static void AddApplianceMetrics(this IServiceCollection services)
    {
        var registry = Metrics.NewCustomRegistry();
        DotNetStats.Register(registry);
        services.AddSingleton(registry);
        services.AddHostedService<MeterFollower>();
    }

    /// <summary>Maps the endpoint; <see cref="AccessPolicies.Metrics"/> says who may read it.</summary>
    public static void MapApplianceMetrics(this IEndpointRouteBuilder app) =>
        app.MapMetrics("/metrics", app.ServiceProvider.GetRequiredService<CollectorRegistry>()).RequireAuthorization(AccessPolicies.Metrics);

    private sealed class MeterFollower(CollectorRegistry registry) : IHostedService, IDisposable
    {
        private IDisposable? _adapter;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _adapter = MeterAdapter.StartListening(new MeterAdapterOptions
            {
                Registry = registry,
                MetricFactory = Metrics.WithCustomRegistry(registry),
                MetricsExpireAfter = LongQuiet,
                InstrumentFilterPredicate = i => i.Meter.Name.StartsWith("Appliance.", StringComparison.Ordinal) || OfTheWebServer.Contains(i.Name),
            });
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => _adapter?.Dispose();
    }
}
