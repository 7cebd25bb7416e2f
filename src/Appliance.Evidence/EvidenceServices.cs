using Appliance.Evidence.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Appliance.Evidence;

/// <summary>Puts the log into a host.</summary>
public static class EvidenceServices
{
    /// <summary>
    /// Adds <see cref="IEvidenceLog"/> (also as <see cref="EvidenceLog"/> and its <see cref="IEvidenceReader"/>). The log opens when the host starts, before the services that were added after it, or when it is
    /// first asked for; a log that cannot be opened fails the start with a sentence. The container closes it after all that uses it.
    /// </summary>
    public static IServiceCollection AddEvidence(this IServiceCollection services, Action<EvidenceOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<EvidenceOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EvidenceOptions>, EvidenceOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => SqliteEvidenceLog.OpenAsync(
            provider.GetRequiredService<IOptions<EvidenceOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EvidenceLog>>()).GetAwaiter().GetResult());
        services.AddSingleton<IEvidenceLog>(provider => provider.GetRequiredService<EvidenceLog>());
        services.AddSingleton<IEvidenceReader>(provider => provider.GetRequiredService<EvidenceLog>().Reader);
        services.AddHostedService<EvidenceStart>();
        return services;
    }

    private sealed class EvidenceStart(IServiceProvider provider) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            provider.GetRequiredService<EvidenceLog>();
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
