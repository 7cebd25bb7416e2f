namespace Appliance.Encounters.Workers.Sandbox;

/// <summary>Looks at a running worker from outside and says which controls are in force. Reads <c>/proc</c> only, so it works without privilege for workers of the same user.</summary>
internal static class SandboxInspector
{
    /// <summary>Mount points that a confined worker may have, apart from system libraries and devices.</summary>
    private static readonly string[] Expected = ["/", "/dotnet", "/worker", "/codesets", "/run/worker", "/proc", "/dev", "/tmp", "/usr", "/lib", "/lib64"];

    /// <summary>Looks at every control.</summary>
    /// <param name="launcher">What launched the worker.</param>
    /// <param name="reason">Why nothing stronger did.</param>
    /// <param name="pid">The worker's own process, as the kernel named it on its socket.</param>
    /// <param name="at">Now.</param>
    public static SandboxReport Look(string launcher, string? reason, int pid, DateTimeOffset at) => new(
        launcher,
        reason,
        [.. Enum.GetValues<SandboxControl>().Select(control => Finding(control, pid))],
        at);

    private static ControlFinding Finding(SandboxControl control, int pid)
    {
        var (state, detail) = control switch
        {
            SandboxControl.NetworkNamespace => Namespace(pid, "net", "network"),
            SandboxControl.NoNetwork => Network(pid),
            SandboxControl.ProcessNamespace => Namespace(pid, "pid", "process"),
            SandboxControl.IpcNamespace => Namespace(pid, "ipc", "IPC"),
            SandboxControl.UserNamespace => Namespace(pid, "user", "user"),
            SandboxControl.FileView => FileView(pid),
            SandboxControl.NoCapabilities => Capabilities(pid),
            SandboxControl.NoNewPrivileges => Is(ProcessFacts.Status(pid, "NoNewPrivs"), "1", "The kernel refuses new privileges.", "New privileges can be gained."),
            SandboxControl.OwnUser => OwnUser(pid),
            SandboxControl.SystemCallFilter => Is(
                ProcessFacts.Status(pid, "Seccomp"), "2", "A system-call filter is in force.", "No system-call filter is in force: this version has none yet."),
            SandboxControl.NoCoreDump => CoreDump(pid),
            SandboxControl.PeerIdentity => (ControlState.Present, $"The kernel names process {pid}, which we launched, as the listener."),
            _ => (ControlState.NotChecked, "Unknown control."),
        };
        return new ControlFinding(control, state, detail);
    }

    private static (ControlState State, string Detail) Namespace(int pid, string kind, string word)
    {
        var own = ProcessFacts.Namespace(0, kind);
        var its = ProcessFacts.Namespace(pid, kind);
        if (own is null || its is null)
        {
            return (ControlState.NotChecked, $"The worker's {word} namespace cannot be read.");
        }

        return own == its ? (ControlState.Absent, $"The worker shares the host's {word} namespace.") : (ControlState.Present, $"The worker is in {its}, the host in {own}.");
    }

    private static (ControlState State, string Detail) Network(int pid)
    {
        var devices = ProcessFacts.File(pid, "net/dev");
        var routes = ProcessFacts.File(pid, "net/route");
        string[]?[] sockets = [ProcessFacts.File(pid, "net/tcp"), ProcessFacts.File(pid, "net/udp"), ProcessFacts.File(pid, "net/raw")];
        string[]?[] sockets6 = [ProcessFacts.File(pid, "net/tcp6"), ProcessFacts.File(pid, "net/udp6"), ProcessFacts.File(pid, "net/raw6")];
        if (devices is null || routes is null || sockets.Contains(null))
        {
            return (ControlState.NotChecked, "The worker's network tables cannot be read.");
        }

        var interfaces = devices.Skip(2).Select(line => line.Split(':')[0].Trim()).Where(name => name != "lo").ToList();
        var open = sockets.Concat(sockets6).Sum(table => Math.Max(0, (table?.Length ?? 1) - 1));
        var routed = Math.Max(0, routes.Length - 1);
        return interfaces.Count == 0 && routed == 0 && open == 0
            ? (ControlState.Present, "No interface but loopback, no route, no internet socket.")
            : (ControlState.Absent, $"{interfaces.Count} interface(s) besides loopback, {routed} route(s), {open} internet socket(s).");
    }

