using System.Diagnostics;
using System.Globalization;

namespace Appliance.Encounters.Workers.Launch;

/// <summary>
/// Starts a worker inside bubblewrap: own user, network, process, IPC, host-name and mount namespaces, no capability, a root of its own that holds only
/// the runtime, a few system libraries, the worker and the directory of its socket. Works as root and, where the kernel allows user namespaces, as an
/// ordinary user.
/// </summary>
public sealed class BubblewrapLauncher : IWorkerLauncher
{
    private static readonly string[] Places = ["/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap"];
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(20);

    private readonly string _executable;
    private readonly bool _wholeUsr;

    private BubblewrapLauncher(string executable, bool wholeUsr)
    {
        _executable = executable;
        _wholeUsr = wholeUsr;
    }

    /// <inheritdoc/>
    public string Name => "bubblewrap";

    /// <inheritdoc/>
    public string? Reason => null;

    /// <summary>The strongest launcher that works here: bubblewrap after it ran the worker's own runtime once inside its view, else <see cref="PlainLauncher"/> with the reason.</summary>
    public static async Task<IWorkerLauncher> StrongestAsync(string workerExecutable, CancellationToken cancellation)
    {
        if (Places.FirstOrDefault(File.Exists) is not { } bwrap)
        {
            return new PlainLauncher("bubblewrap is not installed (package bubblewrap).");
        }

        WorkerCommand command;
        try
        {
            command = WorkerCommand.For(workerExecutable);
        }
        catch (WorkerStartException e)
        {
            return new PlainLauncher(e.Message);
        }

        var complaint = string.Empty;
        foreach (var wholeUsr in (bool[])[false, true])
        {
            var launcher = new BubblewrapLauncher(bwrap, wholeUsr);
            complaint = await launcher.ProbeAsync(command, cancellation).ConfigureAwait(false);
            if (complaint.Length == 0)
            {
                return launcher;
            }
        }

        return new PlainLauncher($"bubblewrap does not work here: {complaint}");
    }

    /// <inheritdoc/>
    public Task<LaunchedWorker> LaunchAsync(WorkerLaunch launch, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(launch);
        var command = WorkerCommand.For(launch.ExecutablePath);
        var view = new SandboxView(_wholeUsr).Of(command, launch.SocketDirectory, launch.CodeSetsDirectory);
        var line = command.Line(
            SandboxView.WorkerFolder, SandboxView.DotnetFolder, $"{SandboxView.SocketFolder}/{WorkerLaunch.SocketName}", launch.CodeSetsDirectory is null ? null : SandboxView.CodeSetsFolder);
        return LaunchedWorker.StartAsync(Wrapped(view, WorkerCommand.Environment(launch.MemoryLimitBytes), line), [], cancellation);
    }

    private IEnumerable<string> Wrapped(IEnumerable<string> view, IReadOnlyDictionary<string, string> environment, IEnumerable<string> line) =>
    [
        _executable,
        "--unshare-all", "--unshare-user", "--uid", "65534", "--gid", "65534", "--hostname", "worker",
        "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv",
        .. environment.SelectMany(variable => (string[])["--setenv", variable.Key, variable.Value]),
        .. view,
        "--chdir", "/", "--",
        .. line,
    ];

    /// <summary>Runs the runtime once; empty when it ran, else the first line of the complaint.</summary>
    private async Task<string> ProbeAsync(WorkerCommand command, CancellationToken cancellation)
    {
        var view = new SandboxView(_wholeUsr).Of(command, null, null);
        var info = new ProcessStartInfo(_executable) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true };
        var probe = command.DotnetRoot is null ? (string[])["/worker/" + command.File, "--help"] : [$"{SandboxView.DotnetFolder}/dotnet", "--list-runtimes"];
        foreach (var argument in Wrapped(view, WorkerCommand.Environment(WorkerDefaults.MemoryLimitBytes), probe).Skip(1))
        {
            info.ArgumentList.Add(argument);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ProbeTimeout);
        using var process = await LaunchThread.StartAsync(info).ConfigureAwait(false);
        try
        {
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = await process.StandardError.ReadToEndAsync(limit.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            var ran = command.DotnetRoot is null
                ? process.ExitCode is not (127 or 126 or 1)
                : process.ExitCode == 0 && (await output.ConfigureAwait(false)).Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal);
            return ran ? string.Empty : error.Split('\n')[0].Trim() is { Length: > 0 } line ? line : string.Create(CultureInfo.InvariantCulture, $"it ended with {process.ExitCode}.");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            return "it did not answer in time.";
        }
    }
}
