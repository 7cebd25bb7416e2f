using Appliance.CodeSets;
using Appliance.Domain.Intake;
using Appliance.Encounters.Hosting;
using Appliance.Encounters.Live;
using Appliance.Encounters.Review;
using Appliance.Encounters.Storage;
using Appliance.Encounters.Storage.Sqlite;
using Appliance.Encounters.Workers;
using Appliance.Evidence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Appliance.Encounters.Tests.Doubles;

/// <summary>A whole host of encounters on a data folder: silo, storage, sweep. Only the workers and, where a test says so, the evidence log are doubles.</summary>
internal sealed class RunningAppliance : IAsyncDisposable
{
    private static readonly Lazy<CodeSetLibrary> Library = new(CodeSetLibrary.LoadBuiltIn);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly IHost _host;
    private readonly DataFolder _folder;
    private readonly ManualResetEventSlim _dead = new();
    private TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningAppliance(IHost host, DataFolder folder, ScriptedWorkers workers)
    {
        _host = host;
        _folder = folder;
        Workers = workers;
    }

    public ScriptedWorkers Workers { get; }

    public IClinicalStore Clinical => Service<ClinicalStore>();

    public ReviewDesk Desk => Service<ReviewDesk>();

    public LiveFeed Feed => Service<LiveFeed>();

    public static async Task<RunningAppliance> StartAsync(
        string path, IEvidenceLog evidence, Action<EncountersOptions>? configure = null, ScriptedWorkers? workers = null, Action<RunningAppliance>? beforeStart = null)
    {
        var options = new EncountersOptions { RetryAfter = TimeSpan.FromMilliseconds(1), RetryAtMost = TimeSpan.FromMilliseconds(20) };
        configure?.Invoke(options);
        var folder = DataFolder.Open(path).Value;
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.None);
        workers ??= new ScriptedWorkers();
        builder.Services.AddSingleton(evidence);
        builder.Services.AddSingleton(Library.Value);
        builder.Services.AddSingleton<ICodingWorkers>(workers);
        builder.AddEncounters(folder, options);
        var appliance = new RunningAppliance(builder.Build(), folder, workers);
        appliance.Service<EncounterStore>().AfterWrite = _ => appliance.Written();
        beforeStart?.Invoke(appliance);
        await appliance._host.StartAsync();
        return appliance;
    }

    public T Service<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Commits a delivery and gives the encounter that it is about.</summary>
    public async Task<DeliveryReceipt> DeliverAsync(Delivery delivery)
    {
        var outcome = await Clinical.CommitAsync(delivery, TestContext.Current.CancellationToken);
        Assert.True(outcome.Succeeded, outcome.Refusal?.Message);
        return outcome.Value;
    }

    /// <summary>The only encounter there is, once it is as demanded.</summary>
    public Task<WorklistRow> UntilAsync(EncounterState state) => UntilAsync(row => row.State == state);

    public async Task<WorklistRow> UntilAsync(Func<WorklistRow, bool> demanded)
    {
        WorklistRow? found = null;
        await UntilTrueAsync(async () => (found = (await Desk.ListAsync(new WorklistFilter(), default)).Rows.FirstOrDefault(demanded)) is not null);
        return found!;
    }

    /// <summary>As many encounters in a state as demanded.</summary>
    public Task UntilCountAsync(EncounterState state, long count) => UntilTrueAsync(async () => (await Desk.ListAsync(new WorklistFilter(), default)).ByState[state] == count);

    /// <summary>Every delivery has been taken in.</summary>
    public Task UntilInboxIsEmptyAsync() => UntilTrueAsync(() =>
    {
        using var rows = Service<ClinicalDatabase>().Rows();
        return Task.FromResult(!rows.Inbox.Any());
    });

    /// <summary>Stops without patience for what is being coded.</summary>
    public Task StopAtOnceAsync() => _host.StopAsync(new CancellationToken(canceled: true));

    /// <summary>The process ends here: nothing is written any more.</summary>
    public void Die() => _dead.Set();

    /// <summary>Ends the process at a write of a grain for which the condition holds.</summary>
    public void DieAtWrite(Func<EncounterRow, bool> condition, bool afterIt)
    {
        var store = Service<EncounterStore>();
        void Check(EncounterRow row, bool now)
        {
            if (now && condition(row))
            {
                Die();
            }

            ThrowIfDead();
        }

        store.BeforeWrite = row => Check(row, !afterIt);
        store.AfterWrite = row => Check(row, afterIt);
        Service<ClinicalStore>().AtStep = _ => ThrowIfDead();
    }

    /// <summary>Waits until the process has ended by <see cref="DieAtWrite"/>.</summary>
    public async Task UntilDeadAsync() => Assert.True(await Task.Run(() => _dead.Wait(Patience)), "The write at which the process was to end did not come.");

    public async ValueTask DisposeAsync()
    {
        using (var hurry = new CancellationTokenSource(TimeSpan.FromSeconds(5)))
        {
            await _host.StopAsync(hurry.Token);
        }

        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }

        _folder.Dispose();
        _dead.Dispose();
    }

    /// <summary>Looks anew after each write of a grain.</summary>
    private async Task UntilTrueAsync(Func<Task<bool>> demanded)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            // Taken before the look, so that no write is missed between the two.
            var written = Volatile.Read(ref _written).Task;
            if (await demanded())
            {
                return;
            }

            await written.WaitAsync(patience.Token);
        }
    }

    private void Written()
    {
        var before = Interlocked.Exchange(ref _written, new(TaskCreationOptions.RunContinuationsAsynchronously));
        before.SetResult();
    }

    private void ThrowIfDead()
    {
        if (_dead.IsSet)
        {
            throw new ProcessEndedException();
        }
    }
}

/// <summary>Stands for the end of the process.</summary>
internal sealed class ProcessEndedException : Exception;