    private static (ControlState State, string Detail) FileView(int pid)
    {
        var mounts = ProcessFacts.File(pid, "mountinfo");
        var (state, detail) = Namespace(pid, "mnt", "mount");
        if (mounts is null || state != ControlState.Present)
        {
            return (state == ControlState.Absent ? state : ControlState.NotChecked, mounts is null ? "The worker's mounts cannot be read." : detail);
        }

        // mountinfo: id parent major:minor root mountpoint options ... - type source superoptions
        var points = mounts.Select(line => line.Split(' ')).Where(fields => fields.Length > 6).ToList();
        var root = points.FirstOrDefault(fields => fields[4] == "/");
        var type = root is null ? null : root[Array.IndexOf(root, "-") + 1];
        var foreign = points.Select(fields => fields[4]).Where(point => !IsExpected(point)).ToList();
        var writable = points.Count(fields => fields[5].Split(',').Contains("rw") && fields[4] is not ("/run/worker" or "/tmp" or "/proc") && !fields[4].StartsWith("/dev", StringComparison.Ordinal));
        return type == "tmpfs" && foreign.Count == 0 && writable == 0
            ? (ControlState.Present, $"A root of its own with {points.Count} mounts, all expected; only /tmp and the socket's directory can be written.")
            : (ControlState.Absent, $"Root is {type ?? "unknown"}, {foreign.Count} unexpected mount(s), {writable} writable mount(s) too many.");
    }

    private static bool IsExpected(string point) =>
        Expected.Any(expected => point == expected || (expected != "/" && point.StartsWith(expected + "/", StringComparison.Ordinal)));

    private static (ControlState State, string Detail) Capabilities(int pid)
    {
        string?[] sets = [ProcessFacts.Status(pid, "CapEff"), ProcessFacts.Status(pid, "CapPrm"), ProcessFacts.Status(pid, "CapBnd")];
        if (sets.Contains(null))
        {
            return (ControlState.NotChecked, "The worker's capability sets cannot be read.");
        }

        return sets.All(set => set!.All(digit => digit == '0'))
            ? (ControlState.Present, "Effective, permitted and bounding sets are empty.")
            : (ControlState.Absent, $"Effective {sets[0]}, permitted {sets[1]}, bounding {sets[2]}.");
    }

    private static (ControlState State, string Detail) OwnUser(int pid)
    {
        if (ProcessFacts.User(0) is not { } own || ProcessFacts.User(pid) is not { } its)
        {
            return (ControlState.NotChecked, "The worker's user cannot be read.");
        }

        return own == its
            ? (ControlState.Absent, $"Outside its namespace the worker is the host's own user {own}; a launcher with privileges is needed for another.")
            : (ControlState.Present, $"The worker is user {its}, the host {own}.");
    }

    private static (ControlState State, string Detail) CoreDump(int pid)
    {
        var line = ProcessFacts.File(pid, "limits")?.FirstOrDefault(l => l.StartsWith("Max core file size", StringComparison.Ordinal));
        return Is(
            line?["Max core file size".Length..].Trim().Split(' ')[0], "0",
            "The limit on core files is 0; a pipe in core_pattern is the machine's own and not covered.", "A crash may write the worker's memory to a core file.");
    }

    private static (ControlState State, string Detail) Is(string? value, string wanted, string present, string absent) =>
        value is null ? (ControlState.NotChecked, "It cannot be read.") : value == wanted ? (ControlState.Present, present) : (ControlState.Absent, absent);
}
