using Appliance.CodeSets;
using Appliance.Domain;
using Appliance.Encounters.Workers;
using Appliance.Evidence;
using Appliance.Host.Access;
using Appliance.Host.Control;
using Appliance.Host.Operations;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Appliance.Host.Composition;

/// <summary>
/// One running appliance: it owns the data folder from start to stop. Started in this order: folder, evidence log, access, storage, workers, listeners;
/// stopped in the opposite one, so that the log outlives everything that writes to it.
/// </summary>
public sealed class ApplianceHost : IAsyncDisposable
{
    /// <summary>The code of the refusal that says that another process owns the folder.</summary>
    internal static readonly string FolderInUseCode = Encounters.Refusals.FolderInUse(string.Empty, string.Empty).Code;

    private readonly WebApplication _app;
    private readonly ApplianceServices.Opened _opened;
    private readonly ApplianceSettings _settings;
    private bool _stopped;

    private ApplianceHost(WebApplication app, ApplianceServices.Opened opened, ApplianceSettings settings)
    {
        _app = app;
        _opened = opened;
        _settings = settings;
    }

    /// <summary>The parts, for the verbs of this process and for tests.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Where people reach it.</summary>
    public string Address => Services.GetRequiredService<ListeningAddress>().ForPeople;

    /// <summary>The folder it owns.</summary>
    public string DataFolder => _settings.DataFolder;

    /// <summary>Ends when the host was told to stop from inside.</summary>
    public CancellationToken Stopping => _app.Lifetime.ApplicationStopping;

    /// <summary>Starts a host; when it is refused, nothing of it is left.</summary>
    public static async Task<Outcome<ApplianceHost>> StartAsync(ApplianceSettings settings, HostRole role, CancellationToken cancellation, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        DataHome.KeepToThisUser();
        if (ControlSocket.Fault(ControlSocket.Of(settings.DataFolder)) is { } tooLong)
        {
            return tooLong;
        }

        var certificate = KestrelSetup.Certificate(settings.Host);
        if (certificate.Refusal is { } noCertificate)
        {
            return noCertificate;
        }

        var opened = await OpenAsync(settings, role, time ?? TimeProvider.System, cancellation).ConfigureAwait(false);
        if (opened.Refusal is { } notOpened)
        {
            return notOpened;
        }

        WebApplication? app = null;
        try
        {
            app = Build(settings, role, opened.Value, k => KestrelSetup.Listen(k, settings, role, certificate.Value));
            await app.StartAsync(cancellation).ConfigureAwait(false);
            ControlSocket.Protect(ControlSocket.Of(settings.DataFolder));
            TellAddress(app);
            await LifecycleAsync(opened.Value.Evidence, Change.Started).ConfigureAwait(false);
            return new ApplianceHost(app, opened.Value, settings);
        }
        catch (Exception e)
        {
            await AbandonAsync(app, opened.Value).ConfigureAwait(false);
            if (StartFault.Of(e, settings) is { } refusal)
            {
                return refusal;
            }

            throw;
        }
    }

    /// <summary>
    /// Stops in order: nothing new is taken in, what is under way ends, workers stop, evidence is flushed. What is not done within
    /// <see cref="HostOptions.StopWithinSeconds"/> is cut off and resumes at the next start.
    /// </summary>
    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(_settings.Host.StopWithinSeconds));
        await _app.StopAsync(limit.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        await _opened.Workers.DisposeAsync().ConfigureAwait(false);
        await LifecycleAsync(_opened.Evidence, Change.Stopped).ConfigureAwait(false);
        await CloseAsync(_opened).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private static WebApplication Build(ApplianceSettings settings, HostRole role, ApplianceServices.Opened opened, Action<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions> listen)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(ApplianceHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });

        // Only ApplianceSettings reads files and the environment: no ASPNETCORE_ or DOTNET_ variable may open another listener.
        builder.Configuration.Sources.Clear();
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(listen);
        ApplianceServices.Add(builder, settings, opened, role);
        var app = builder.Build();
        AppliancePipeline.Use(app);
        AppliancePipeline.Map(app);
        return app;
    }

    private static async Task<Outcome<ApplianceServices.Opened>> OpenAsync(ApplianceSettings settings, HostRole role, TimeProvider time, CancellationToken cancellation)
    {
        var folder = Encounters.Hosting.DataFolder.Open(settings.DataFolder);
        if (folder.Refusal is { } inUse)
        {
            return inUse;
        }

        if (role == HostRole.Serve && StartFault.TakenAddress(settings) is { } taken)
        {
            folder.Value.Dispose();
            return taken;
        }

        var logs = LoggerFactory.Create(b => ApplianceLogging.Configure(b, settings.Host, role, time));
        EvidenceLog? evidence = null;
        Refusal? refusal;
        try
        {
            evidence = await SqliteEvidenceLog.OpenAsync(settings.Evidence, time, logs.CreateLogger<EvidenceLog>(), cancellation).ConfigureAwait(false);
            var codeSets = CodeSetLibrary.Load(ApplianceSettings.CodeSetsFolder(settings.DataFolder));
            var journal = AccessJournal.Open(Path.Combine(folder.Value.Path, "access.jsonl"), time.GetUtcNow());
            if (journal.Succeeded)
            {
                settings.Workers.CodeSetsDirectory = ApplianceSettings.CodeSetsFolder(settings.DataFolder);
                var workers = new WorkerPool(settings.Workers, codeSets, evidence, time, logs.CreateLogger<WorkerPool>());
                return new ApplianceServices.Opened(folder.Value, evidence, codeSets, new AccessRegister(journal.Value, evidence, time), workers, logs, time);
            }

            refusal = journal.Refusal;
        }
        catch (Exception e) when (StartFault.Of(e, settings) is not null)
        {
            refusal = StartFault.Of(e, settings);
        }

        if (evidence is not null)
        {
            await evidence.DisposeAsync().ConfigureAwait(false);
        }

        logs.Dispose();
        folder.Value.Dispose();
        return refusal!;
    }

    private static async Task AbandonAsync(WebApplication? app, ApplianceServices.Opened opened)
    {
        if (app is not null)
        {
            // What was started before the fault stops in order; a fault of that is not worth more words than the first one.
            await ((Task)app.StopAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await app.DisposeAsync().ConfigureAwait(false);
        }

        await opened.Workers.DisposeAsync().ConfigureAwait(false);
        await CloseAsync(opened).ConfigureAwait(false);
    }

    private static async Task CloseAsync(ApplianceServices.Opened opened)
    {
        opened.Access.Dispose();
        await opened.Evidence.DisposeAsync().ConfigureAwait(false);
        opened.Logs.Dispose();
        opened.Folder.Dispose();
    }

    private static void TellAddress(WebApplication app)
    {
        var listening = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses
            .FirstOrDefault(a => a.StartsWith("http", StringComparison.Ordinal) && !a.Contains("unix:", StringComparison.Ordinal));
        if (listening is not null)
        {
            app.Services.GetRequiredService<ListeningAddress>().Set(listening);
        }
    }

    private static async Task LifecycleAsync(IEvidenceLog evidence, Change change)
    {
        try
        {
            await evidence.AppendAsync(
                new EvidenceEntry
                {
                    Action = EvidenceAction.Lifecycle,
                    Phase = EvidencePhase.Fact,
                    Actor = new Token(Actor.Host.ToString()),
                    Purpose = Purpose.Administration,
                    Change = change,
                    Detail = new Token("version-" + ApplianceVersion.Text),
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (EvidenceUnavailableException) when (change == Change.Stopped)
        {
            // The log shows the missing end at the next start; a full disk must not keep the process from ending.
        }
    }
}
