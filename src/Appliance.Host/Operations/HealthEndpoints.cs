using System.Collections.Immutable;
using System.Text.Json;
using Appliance.Encounters.Hosting;
using Appliance.Evidence;

namespace Appliance.Host.Operations;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: it can take an encounter and have it coded; if not, it says which part is unwell and
/// why, in words without PHI.
/// </summary>
public static class HealthEndpoints
{
    /// <summary>Maps both; they are open, so that a load balancer or a monitor needs no key.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Text("live\n")).AllowAnonymous();
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous();
    }

    private static async Task<IResult> ReadyAsync(IEnumerable<IHealthPart> parts, IHostApplicationLifetime lifetime, CancellationToken cancellation)
    {
        var lines = ImmutableArray.CreateBuilder<HealthLine>();
        foreach (var part in parts)
        {
            var fault = await part.FaultAsync(cancellation).ConfigureAwait(false);
            lines.Add(new HealthLine(part.Name, fault is null, fault));
        }

        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            lines.Add(new HealthLine("host", false, "stopping"));
        }

        var ready = lines.All(l => l.Ok);
        return Results.Json(new { ready, parts = lines }, JsonSerializerOptions.Web, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>A part of the appliance that must be well before anything can be coded.</summary>
public interface IHealthPart
{
    /// <summary>Its name for an operator.</summary>
    string Name { get; }

    /// <summary>What is wrong with it, in words without PHI; null when it is well.</summary>
    ValueTask<string?> FaultAsync(CancellationToken cancellation);
}

/// <summary>The evidence log: without it nothing moves. A damaged entry stops nothing, but it is not well either: a person must look.</summary>
public sealed class EvidenceHealth(IEvidenceLog log) : IHealthPart
{
    /// <inheritdoc/>
    public string Name => "evidence";

    /// <inheritdoc/>
    public ValueTask<string?> FaultAsync(CancellationToken cancellation) => ValueTask.FromResult(log.Fault ?? log.Damage?.Message);
}

/// <summary>The disk under the data folder takes writes, and has room for some more.</summary>
/// <param name="folder">The data folder.</param>
public sealed class StorageHealth(DataFolder folder) : IHealthPart
{
    private const long LeastFreeBytes = 256L * 1024 * 1024;

    /// <inheritdoc/>
    public string Name => "storage";

    /// <inheritdoc/>
    public ValueTask<string?> FaultAsync(CancellationToken cancellation)
    {
        try
        {
            var free = new DriveInfo(folder.Path).AvailableFreeSpace;
            var probe = Path.Combine(folder.RunDirectory, "probe");
            File.WriteAllBytes(probe, [0]);
            File.Delete(probe);
            return ValueTask.FromResult(free < LeastFreeBytes ? $"less than {LeastFreeBytes / (1024 * 1024)} MB are free on the disk of the data folder" : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ValueTask.FromResult<string?>("the data folder cannot be written");
        }
    }
}

/// <summary>One line of the answer.</summary>
/// <param name="Name">The part.</param>
/// <param name="Ok">Whether it is well.</param>
/// <param name="Reason">What is wrong; null when it is well.</param>
public sealed record HealthLine(string Name, bool Ok, string? Reason);
