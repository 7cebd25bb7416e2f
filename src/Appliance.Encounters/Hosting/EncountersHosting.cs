using System.Net;
using System.Net.Sockets;
using Appliance.Domain.Intake;
using Appliance.Encounters.Grains;
using Appliance.Encounters.Keys;
using Appliance.Encounters.Live;
using Appliance.Encounters.Reconciliation;
using Appliance.Encounters.Review;
using Appliance.Encounters.Storage;
using Appliance.Encounters.Storage.Sqlite;
using Appliance.Evidence;
using Appliance.Evidence.Trails;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Serialization;

namespace Appliance.Encounters.Hosting;

/// <summary>Adds encounters to a host.</summary>
public static class EncountersHosting
{
    private const string Cluster = "appliance";

    /// <summary>
    /// Adds the silo, the storage, the review desk, the live feed and the start-up sweep. The host itself registers <c>IEvidenceLog</c>, <c>CodeSetLibrary</c>
    /// and <c>ICodingWorkers</c>.
    /// </summary>
    /// <param name="builder">The host under construction.</param>
    /// <param name="folder">The data folder, already owned by this process; it must outlive the host.</param>
    /// <param name="options">What the installation set.</param>
    /// <exception cref="ArgumentException">The options cannot be used; the message says what to change.</exception>
    public static IHostApplicationBuilder AddEncounters(this IHostApplicationBuilder builder, DataFolder folder, EncountersOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        builder.Services.AddEncounterServices(folder, options);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(PortOr(options.SiloPort), PortOr(options.GatewayPort), serviceId: Cluster, clusterId: Cluster)
            .AddEncounters());
        // After the silo: hosted services start in this order and stop in the opposite one.
        builder.Services.AddHostedService<StartUpSweep>();
        builder.Services.AddHostedService<EncounterDispatcher>();
        builder.Services.AddHostedService<ReconciliationSchedule>();
        return builder;
    }

    /// <summary>What every silo that carries encounters needs, however it is clustered.</summary>
    public static ISiloBuilder AddEncounters(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.AddSerializer(s => s.AddJsonSerializer(type => type.Namespace?.StartsWith("Appliance.Domain", StringComparison.Ordinal) == true));
        silo.Configure<GrainCollectionOptions>(o => o.CollectionAge = TimeSpan.FromMinutes(5));
        return silo;
    }

    /// <summary>Storage, review and feed without a silo: enough to read, commit and verify.</summary>
    internal static IServiceCollection AddEncounterServices(this IServiceCollection services, DataFolder folder, EncountersOptions options)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (options.Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(folder);
        services.AddSingleton(options);
        services.AddSingleton(s => KeyStore.Open(folder.KeyDatabase, folder.MasterKey, options.KeysInMemory, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => ClinicalDatabase.Open(folder.ClinicalDatabase, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LiveFeed>();
        services.AddSingleton<EncounterMetrics>();
        services.AddSingleton<WakeQueue>();
        services.AddSingleton<ClinicalStore>();
        services.AddSingleton<IClinicalStore>(s => s.GetRequiredService<ClinicalStore>());
        services.AddSingleton<IEncounterProgress, EncounterProgress>();
        services.AddSingleton<EncounterStore>();
        services.AddSingleton<Worklist>();
        services.AddSingleton<EncounterPages>();
        services.AddSingleton<Lifecycle>();
        services.AddSingleton<HeldBack>();
        services.AddSingleton<DecisionRules>();
        services.AddSingleton<EncounterReview>();
        services.AddSingleton<CodingTurns>();
        services.AddSingleton<ReviewDesk>();
        services.AddSingleton(s => SubjectIndex.Open(folder.SubjectIndex, s.GetRequiredService<IEvidenceLog>()));
        services.AddSingleton<Reconciler>();
        return services;
    }

    /// <summary>A free loopback port where none is set: nothing outside this process needs to know it.</summary>
    private static int PortOr(int port)
    {
        if (port != 0)
        {
            return port;
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
