using Appliance.Contracts.Worker.V1;
using Appliance.Encounters.Workers.Launch;
using Appliance.Encounters.Workers.Sandbox;
using Appliance.Encounters.Workers.Wire;
using Appliance.Evidence;
using Grpc.Core;

namespace Appliance.Encounters.Workers;

/// <summary>One place in the pool: starts a worker, keeps it, and starts the next one when it ends.</summary>
internal sealed class WorkerSlot
{
    /// <summary>Failed starts in a row after which waiting callers are told that there is no worker.</summary>
    private const int HopelessAfter = 3;

    private readonly WorkerShop _shop;
    private readonly RestartSchedule _schedule = new();
    private readonly Lock _gate = new();
    private WorkerStatus _status;
    private WorkerSession? _session;

    public WorkerSlot(WorkerShop shop, int index)
    {
        _shop = shop;
        _status = new WorkerStatus(
            $"worker-{index}", WorkerState.Stopped, SandboxReport.Unchecked(shop.Launcher.Name, shop.Launcher.Reason), 0, 0, 0, shop.Time.GetUtcNow());
    }

    public WorkerStatus Status
    {
        get
        {
            lock (_gate)
            {
                return _status with { InFlight = _session?.InFlight ?? 0 };
            }
        }
    }

    /// <summary>True when starting it failed so often that nobody should wait for it.</summary>
    public bool IsHopeless { get; private set; }

