using Appliance.Encounters.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Appliance.Encounters.Hosting;

/// <summary>Adds encounters to a host.</summary>
public static class EncountersHosting
{
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
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(options));
        }

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(folder);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<LiveFeed>();
        return builder;
    }
}
