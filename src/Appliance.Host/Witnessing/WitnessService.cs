using Appliance.Evidence;
using Appliance.Evidence.Witnessing;
using Appliance.Host.Operations;

namespace Appliance.Host.Witnessing;

/// <summary>
/// Brings the log's checkpoints to the witnesses that this installation names, as long as the host runs. What leaves is a size, hashes and signatures; it leaves only to the
/// addresses that the options declare, without redirects, proxies or cookies.
/// </summary>
public sealed class WitnessService : BackgroundService
{
    private readonly SocketsHttpHandler _handler = new() { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(5), MaxConnectionsPerServer = 1 };
    private readonly HttpMessageInvoker _http;
    private readonly WitnessFeed _feed;

    /// <summary>Creates the service; nothing is sent before it starts.</summary>
    public WitnessService(EvidenceLog log, HostOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(options);
        _http = new HttpMessageInvoker(_handler);
        var asked = log.Policy.Witnesses.Where(key => options.WitnessAddresses.ContainsKey(key.Name)).Select(key => new WitnessClient(_http, new Uri(options.WitnessAddresses[key.Name]), key));
        _feed = new WitnessFeed(log, [.. asked], new WitnessFeedOptions(), time);
    }

    /// <summary>Where each witness stands.</summary>
    public WitnessFeed Feed => _feed;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_feed.Witnesses.Count == 0)
        {
            return;
        }

        try
        {
            await _feed.RunAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }
}

/// <summary>A witness that saw another history of this log: somebody must look at it. A witness that is away is no fault; the dashboard shows it.</summary>
public sealed class WitnessHealth(WitnessService service) : IHealthPart
{
    /// <inheritdoc/>
    public string Name => "witness";

    /// <inheritdoc/>
    public ValueTask<string?> FaultAsync(CancellationToken cancellation) => ValueTask.FromResult(service.Feed.Alarms.Count == 0 ? null : service.Feed.Alarms[0].Describe());
}
