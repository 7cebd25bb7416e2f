using Appliance.Evidence.Verification;
using Appliance.Host.Operations;

namespace Appliance.Host.Log;

/// <summary>Reads the whole log again once a day, because a start reads only its end.</summary>
/// <param name="scrub">Does it.</param>
internal sealed class ScrubService(EvidenceScrub scrub) : BackgroundService
{
    /// <summary>From the end of one run to the beginning of the next.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await scrub.RunAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or InvalidDataException)
            {
                // The log cannot be read or written at present and says so itself; the next run comes in its time.
            }
        }
    }
}

/// <summary>What the last scrub found wrong: somebody must look.</summary>
/// <param name="scrub">Where it stands.</param>
public sealed class ScrubHealth(EvidenceScrub scrub) : IHealthPart
{
    /// <inheritdoc/>
    public string Name => "scrub";

    /// <inheritdoc/>
    public ValueTask<string?> FaultAsync(CancellationToken cancellation) => ValueTask.FromResult(scrub.State.Last is { IsGood: false } bad ? bad.Problems[0].Sentence : null);
}
