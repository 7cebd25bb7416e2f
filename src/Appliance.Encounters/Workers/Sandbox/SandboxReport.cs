namespace Appliance.Encounters.Workers.Sandbox;

/// <summary>One thing that can confine a worker.</summary>
public enum SandboxControl
{
    /// <summary>Its network namespace is not the host's.</summary>
    NetworkNamespace = 0,

    /// <summary>No network interface but loopback, no route, no internet socket.</summary>
    NoNetwork,

    /// <summary>It sees no process but its own.</summary>
    ProcessNamespace,

    /// <summary>Its shared memory and message queues are not the host's.</summary>
    IpcNamespace,

    /// <summary>Its user ids are not the host's.</summary>
    UserNamespace,

    /// <summary>It sees only the files that it needs, and can write only a scratch folder and its socket's directory.</summary>
    FileView,

    /// <summary>It holds no capability and can gain none.</summary>
    NoCapabilities,

    /// <summary>No program that it starts can gain a privilege.</summary>
    NoNewPrivileges,

    /// <summary>It runs as a user of its own.</summary>
    OwnUser,

    /// <summary>A filter allows only the system calls that it needs.</summary>
    SystemCallFilter,

    /// <summary>It leaves no image of its memory when it crashes.</summary>
    NoCoreDump,

    /// <summary>Whoever listens on its socket is the process that was launched.</summary>
    PeerIdentity,
}

/// <summary>What was found.</summary>
public enum ControlState
{
    /// <summary>Not looked at, or it could not be seen. Never to be read as present.</summary>
    NotChecked = 0,

    /// <summary>Looked at, and in force.</summary>
    Present,

    /// <summary>Looked at, and not in force.</summary>
    Absent,
}

/// <summary>One control as it was found.</summary>
/// <param name="Control">Which.</param>
/// <param name="State">What was found.</param>
/// <param name="Detail">What was seen, or why it is absent or could not be seen; a short sentence.</param>
public sealed record ControlFinding(SandboxControl Control, ControlState State, string Detail);

/// <summary>What confines a worker, as looked at from outside while it runs. Never inferred from how it was launched.</summary>
/// <param name="Launcher">What launched it (<c>bubblewrap</c>, <c>plain</c>).</param>
/// <param name="Reason">Why nothing stronger launched it; null for the strongest.</param>
/// <param name="Findings">One for each control, in the order of <see cref="SandboxControl"/>.</param>
/// <param name="At">When it was looked at, UTC; null when never.</param>
public sealed record SandboxReport(string Launcher, string? Reason, IReadOnlyList<ControlFinding> Findings, DateTimeOffset? At)
{
    /// <summary>Nothing was looked at.</summary>
    public static SandboxReport Unchecked(string launcher, string? reason) => new(
        launcher, reason, [.. Enum.GetValues<SandboxControl>().Select(control => new ControlFinding(control, ControlState.NotChecked, "Not looked at yet."))], null);

    /// <summary>The finding on one control.</summary>
    public ControlFinding this[SandboxControl control] => Findings[(int)control];
}
