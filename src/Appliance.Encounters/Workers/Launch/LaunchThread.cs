using System.Collections.Concurrent;
using System.Diagnostics;

namespace Appliance.Encounters.Workers.Launch;

/// <summary>
/// The one thread from which workers are started. The kernel's parent-death signal, which bubblewrap asks for, fires when the starting <em>thread</em> ends;
/// a pool thread ends when it idles, this one only with the process.
/// </summary>
internal static class LaunchThread
{
    private static readonly BlockingCollection<Action> Work = [];

    static LaunchThread() => new Thread(Run) { IsBackground = true, Name = "worker-launch" }.Start();

    public static Task<Process> StartAsync(ProcessStartInfo info)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(info)!);
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        });
        return started.Task;
    }

    private static void Run()
    {
        foreach (var work in Work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
