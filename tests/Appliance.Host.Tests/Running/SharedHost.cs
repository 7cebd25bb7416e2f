using Appliance.Testing;

[assembly: AssemblyFixture(typeof(Appliance.Host.Tests.Running.SharedHost))]

namespace Appliance.Host.Tests.Running;

/// <summary>One running host for all tests that neither stop nor break it.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private HostProcess? _host;

    internal HostProcess Host => _host ?? throw new InvalidOperationException("Not started.");

    public string Folder => _folder.Path;

    public async ValueTask InitializeAsync() => _host = await HostProcess.StartAsync(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _folder.Dispose();
    }
}
