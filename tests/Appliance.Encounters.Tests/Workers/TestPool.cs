using Appliance.CodeSets;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Workers;
using Appliance.Encounters.Workers.Launch;
using Appliance.Evidence;
using Appliance.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Appliance.Encounters.Tests.Workers;

/// <summary>A started pool over real worker processes: the product's, or the one that misbehaves on request.</summary>
internal sealed class TestPool : IAsyncDisposable
{
    public static readonly string Product = Path.Combine(AppContext.BaseDirectory, "worker", "Appliance.Worker.dll");
    public static readonly string Hostile = Path.Combine(AppContext.BaseDirectory, "hostile-worker", "Appliance.Testing.HostileWorker.dll");
    public static readonly CodeSetLibrary Library = CodeSetLibrary.LoadBuiltIn();

    private readonly TemporaryFolder _folder = new();

    private TestPool(IEvidenceLog log, WorkerOptions options, TimeProvider time, IWorkerLauncher? launcher)
    {
        options.RunDirectory = _folder.Folder("run");
        Log = log;
        Pool = new WorkerPool(options, Library, log, time, NullLogger<WorkerPool>.Instance, launcher);
    }

    public WorkerPool Pool { get; }

    public IEvidenceLog Log { get; }

    public string Folder => _folder.Path;

    public IReadOnlyList<EvidenceEntry> Entries => [.. ((CollectingEvidenceLog)Log).Entries.Select(sequenced => sequenced.Entry)];

    /// <summary>Starts a pool of one worker.</summary>
    public static async Task<TestPool> StartAsync(
        string executable, WorkerOptions? options = null, IEvidenceLog? log = null, TimeProvider? time = null, IWorkerLauncher? launcher = null)
    {
        options ??= new WorkerOptions();
        options.ExecutablePath = executable;
        options.Workers = 1;
        var pool = new TestPool(log ?? new CollectingEvidenceLog(), options, time ?? TimeProvider.System, launcher);
        await pool.Pool.StartAsync(CancellationToken.None);
        return pool;
    }

    /// <summary>A launcher that confines; the test is skipped where none works.</summary>
    public static async Task<IWorkerLauncher> ConfiningLauncherAsync(string executable)
    {
        var launcher = await BubblewrapLauncher.StrongestAsync(executable, CancellationToken.None);
        Assert.SkipWhen(launcher.Reason is not null, launcher.Reason ?? string.Empty);
        return launcher;
    }

    public Task<Outcome<WorkerAnswer>> CodeAsync(string text, CodingPriority priority = CodingPriority.Normal, CancellationToken cancellation = default) =>
        Pool.CodeAsync(Some.Encounter(text), CodingInstructions.ForClaim, priority, Pseudonym.New(), cancellation);

    /// <summary>What the misbehaving worker says in its answer.</summary>
    public async Task<string> AskAsync(string text) => (await CodeAsync(text)).Value.Result.Suggestions[0].Rules[0].Text;

    /// <summary>Waits until the worker is in a state; every change raises the pool's event.</summary>
    public async Task<WorkerStatus> WhenAsync(Func<WorkerStatus, bool> condition)
    {
        var reached = new TaskCompletionSource<WorkerStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(object? sender, EventArgs e)
        {
            if (Pool.Status.FirstOrDefault(condition) is { } status)
            {
                reached.TrySetResult(status);
            }
        }

        Pool.Changed += Look;
        try
        {
            Look(null, EventArgs.Empty);
            return await reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }
        finally
        {
            Pool.Changed -= Look;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Pool.DisposeAsync();
        _folder.Dispose();
    }
}
