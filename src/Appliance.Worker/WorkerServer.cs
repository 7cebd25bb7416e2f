using Appliance.Coding;
using Appliance.Contracts.Mapping;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Appliance.Worker;

/// <summary>
/// The smallest server that speaks gRPC: one Unix socket, HTTP/2 only. It is built from nothing, so there is no configuration file, environment variable or
/// log sink that could make it listen or write elsewhere.
/// </summary>
internal static class WorkerServer
{
    /// <summary>Room for the framing around a message.</summary>
    private const int Framing = 64 * 1024;

    /// <summary>Only the owner and its group (the service) may connect.</summary>
    private const UnixFileMode SocketMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    public static async Task<WebApplication> StartAsync(string socket, InstalledEngine installed, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = WireBounds.MaxRequestBytes + Framing;
            options.Limits.MinRequestBodyDataRate = null;
            options.Limits.Http2.InitialStreamWindowSize = 1024 * 1024;
            options.Limits.Http2.InitialConnectionWindowSize = 4 * 1024 * 1024;
            options.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(options =>
        {
            options.EnableDetailedErrors = false;
            options.MaxReceiveMessageSize = WireBounds.MaxRequestBytes;
            options.MaxSendMessageSize = WireBounds.MaxReplyBytes;
        });
        builder.Services.AddSingleton(installed);
        builder.Services.AddSingleton<CodingService>();

        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<CodingService>();
        await app.StartAsync(cancellation);
        File.SetUnixFileMode(socket, SocketMode);
        return app;
    }
}
