using Appliance.Dashboard.Overview;
using Appliance.Dashboard.Shell;
using Appliance.Encounters.Live;
using Appliance.Encounters.Workers;
using Appliance.Encounters.Workers.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Appliance.Dashboard.Live;

/// <summary>The real flow: the cluster's live feed and its worker pool.</summary>
internal sealed class FloorFlow(LiveFeed feed, IServiceProvider services) : IFlow
{
    private readonly WorkerPool? _pool = services.GetService<WorkerPool>() ?? services.GetService<ICodingWorkers>() as WorkerPool;

    public FlowSnapshot Current => feed.Current;

    public IReadOnlyList<WorkerHealth> Workers => [.. (_pool?.Status ?? []).Select(WorkerWords.Of)];

    public IAsyncEnumerable<FlowChange> FollowAsync(CancellationToken cancellation) => feed.FollowAsync(cancellation);
}

/// <summary>A worker's status in the words of the screen.</summary>
public static class WorkerWords
{
    /// <summary>The worker as the screen shows it.</summary>
    public static WorkerHealth Of(WorkerStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        var missing = status.Sandbox.Findings.Where(f => f.State != ControlState.Present)
            .Select(f => new MissingControl($"{Of(f.Control)} for the coding worker", f.Detail) { Checked = f.State == ControlState.Absent });
        var isSealed = status.Sandbox.Findings.All(f => f.State == ControlState.Present);
        return new WorkerHealth(status.Id, ToneOf(status, isSealed), Of(status.State), Launcher(status.Sandbox), isSealed, [.. missing], status.Restarts, status.ResidentBytes, status.NotesCoded, status.Since)
        {
            Fault = status.Fault,
            Running = status.State is WorkerState.Ready or WorkerState.Draining,
        };
    }

    private static Tone ToneOf(WorkerStatus status, bool isSealed) => status switch
    {
        { Fault: not null } or { State: WorkerState.Waiting or WorkerState.Stopped } => Tone.Bad,
        { InvalidAnswers: > 0 } => Tone.Warn,
        { State: WorkerState.Starting or WorkerState.Draining } => Tone.Unknown,
        _ => isSealed ? Tone.Ok : Tone.Warn,
    };

    private static string Of(WorkerState state) => state switch
    {
        WorkerState.Ready => "ready",
        WorkerState.Starting => "starting",
        WorkerState.Draining => "finishing its work",
        WorkerState.Waiting => "down, starts again",
        _ => "stopped",
    };

    private static string Launcher(SandboxReport report) => report.Launcher switch
    {
        "plain" => "no sandbox",
        var name => name,
    };

    private static string Of(SandboxControl control) => control switch
    {
        SandboxControl.NetworkNamespace => "network namespace of its own",
        SandboxControl.NoNetwork => "no network",
        SandboxControl.ProcessNamespace => "process namespace of its own",
        SandboxControl.IpcNamespace => "shared memory of its own",
        SandboxControl.UserNamespace => "user namespace of its own",
        SandboxControl.FileView => "file view of its own",
        SandboxControl.NoCapabilities => "no capabilities",
        SandboxControl.NoNewPrivileges => "no new privileges",
        SandboxControl.OwnUser => "user of its own",
        SandboxControl.SystemCallFilter => "system call filter",
        SandboxControl.NoCoreDump => "no memory image at a crash",
        SandboxControl.PeerIdentity => "checked identity of the socket's owner",
        _ => control.ToString(),
    };
}
