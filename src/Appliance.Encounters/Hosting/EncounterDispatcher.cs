using Appliance.Domain.Intake;
using Appliance.Encounters.Grains;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Appliance.Encounters.Hosting;

/// <summary>
/// Calls the grains that have something to do. Each priority has its own bounded number of encounters in flight, so that back-filling never stands
/// before a person who waits. On stop it takes no new ones and lets those in flight end.
/// </summary>
internal sealed partial class EncounterDispatcher(
    WakeQueue wake, IGrainFactory grains, CodingTurns turns, EncountersOptions options, TimeProvider time, ILogger<EncounterDispatcher> log) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(Enum.GetValues<CodingPriority>().Select(p => Task.Run(() => CarryAsync(p), CancellationToken.None)));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await using (cancellationToken.Register(turns.Stop).ConfigureAwait(false))
        {
            await _running.ConfigureAwait(false);
        }

        turns.Stop();
    }

    public void Dispose() => _stop.Dispose();

    private async Task CarryAsync(CodingPriority priority)
    {
        // Cancellation ends the reading; ForEachAsync then waits for the encounters in flight.
        var bounds = new ParallelOptions { MaxDegreeOfParallelism = options.InFlight, CancellationToken = _stop.Token };
        try
        {
            await Parallel.ForEachAsync(wake.TakeAllAsync(priority, _stop.Token), bounds, async (encounter, none) =>
            {
                if (await AdvanceAsync(encounter).ConfigureAwait(false) is { } wait && !_stop.IsCancellationRequested)
                {
                    _ = WakeLaterAsync(encounter, priority, wait);
                }
            }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The host stops; the sweep at the next start finds what was not carried.
        }
    }

    private async Task<TimeSpan?> AdvanceAsync(Guid encounter)
    {
        try
        {
            return await grains.GetGrain<IEncounterGrain>(encounter).AdvanceAsync().ConfigureAwait(false);
        }
        catch (StaleActivationException)
        {
            return options.RetryAfter;
        }
        catch (Exception e)
        {
            LogFailed(encounter, e.GetType().Name);
            return options.RetryAtMost;
        }
    }

    private async Task WakeLaterAsync(Guid encounter, CodingPriority priority, TimeSpan wait)
    {
        try
        {
            await Task.Delay(wait, time, _stop.Token).ConfigureAwait(false);
            wake.Wake(encounter, priority);
        }
        catch (OperationCanceledException)
        {
            // The sweep at the next start finds it.
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Encounter {Encounter} could not be carried on ({Fault}); it is tried again.")]
    private partial void LogFailed(Guid encounter, string fault);
}
