using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Appliance.Encounters.Workers;
using Appliance.Encounters.Workers.Launch;
using Appliance.Encounters.Workers.Sandbox;
using Appliance.Testing;

namespace Appliance.Encounters.Tests.Workers;

/// <summary>What a confined worker can reach, tried from inside by a real process, and what the host sees of it from outside.</summary>
public sealed class WorkerSandboxTests
{
    [Fact]
    public async Task FromInsideThereIsNoNetwork()
    {
        await using var pool = await ConfinedAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        string[] unreachable = ["NetworkUnreachable", "AddressNotAvailable", "HostUnreachable"];
        // Its loopback is its own: nobody listens there.
        Assert.Equal("ConnectionRefused", await pool.AskAsync("look tcp 127.0.0.1 " + port));
        Assert.Contains(await pool.AskAsync("look tcp 192.0.2.1 443"), unreachable);
        Assert.Contains(await pool.AskAsync("look udp 192.0.2.1 53"), unreachable);
        Assert.Contains(await pool.AskAsync("look udp 2001:db8::1 53"), unreachable);
        Assert.Contains(await pool.AskAsync("look dns example.com"), (string[])["TryAgain", "HostNotFound", "NoData"]);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task FromInsideThereAreOnlyTheFilesThatItNeeds()
    {
        await using var pool = await ConfinedAsync();
        await File.WriteAllTextAsync(Path.Combine(pool.Folder, "master.key"), "secret");
        foreach (var hidden in (string[])["/home", "/root", "/etc/passwd", "/var", "/work", "/run/worker/../dbus", pool.Folder, Path.Combine(pool.Folder, "master.key"), AppContext.BaseDirectory, "/bin/sh", "/usr/bin", "/sys"])
        {
            Assert.Equal((hidden, "not there"), (hidden, await pool.AskAsync("look see " + hidden)));
        }

        foreach (var fixedPlace in (string[])["/x", "/worker/x", "/dotnet/x", "/dev/x", "/usr/x", "/worker/Appliance.Testing.HostileWorker.dll"])
        {
            Assert.NotEqual((fixedPlace, "written"), (fixedPlace, await pool.AskAsync("look write " + fixedPlace)));
        }

        Assert.Equal("written", await pool.AskAsync("look write /tmp/x"));
        Assert.Equal("/dev,/dotnet,/lib,/lib64,/proc,/run,/tmp,/usr,/worker", await pool.AskAsync("look root"));
    }

    [Fact]
    public async Task FromInsideThereAreNoOtherProcessesAndNoEnvironment()
    {
        await using var pool = await ConfinedAsync();
        Assert.Equal("1,2", await pool.AskAsync("look processes"));
        Assert.All(
            (await pool.AskAsync("look environment")).Split(','),
            name => Assert.True(name is "PWD" or "MALLOC_ARENA_MAX" || name.StartsWith("DOTNET_", StringComparison.Ordinal), name));
    }

    [Fact]
    public async Task FromOutsideEachControlIsSeenInForceOrNamedAsMissing()
    {
        var launcher = await TestPool.ConfiningLauncherAsync(TestPool.Product);
        await using var pool = await TestPool.StartAsync(TestPool.Product, launcher: launcher);
        var report = (await pool.WhenAsync(worker => worker.State == WorkerState.Ready)).Sandbox;
        Assert.Equal("bubblewrap", report.Launcher);
        SandboxControl[] missing = [SandboxControl.OwnUser, SandboxControl.SystemCallFilter];
        Assert.All(report.Findings, finding => Assert.Equal(
            (finding.Control, missing.Contains(finding.Control) ? ControlState.Absent : ControlState.Present), (finding.Control, finding.State)));
    }

    [Fact]
    public async Task WithoutASandboxTheReportSaysSo()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Product, launcher: new PlainLauncher("bubblewrap is not installed."));
        var report = (await pool.WhenAsync(worker => worker.State == WorkerState.Ready)).Sandbox;
        Assert.Equal("bubblewrap is not installed.", report.Reason);
        Assert.Equal(ControlState.Absent, report[SandboxControl.NetworkNamespace].State);
        Assert.Equal(ControlState.Absent, report[SandboxControl.FileView].State);
        Assert.Equal(ControlState.Present, report[SandboxControl.NoCoreDump].State);
    }

    [Fact]
    public async Task BeforeAWorkerRunsNothingIsClaimed()
    {
        await using var pool = await TestPool.StartAsync(Path.Combine(AppContext.BaseDirectory, "nothing.dll"));
        Assert.All(pool.Pool.Status[0].Sandbox.Findings, finding => Assert.Equal(ControlState.NotChecked, finding.State));
        Assert.Null(pool.Pool.Status[0].Sandbox.At);
    }

    [Fact]
    public async Task ASocketOnWhichAnotherProcessListensIsNotTalkedTo()
    {
        using var impostor = new ImpostorLauncher();
        await using var pool = await TestPool.StartAsync(TestPool.Hostile, launcher: impostor);
        Assert.Equal("APP-WRK-002", (await pool.CodeAsync("a note that must not leave")).Refusal?.Code);
        Assert.Equal("Another process than the launched worker listens on its socket.", pool.Pool.Status[0].Fault);
        Assert.Equal(0, impostor.BytesReceived);
    }

    [Fact]
    public async Task AWorkerEndsWithItsHost()
    {
        using var folder = new TemporaryFolder();
        var host = new ProcessStartInfo("dotnet", ["exec", TestPool.Hostile, "--keep", TestPool.Product, folder.Folder("w")]) { RedirectStandardOutput = true };
        using var keeper = Process.Start(host)!;
        var worker = Process.GetProcessById(int.Parse((await keeper.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture));
        keeper.Kill();
        await worker.WaitForExitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void APathTooLongForASocketIsReplacedByAPrivateFolder()
    {
        using var folder = new TemporaryFolder();
        var deep = Path.Combine(folder.Path, new string('d', 90));
        var sockets = SocketDirectory.Open(deep);
        var made = sockets.Make();
        Assert.False(Directory.Exists(deep));
        Assert.InRange(new WorkerLaunch("x", made, null, 0).Socket.Length, 1, SocketDirectory.MaxSocketPath);
        Assert.Equal("700", Convert.ToString((int)File.GetUnixFileMode(sockets.Root), 8));
        Assert.Equal("2750", Convert.ToString((int)File.GetUnixFileMode(made), 8));
        Directory.Delete(sockets.Root, recursive: true);
    }

    private static async Task<TestPool> ConfinedAsync()
    {
        var launcher = await TestPool.ConfiningLauncherAsync(TestPool.Hostile);
        return await TestPool.StartAsync(TestPool.Hostile, launcher: launcher);
    }

    /// <summary>Launches the worker elsewhere and listens itself where the host expects it.</summary>
    private sealed class ImpostorLauncher : IWorkerLauncher, IDisposable
    {
        private readonly TemporaryFolder _elsewhere = new();
        private readonly List<Socket> _sockets = [];
        private int _count;

        public string Name => "impostor";

        public string? Reason => null;

        public int BytesReceived => _sockets.Where(socket => socket.Connected).Sum(socket => socket.Available);

        public async Task<LaunchedWorker> LaunchAsync(WorkerLaunch launch, CancellationToken cancellation)
        {
            var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(launch.Socket));
            listener.Listen();
            _sockets.Add(listener);
            _ = listener.AcceptAsync(CancellationToken.None).AsTask().ContinueWith(t => _sockets.Add(t.Result), TaskContinuationOptions.OnlyOnRanToCompletion);
            return await new PlainLauncher("test").LaunchAsync(launch with { SocketDirectory = _elsewhere.Folder($"w{_count++}") }, cancellation);
        }

        public void Dispose()
        {
            _sockets.ForEach(socket => socket.Dispose());
            _elsewhere.Dispose();
        }
    }
}
