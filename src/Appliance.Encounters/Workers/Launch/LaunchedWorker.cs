using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Appliance.Encounters.Workers.Sandbox;

namespace Appliance.Encounters.Workers.Launch;

/// <summary>A worker process, or the launcher process around it. Disposing it ends both.</summary>
public sealed class LaunchedWorker : IAsyncDisposable
{
    /// <summary>How much of what a worker says before it is ready is kept, characters.</summary>
    private const int MaxWords = 2000;

    /// <summary>How many launchers may stand between the host and the worker's own process.</summary>
    private const int MaxGenerations = 6;

    private readonly Process _process;

    private LaunchedWorker(Process process)
    {
        _process = process;
        ProcessId = process.Id;
        Exited = process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>The process that was started: the worker's own, or that of the launcher around it.</summary>
    public int ProcessId { get; }

    /// <summary>Completes when the process has ended.</summary>
    public Task Exited { get; }

    /// <summary>
    /// Starts a process through <c>sh</c> (which sets the limit on core files, then becomes the command) with an empty environment but for these variables,
    /// and waits for its line <c>ready</c>. Then both its outputs are closed: its socket is the only way out. Its input stays open and carries nothing; it
    /// ends with the host.
    /// </summary>
    public static async Task<LaunchedWorker> StartAsync(IEnumerable<string> command, IEnumerable<KeyValuePair<string, string>> environment, CancellationToken cancellation)
    {
        var info = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var argument in (string[])["-c", "ulimit -c 0; exec \"$@\"", "sh", .. command])
        {
            info.ArgumentList.Add(argument);
        }

        info.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        LaunchedWorker worker;
        try
        {
            worker = new LaunchedWorker(await LaunchThread.StartAsync(info).ConfigureAwait(false));
        }
        catch (Win32Exception e)
        {
            throw new WorkerStartException("The worker's process cannot be started: " + e.Message, e);
        }

        try
        {
            await worker.BecomeReadyAsync(cancellation).ConfigureAwait(false);
            return worker;
        }
        catch
        {
            await worker.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>True when a process is the one that was started or descends from it, as <c>/proc</c> says now.</summary>
    public bool Owns(int processId)
    {
        int? ancestor = processId;
        for (var i = 0; i < MaxGenerations && ancestor is > 1; i++)
        {
            if (ancestor == ProcessId)
            {
                return true;
            }

            ancestor = ProcessFacts.Parent(ancestor.Value);
        }

        return false;
    }

    /// <summary>Ends the process and what it started.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has already ended.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exited.ConfigureAwait(false);
        _process.Dispose();
    }

    private async Task BecomeReadyAsync(CancellationToken cancellation)
    {
        var complaint = ReadAsync(_process.StandardError, untilReady: false, cancellation);
        var words = await ReadAsync(_process.StandardOutput, untilReady: true, cancellation).ConfigureAwait(false);
        if (!IsReady(words))
        {
            var error = await complaint.ConfigureAwait(false);
            throw new WorkerStartException("The worker ended before it was ready: " + FirstLine(error, "it gave no reason."));
        }

        _process.StandardOutput.Close();
        _process.StandardError.Close();
        _ = complaint.ContinueWith(static t => _ = t.Exception, TaskScheduler.Default);
    }

    private static async Task<string> ReadAsync(StreamReader reader, bool untilReady, CancellationToken cancellation)
    {
        var words = new StringBuilder();
        var buffer = new char[256];
        int read;
        while (words.Length < MaxWords && (read = await reader.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            words.Append(buffer, 0, read);
            if (untilReady && IsReady(words.ToString()))
            {
                break;
            }
        }

        return words.ToString();
    }

    private static bool IsReady(string words) => words.Split('\n') is { Length: > 1 } lines && lines[..^1].Contains("ready");

    private static string FirstLine(string text, string otherwise) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? otherwise;
}
