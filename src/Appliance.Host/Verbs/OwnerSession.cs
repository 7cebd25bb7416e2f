using Appliance.Domain;
using Appliance.Host.Composition;
using Appliance.Host.Control;

namespace Appliance.Host.Verbs;

/// <summary>
/// A verb's way to the owner of the data folder: the running host, or, when none runs, a host that this process starts for the length of the verb,
/// without a public address. A verb does the same in both cases.
/// </summary>
internal sealed class OwnerSession : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    private readonly ApplianceHost? _own;

    private OwnerSession(ControlClient client, ApplianceHost? own)
    {
        Client = client;
        _own = own;
    }

    /// <summary>To the owner.</summary>
    public ControlClient Client { get; }

    /// <summary>True when this process is the owner.</summary>
    public bool IsOwn => _own is not null;

    public static async Task<Outcome<OwnerSession>> OpenAsync(string dataFolder, HostRole role, CancellationToken cancellation)
    {
        var socket = ControlSocket.Of(dataFolder);
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await ConnectAsync(socket, cancellation).ConfigureAwait(false) is { } running)
            {
                return new OwnerSession(running, null);
            }

            var settings = ApplianceSettings.Load(dataFolder, urls: null);
            if (settings.Refusal is { } unusable)
            {
                return unusable;
            }

            var own = await ApplianceHost.StartAsync(settings.Value, role, cancellation).ConfigureAwait(false);
            if (own.Succeeded)
            {
                return new OwnerSession(new ControlClient(ControlSocket.Connect(socket)), own.Value);
            }

            if (own.Refusal!.Code != ApplianceHost.FolderInUseCode)
            {
                return own.Refusal;
            }

            // The owner is starting or stopping: soon it answers, or the folder is free.
            if (TimeProvider.System.GetElapsedTime(started) > Patience)
            {
                return Refusals.OwnerNotAnswering(dataFolder);
            }

            await Task.Delay(Between, TimeProvider.System, cancellation).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_own is not null)
        {
            await _own.StopAsync().ConfigureAwait(false);
        }
    }

    /// <summary>To the running host; null when none answers.</summary>
    public static async Task<ControlClient?> ConnectAsync(string socket, CancellationToken cancellation)
    {
        if (!File.Exists(socket))
        {
            return null;
        }

        var client = new ControlClient(ControlSocket.Connect(socket));
        if (await client.StatusAsync(cancellation).ConfigureAwait(false) is not null)
        {
            return client;
        }

        client.Dispose();
        return null;
    }
}
