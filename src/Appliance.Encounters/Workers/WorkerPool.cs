using Appliance.CodeSets;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Workers.Launch;
using Appliance.Evidence;
using Microsoft.Extensions.Logging;

namespace Appliance.Encounters.Workers;

/// <summary>
/// The coding workers of this host: launched, looked at, restarted, and fed from three fair queues. Every sending is a crossing in the evidence log before a
/// byte goes, and every answer is checked and recorded before it is handed on.
/// </summary>
public sealed class WorkerPool : ICodingWorkers, IAsyncDisposable
{
    private readonly WorkerOptions _options;
    private readonly CodeSetLibrary _library;
    private readonly IEvidenceLog _log;
    private readonly TimeProvider _time;
    private readonly ILogger<WorkerPool> _logger;
    private readonly IWorkerLauncher? _launcher;
    private readonly FairQueue _queue;
    private readonly WorkerMetrics _metrics;
    private readonly Suspects _suspects = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private IReadOnlyList<WorkerSlot> _slots = [];
    private Task _running = Task.CompletedTask;

    /// <summary>A pool that is not started.</summary>
    /// <param name="options">Bounds and places; checked.</param>
    /// <param name="library">The host's own code sets, by which answers are checked.</param>
    /// <param name="log">Where every movement is recorded.</param>
    /// <param name="time">The clock of time-outs and waits.</param>
    /// <param name="logger">The operator's log.</param>
    /// <param name="launcher">How workers are started; null takes the strongest that works here.</param>
    public WorkerPool(WorkerOptions options, CodeSetLibrary library, IEvidenceLog log, TimeProvider time, ILogger<WorkerPool> logger, IWorkerLauncher? launcher = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = options.Faults();
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults), nameof(options));
        }

        _options = options;
        _library = library;
        _log = log;
        _time = time;
        _logger = logger;
        _launcher = launcher;
        _queue = new FairQueue(options.QueueCapacity);
        _metrics = new WorkerMetrics(QueueLength, () => Status);
    }

    /// <summary>Raised after each change of a worker's state; the handler reads <see cref="Status"/>.</summary>
    public event EventHandler? Changed;

    /// <summary>The workers in order.</summary>
    public IReadOnlyList<WorkerStatus> Status => [.. _slots.Select(slot => slot.Status)];

    /// <summary>Encounters that wait in a queue.</summary>
    public int QueueLength(CodingPriority priority) => _queue.Count(priority);

    /// <summary>Starts the workers; returns when they are being started, not when they are ready.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (_slots.Count > 0)
        {
            throw new InvalidOperationException("The pool is already started.");
        }

        var executable = _options.ExecutablePath ?? Path.Combine(AppContext.BaseDirectory, "worker", "Appliance.Worker.dll");
        var launcher = _launcher ?? await BubblewrapLauncher.StrongestAsync(executable, cancellation).ConfigureAwait(false);
        if (launcher.Reason is { } reason)
        {
            WorkerLog.NotConfined(_logger, reason);
        }

        var shop = new WorkerShop(_options, launcher, SocketDirectory.Open(_options.RunDirectory), new AnswerValidator(_library), _log, _time, _logger)
        {
            Queue = _queue,
            Metrics = _metrics,
            Suspects = _suspects,
            Changed = RaiseChanged,
            Executable = executable,
        };
        _slots = [.. Enumerable.Range(1, _options.WorkersOrDefault).Select(index => new WorkerSlot(shop, index))];
        _running = Task.WhenAll(_slots.Select(slot => Task.Run(() => slot.RunAsync(_stop.Token, _abort.Token), CancellationToken.None)));
    }

    /// <inheritdoc/>
    public async Task<Outcome<WorkerAnswer>> CodeAsync(
        Encounter encounter, CodingInstructions instructions, CodingPriority priority, Pseudonym subject, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(encounter);
        ArgumentNullException.ThrowIfNull(instructions);
        cancellation.ThrowIfCancellationRequested();
        if (!Enum.IsDefined(priority))
        {
            throw new ArgumentOutOfRangeException(nameof(priority));
        }

        if (IsClosed)
        {
            return WorkerRefusals.NoWorker;
        }

        var job = new CodingJob(encounter, instructions, priority, subject, cancellation) { EnqueuedAt = _time.GetTimestamp(), Alone = _suspects.Contains(subject) };
        if (job.Bytes > _options.MaxRequestBytes)
        {
            return WorkerRefusals.RequestTooLarge;
        }

        if (!_queue.TryEnqueue(job))
        {
            return WorkerRefusals.QueueFull;
        }

        if (IsClosed)
        {
            RefuseWaiting();
        }

        using var leave = cancellation.Register(() =>
        {
            if (_queue.Remove(job))
            {
                job.Cancel();
            }
        });
        return await job.Outcome.ConfigureAwait(false);
    }

    /// <summary>Takes nothing more, lets the workers finish what they have until cancelled, and ends them.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        RefuseWaiting();
        using (cancellation.Register(_abort.Cancel))
        {
            await _running.ConfigureAwait(false);
        }

        RefuseWaiting();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _abort.CancelAsync().ConfigureAwait(false);
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        _metrics.Dispose();
        _queue.Dispose();
        _stop.Dispose();
        _abort.Dispose();
    }

    /// <summary>True when nobody should wait: the pool stops, or no worker could be started for a while.</summary>
    private bool IsClosed => _stop.IsCancellationRequested || (_slots.Count > 0 && _slots.All(slot => slot.IsHopeless));

    private void RaiseChanged()
    {
        if (IsClosed)
        {
            RefuseWaiting();
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }

    private void RefuseWaiting()
    {
        while (_queue.TryTake(out var job))
        {
            job.Refuse(WorkerRefusals.NoWorker);
        }
    }
}
