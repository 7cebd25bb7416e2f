using System.ComponentModel.DataAnnotations;

namespace Appliance.Fhir;

/// <summary>Bounds of the FHIR endpoint. The defaults suit a hospital's interface engine on the box's two cores.</summary>
public sealed class FhirOptions
{
    /// <summary>The largest request body, bytes.</summary>
    [Range(64 * 1024, 1024L * 1024 * 1024)]
    public long MaxBodyBytes { get; set; } = 50L * 1024 * 1024;

    /// <summary>The deepest nesting of JSON or XML, levels.</summary>
    [Range(16, 512)]
    public int MaxDepth { get; set; } = 64;

    /// <summary>The most entries of one Bundle.</summary>
    [Range(1, 100_000)]
    public int MaxEntries { get; set; } = 10_000;

    /// <summary>The most requests that are worked on at once; one more is told to come back.</summary>
    [Range(1, 1024)]
    public int MaxConcurrentRequests { get; set; } = 16;

    /// <summary>The most bytes of request bodies that are held at once; a request that would go over is told to come back.</summary>
    [Range(64 * 1024, 16L * 1024 * 1024 * 1024)]
    public long MaxBytesInFlight { get; set; } = 256L * 1024 * 1024;

    /// <summary>The longest time one request may take, from its first byte to its answer.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>What an overloaded endpoint writes into Retry-After.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The most issues one OperationOutcome lists.</summary>
    [Range(1, 1000)]
    public int MaxIssues { get; set; } = 50;

    /// <summary>Says what is wrong between fields; null when nothing is.</summary>
    internal string? Contradiction() =>
        MaxBytesInFlight < MaxBodyBytes ? "MaxBytesInFlight is smaller than MaxBodyBytes, so that the largest permitted body could never be sent: raise it." : null;
}
