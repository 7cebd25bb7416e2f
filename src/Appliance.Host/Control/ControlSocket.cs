using System.Net.Sockets;
using System.Text;
using Appliance.Domain;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Appliance.Host.Control;

/// <summary>
/// The socket in the data folder over which the verbs talk to the owner of the folder: HTTP/2 with prior knowledge (RFC 9113 section 3.3), so that a
/// verb can stream in both directions. The folder is 0700 and the socket 0600; besides, every connection is asked for its uid.
/// </summary>
public static class ControlSocket
{
    // sun_path holds 108 bytes with the closing zero (unix(7)).
    private const int MaxPath = 107;
    private const int WindowBytes = 1024 * 1024;

    /// <summary>Where the socket of a data folder is.</summary>
    public static string Of(string dataFolder) => Path.Combine(Path.GetFullPath(dataFolder), "run", "control.sock");

    /// <summary>Says why the socket cannot be there; null when it can.</summary>
    public static Refusal? Fault(string path) =>
        Encoding.UTF8.GetByteCount(path) > MaxPath ? Refusals.SocketPathTooLong(path, MaxPath) : null;

    /// <summary>Listens on the socket. The caller owns the data folder, so a file that is there was left by a process that ended.</summary>
    public static void Listen(KestrelServerOptions kestrel, string path)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        File.Delete(path);
        kestrel.Limits.Http2.InitialConnectionWindowSize = WindowBytes;
        kestrel.Limits.Http2.InitialStreamWindowSize = WindowBytes;
        kestrel.ListenUnixSocket(path, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.Use(next => async connection =>
            {
                var socket = connection.Features.Get<IConnectionSocketFeature>()?.Socket;
                if (socket is null || OperatorPeer.Of(socket) is not { MayOperate: true } peer)
                {
                    connection.Abort();
                    return;
                }

                connection.Features.Set(peer);
                await next(connection).ConfigureAwait(false);
            });
        });
    }

    /// <summary>Takes away the rights of everybody else, now that the socket is there.</summary>
    public static void Protect(string path) => File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

    /// <summary>A client whose every connection goes to the socket, whatever host its addresses name.</summary>
    public static HttpClient Connect(string path)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            InitialHttp2StreamWindowSize = WindowBytes,
            EnableMultipleHttp2Connections = false,
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        return new HttpClient(new PriorKnowledge(handler))
        {
            BaseAddress = new Uri("http://control/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The socket speaks HTTP/2 only; a request that was made without a thought of it says HTTP/1.1.</summary>
    private sealed class PriorKnowledge(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Version = System.Net.HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
