using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Appliance.Dashboard.Live;

/// <summary>
/// Tells screens that something moved, at most five times a second however fast it moves, and every two seconds in any case (worker state and faults
/// have no events of their own).
/// </summary>
public sealed partial class LivePulse(EvidenceTail tail, IFlow flow, TimeProvider time, ILogger<LivePulse> logger) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(200);
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _moved = new(0, 1);
    private HashSet<Leg> _edges = [];
    private Action<IReadOnlySet<Leg>>[] _listeners = [];

    /// <summary>Calls back with the arrows along which something moved since the last call. The callback MUST return at once and not throw.</summary>
    public IDisposable Listen(Action<IReadOnlySet<Leg>> listener)
    {
        lock (_gate)
        {
            _listeners = [.. _listeners, listener];
        }

        return new Listening(this, listener);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listening = tail.Listen(entry => Note(Movement.LegOf(entry.Entry)));
        var following = FollowFlowAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            await WaitAsync(stoppingToken);
            IReadOnlySet<Leg> edges;
            Action<IReadOnlySet<Leg>>[] listeners;
            lock (_gate)
            {
                (edges, _edges, listeners) = (_edges, [], _listeners);
            }

            foreach (var listener in listeners)
            {
                listener(edges);
            }
        }

        await following;
    }

    private async Task WaitAsync(CancellationToken stopping)
    {
        try
        {
            await _moved.WaitAsync(Idle, stopping);
            await Task.Delay(Gather, time, stopping);
        }
        catch (OperationCanceledException)
        {
            // The loop ends by itself.
        }
    }

    private async Task FollowFlowAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await foreach (var _ in flow.FollowAsync(stopping))
                {
                    Note(null);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Screens lag until it works again; the host goes on.
                LogInterrupted(logger, failure.GetType().Name);
            }

            await Task.Delay(Idle, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Note(Leg? edge)
    {
        lock (_gate)
        {
            if (edge is { } travelled)
            {
                _edges.Add(travelled);
            }

            if (_moved.CurrentCount == 0)
            {
                _moved.Release();
            }
        }
    }

    private void Remove(Action<IReadOnlySet<Leg>> listener)
    {
        lock (_gate)
        {
            _listeners = [.. _listeners.Where(l => l != listener)];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Following the flow for the dashboard was interrupted; it is tried again ({Failure}).")]
    private static partial void LogInterrupted(ILogger logger, string failure);

    private sealed class Listening(LivePulse pulse, Action<IReadOnlySet<Leg>> listener) : IDisposable
    {
        public void Dispose() => pulse.Remove(listener);
    }
}
