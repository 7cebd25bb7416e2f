using Microsoft.AspNetCore.Connections;
using Orleans.Configuration;

namespace Appliance.Host.Composition;

/// <summary>
/// One silo is the whole cluster, so nobody has business at its ports: every connection is closed before a byte is read. They listen on loopback, where
/// any user of this machine could otherwise call grains.
/// </summary>
internal static class ClosedSilo
{
    public static void Configure(SiloConnectionOptions options)
    {
        options.ConfigureSiloInboundConnection(Close);
        options.ConfigureGatewayInboundConnection(Close);
    }

    private static void Close(IConnectionBuilder connections) => connections.Use(_ => connection =>
    {
        connection.Abort();
        return Task.CompletedTask;
    });
}
