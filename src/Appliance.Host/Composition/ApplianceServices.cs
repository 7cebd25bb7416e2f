using Appliance.CodeSets;
using Appliance.Dashboard;
using Appliance.Encounters.Hosting;
using Appliance.Encounters.Workers;
using Appliance.Evidence;
using Appliance.Evidence.Verification;
using Appliance.Fhir;
using Appliance.Host.Access;
using Appliance.Host.Log;
using Appliance.Host.Operations;
using Appliance.Host.Witnessing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HostFiltering;
using Orleans.Configuration;

namespace Appliance.Host.Composition;

/// <summary>Puts the parts together.</summary>
internal static class ApplianceServices
{
    /// <summary>What was opened before the parts are put together, in the order in which it is closed again, last first.</summary>
    public sealed record Opened(DataFolder Folder, EvidenceLog Evidence, CodeSetLibrary CodeSets, AccessRegister Access, WorkerPool Workers, ILoggerFactory Logs, TimeProvider Time);

    public static void Add(WebApplicationBuilder builder, ApplianceSettings settings, Opened opened, HostRole role)
    {
        var services = builder.Services;
        ApplianceLogging.Configure(builder.Logging, settings.Host, role, opened.Time);
        services.AddSingleton(opened.Time);
        services.AddSingleton(opened.Evidence);
        services.AddSingleton<IEvidenceLog>(opened.Evidence);
        services.AddSingleton(opened.Evidence.Reader);
        services.AddSingleton(opened.CodeSets);
        services.AddSingleton(opened.Access);
        services.AddSingleton(settings.Host);
        services.AddSingleton(new ListeningAddress(settings.Host.Addresses()[0].GetLeftPart(UriPartial.Authority)));
        services.AddSingleton(DataHome.CommandLines(settings.DataFolder));
        services.AddSingleton<FailedAttempts>();
        services.AddSingleton<IHealthPart, EvidenceHealth>();
        services.AddSingleton<IHealthPart, StorageHealth>();
        services.AddSingleton<WitnessService>();
        services.AddHostedService(s => s.GetRequiredService<WitnessService>());
        services.AddSingleton(s => s.GetRequiredService<WitnessService>().Feed);
        services.AddSingleton<IHealthPart, WitnessHealth>();
        services.AddSingleton(new EvidenceScrub(opened.Evidence, ScrubService.Every, opened.Time));
        services.AddHostedService<ScrubService>();
        services.AddSingleton<IHealthPart, ScrubHealth>();
        services.AddSingleton(settings.Evidence);
        services.AddApplianceMetrics();
        services.AddHostedService<RestingHeap>();
        services.AddApplianceAccess(settings.Host.SignedInHours);
        AddBrowserProtection(services, settings);
        services.Configure<Microsoft.Extensions.Hosting.HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(settings.Host.StopWithinSeconds));

        // The process's own signal handling stops the host (Program), also when it only serves a verb.
        services.AddSingleton<IHostLifetime, NoSignals>();

        builder.AddEncounters(opened.Folder, settings.Encounters);
        AddWorkers(services, opened.Workers, role);
        services.Configure<SiloConnectionOptions>(ClosedSilo.Configure);
        services.AddDashboard();
        services.AddFhir(o => Copy(settings.Fhir, o));
    }

    private static void AddWorkers(IServiceCollection services, WorkerPool workers, HostRole role)
    {
        // As an instance: what the container makes under two types it also ends twice.
        services.AddSingleton(workers);
        services.AddSingleton<ICodingWorkers>(workers);
        services.AddSingleton<Control.CodingProfiles>();
        services.AddSingleton<IHealthPart, WorkerHealth>();
        services.AddSingleton<IHostedService>(new WorkerPoolService(workers, wanted: role != HostRole.Verb));
    }

    private static void AddBrowserProtection(IServiceCollection services, ApplianceSettings settings)
    {
        services.AddDataProtection()
            .SetApplicationName("Appliance")
            .PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(settings.DataFolder, "cookie-keys")));
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "appliance-form";
            o.Cookie.HttpOnly = true;
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            o.SuppressXFrameOptionsHeader = true;
        });
        services.Configure<HostFilteringOptions>(o => o.AllowedHosts = KestrelSetup.HostNames(settings.Host));
    }

    private static void Copy(FhirOptions from, FhirOptions to)
    {
        foreach (var property in typeof(FhirOptions).GetProperties().Where(p => p.CanWrite))
        {
            property.SetValue(to, property.GetValue(from));
        }
    }

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
