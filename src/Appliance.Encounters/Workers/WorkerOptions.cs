using System.ComponentModel.DataAnnotations;
using Appliance.Contracts.Mapping;

namespace Appliance.Encounters.Workers;

/// <summary>What an installation may set about the coding workers.</summary>
public sealed class WorkerOptions
{
    /// <summary>Folder in which each worker gets the directory of its socket (<c>&lt;data&gt;/run</c>). A path too long for a Unix socket is replaced by a private temporary folder.</summary>
    public string RunDirectory { get; set; } = string.Empty;

    /// <summary>The worker's executable (<c>.dll</c> or native); null takes <c>worker/Appliance.Worker.dll</c> beside the host.</summary>
    public string? ExecutablePath { get; set; }

    /// <summary>Directory with the hospital's compiled code sets; null for the built-in ones alone.</summary>
    public string? CodeSetsDirectory { get; set; }

    /// <summary>Worker processes; 0 decides by the number of cores.</summary>
    [Range(0, 64, ErrorMessage = "Workers must be 0 (decide by cores) to 64.")]
    public int Workers { get; set; }

    /// <summary>Requests that are with one worker at the same time; 0 decides by the number of cores.</summary>
    [Range(0, 256, ErrorMessage = "RequestsPerWorker must be 0 (decide by cores) to 256.")]
    public int RequestsPerWorker { get; set; }

    /// <summary>Requests that wait in each of the three queues; the next one is refused until there is room.</summary>
    [Range(1, 1_000_000, ErrorMessage = "QueueCapacity must be 1 to 1000000.")]
    public int QueueCapacity { get; set; } = WorkerDefaults.QueueCapacity;

    /// <summary>The largest request that is sent, bytes.</summary>
    [Range(1024, WireBounds.MaxRequestBytes, ErrorMessage = "MaxRequestBytes must be 1024 to 67108864.")]
    public int MaxRequestBytes { get; set; } = WireBounds.MaxRequestBytes;

    /// <summary>Memory that the worker's heap may take, bytes.</summary>
    [Range(64L * 1024 * 1024, 1L << 40, ErrorMessage = "MemoryLimitBytes must be at least 67108864 (64 MiB).")]
    public long MemoryLimitBytes { get; set; } = WorkerDefaults.MemoryLimitBytes;

    /// <summary>How long a worker may take over one request before it is ended.</summary>
    public TimeSpan RequestTimeout { get; set; } = WorkerDefaults.RequestTimeout;

    /// <summary>How long a worker may take to start.</summary>
    public TimeSpan StartTimeout { get; set; } = WorkerDefaults.StartTimeout;

    /// <summary>How often a worker's health and sandbox are looked at.</summary>
    public TimeSpan HealthInterval { get; set; } = WorkerDefaults.HealthInterval;

    /// <summary>How long a worker may take to say that it is well.</summary>
    public TimeSpan HealthTimeout { get; set; } = WorkerDefaults.HealthTimeout;

    internal int WorkersOrDefault => Workers > 0 ? Workers : Environment.ProcessorCount <= 2 ? 1 : 2;

    /// <summary>Enough that the evidence of the next requests is written while the worker reads the present ones.</summary>
    internal int RequestsPerWorkerOrDefault => RequestsPerWorker > 0 ? RequestsPerWorker : Math.Max(8, 3 * Environment.ProcessorCount);

    /// <summary>Every fault of these options as a sentence that says what to change; empty when they can be used.</summary>
    public IReadOnlyList<string> Faults()
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(this, new ValidationContext(this), results, validateAllProperties: true);
        var faults = results.Select(r => r.ErrorMessage ?? "A worker option is out of range.").ToList();
        if (!Path.IsPathFullyQualified(RunDirectory))
        {
            faults.Add("RunDirectory must be the full path of a folder that only the service can write.");
        }

        if (RequestTimeout <= TimeSpan.Zero || StartTimeout <= TimeSpan.Zero || HealthInterval <= TimeSpan.Zero || HealthTimeout <= TimeSpan.Zero)
        {
            faults.Add("RequestTimeout, StartTimeout, HealthInterval and HealthTimeout must be longer than zero.");
        }

        return faults;
    }
}

/// <summary>The defaults of <see cref="WorkerOptions"/>.</summary>
public static class WorkerDefaults
{
    /// <summary>A morning's discharges of a large hospital.</summary>
    public const int QueueCapacity = 4096;

    /// <summary>2 GiB: three releases with their lexicons, and several of the largest notes.</summary>
    public const long MemoryLimitBytes = 2L << 30;

    /// <summary>A minute: the largest note takes seconds.</summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromMinutes(1);

    /// <summary>A minute, for a cold and busy machine.</summary>
    public static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Ten seconds.</summary>
    public static readonly TimeSpan HealthInterval = TimeSpan.FromSeconds(10);

    /// <summary>Half a minute.</summary>
    public static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(30);
}