    /// <summary>Keeps a worker running until told to stop; then lets it finish what it has.</summary>
    /// <param name="stop">Take nothing more.</param>
    /// <param name="abort">Do not even finish.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken abort)
    {
        while (!stop.IsCancellationRequested)
        {
            var end = await LiveAsync(stop, abort).ConfigureAwait(false);
            if (stop.IsCancellationRequested)
            {
                break;
            }

            _shop.Metrics.Ended(end);
            var wait = _schedule.Next();
            if (end == WorkerEnd.NotStarted)
            {
                IsHopeless = _schedule.Failures >= HopelessAfter;
                WorkerLog.NotStarted(_shop.Logger, Status.Id, Status.Fault ?? string.Empty, wait);
            }
            else
            {
                WorkerLog.Ended(_shop.Logger, Status.Id, end, wait);
            }

            Set(status => status with { State = WorkerState.Waiting, LastEnd = end, ProcessId = 0, ResidentBytes = 0 });
            await Task.Delay(wait, _shop.Time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Set(status => status with { Restarts = status.Restarts + 1 });
        }

        Set(status => status with { State = WorkerState.Stopped, LastEnd = WorkerEnd.Stopped, ProcessId = 0, ResidentBytes = 0 });
    }

    private async Task<WorkerEnd> LiveAsync(CancellationToken stop, CancellationToken abort)
    {
        Set(status => status with { State = WorkerState.Starting, Fault = null });
        string? directory = null;
        try
        {
            directory = _shop.Sockets.Make();
            var session = await StartAsync(directory, stop).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                return await ServeAsync(session, stop, abort).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Set(status => status with { Fault = e is OperationCanceledException ? "It did not become ready in time." : e.Message });
            return WorkerEnd.NotStarted;
        }
        finally
        {
            if (directory is not null)
            {
                SocketDirectory.Remove(directory);
            }
        }
    }

    private async Task<WorkerEnd> ServeAsync(WorkerSession session, CancellationToken stop, CancellationToken abort)
    {
        IsHopeless = false;
        _session = session;
        using var drain = stop.Register(() => Set(status => status with { State = WorkerState.Draining }));
        using var cut = abort.Register(() => session.EndWith(WorkerEnd.Stopped));
        var health = WatchHealthAsync(session);
        await session.ServeAsync(stop).ConfigureAwait(false);
        session.EndWith(WorkerEnd.Stopped);
        _session = null;
        await health.ConfigureAwait(false);
        await RecordAsync(session.End == WorkerEnd.Stopped ? Change.Stopped : Change.Died, session.End.ToString()).ConfigureAwait(false);
        Settle(session);
        return session.End;
    }

    private async Task<WorkerSession> StartAsync(string directory, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(_shop.Options.StartTimeout, _shop.Time);
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        var launch = new WorkerLaunch(_shop.Executable, directory, _shop.Options.CodeSetsDirectory, _shop.Options.MemoryLimitBytes);
        var process = await _shop.Launcher.LaunchAsync(launch, starting.Token).ConfigureAwait(false);
        WorkerConnection? connection = null;
        try
        {
            var own = ProcessFacts.User(0);
            connection = await WorkerConnection.OpenAsync(launch.Socket, peer => peer.UserId == own && process.Owns(peer.ProcessId), starting.Token).ConfigureAwait(false)
                ?? throw new WorkerStartException("Another process than the launched worker listens on its socket.");
            var description = await connection.DescribeAsync(starting.Token).ConfigureAwait(false);
            var report = SandboxInspector.Look(_shop.Launcher.Name, _shop.Launcher.Reason, connection.Peer.ProcessId, _shop.Time.GetUtcNow());
            await _shop.Log.AppendAsync(WorkerEvidence.Changed(Status.Id, Change.Started, _shop.Launcher.Name), starting.Token).ConfigureAwait(false);
            var engine = Printable(description);
            Set(status => status with
            {
                State = WorkerState.Ready,
                Sandbox = report,
                ProcessId = connection.Peer.ProcessId,
                ResidentBytes = ProcessFacts.ResidentBytes(connection.Peer.ProcessId),
                EngineVersion = engine,
            });
            WorkerLog.Ready(_shop.Logger, Status.Id, connection.Peer.ProcessId, _shop.Launcher.Name, engine);
            return new WorkerSession(_shop, Status.Id, process, connection, Answered);
        }
        catch
        {
            connection?.Dispose();
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void Answered(int notes)
    {
        lock (_gate)
        {
            _schedule.Answered();
            _status = _status with { NotesCoded = _status.NotesCoded + notes };
        }
    }

    /// <summary>
    /// Decides what becomes of the jobs that were with a worker that ended. A job that was alone with it is blamed; of several nobody knows which it was, so
    /// each is sent again by itself; where the end had another cause they just wait again.
    /// </summary>
    private void Settle(WorkerSession session)
    {
        var blame = session.End is WorkerEnd.Died or WorkerEnd.TimedOut or WorkerEnd.Unhealthy;
        foreach (var job in session.Lost.Reverse())
        {
            if (session.End == WorkerEnd.Stopped)
            {
                job.Refuse(WorkerRefusals.NoWorker);
            }
            else if (blame && (session.Lost.Count == 1 || job.Alone))
            {
                _shop.Suspects.Add(job.Subject);
                job.Refuse(WorkerRefusals.WorkerDied);
            }
            else
            {
                job.Alone |= blame;
                _shop.Queue.Return(job);
            }
        }

        if (session.End == WorkerEnd.InvalidAnswer)
        {
            Set(status => status with { InvalidAnswers = status.InvalidAnswers + 1 });
        }
    }

    private async Task WatchHealthAsync(WorkerSession session)
    {
        using var timer = new PeriodicTimer(_shop.Options.HealthInterval, _shop.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(session.Ended).ConfigureAwait(false))
            {
                using var limit = new CancellationTokenSource(_shop.Options.HealthTimeout, _shop.Time);
                using var asking = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, session.Ended);
                await session.DescribeAsync(asking.Token).ConfigureAwait(false);
                await LookAgainAsync(session).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or RpcException)
        {
            session.EndWith(WorkerEnd.Unhealthy);
        }
    }

    private async Task LookAgainAsync(WorkerSession session)
    {
        var before = Status;
        var report = SandboxInspector.Look(_shop.Launcher.Name, _shop.Launcher.Reason, before.ProcessId, _shop.Time.GetUtcNow());
        if (session.Ended.IsCancellationRequested || ProcessFacts.Parent(before.ProcessId) is null)
        {
            // It ended while it was looked at: that is no change of its sandbox.
            return;
        }

        if (!report.Findings.Select(finding => finding.State).SequenceEqual(before.Sandbox.Findings.Select(finding => finding.State)))
        {
            WorkerLog.SandboxChanged(_shop.Logger, before.Id);
            await RecordAsync(Change.SandboxChanged, string.Empty).ConfigureAwait(false);
        }

        Set(status => status with { Sandbox = report, ResidentBytes = ProcessFacts.ResidentBytes(before.ProcessId) });
    }

    private async Task RecordAsync(Change change, string reason)
    {
        try
        {
            await _shop.Log.AppendAsync(WorkerEvidence.Changed(Status.Id, change, reason), CancellationToken.None).ConfigureAwait(false);
        }
        catch (EvidenceUnavailableException e)
        {
            WorkerLog.EvidenceFailed(_shop.Logger, Status.Id, e.GetType().Name);
        }
    }

    private static string Printable(DescribeReply description) =>
        description.EngineVersion.Length <= 64 && description.EngineVersion.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+' or '_') ? description.EngineVersion : "?";

    private void Set(Func<WorkerStatus, WorkerStatus> change)
    {
        lock (_gate)
        {
            var before = _status;
            _status = change(before);
            if (_status.State != before.State)
            {
                _status = _status with { Since = _shop.Time.GetUtcNow() };
            }
        }

        _shop.Changed();
    }
}
