using System.Net.Sockets;
using Appliance.Contracts.Mapping;
using Appliance.Contracts.Worker.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Appliance.Encounters.Workers.Wire;

/// <summary>The one connection to a worker: HTTP/2 over its Unix socket, opened only to the process that was launched.</summary>
internal sealed class WorkerConnection : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly CodingWorker.CodingWorkerClient _client;

    private WorkerConnection(Socket socket, PeerCredentials peer)
    {
        Peer = peer;
        var unused = socket;
        _channel = GrpcChannel.ForAddress("http://worker", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                ActivityHeadersPropagator = null,
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
                InitialHttp2StreamWindowSize = 1024 * 1024,
                // The checked connection is the only one there will ever be: when it breaks, the worker counts as lost.
                ConnectCallback = (_, _) => Interlocked.Exchange(ref unused, null) is { } first
                    ? ValueTask.FromResult<Stream>(new NetworkStream(first, ownsSocket: true))
                    : ValueTask.FromException<Stream>(new SocketException((int)SocketError.ConnectionReset)),
            },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = WireBounds.MaxReplyBytes,
            MaxSendMessageSize = WireBounds.MaxRequestBytes,
        });
        _client = new CodingWorker.CodingWorkerClient(_channel);
    }

    /// <summary>The process at the other end.</summary>
    public PeerCredentials Peer { get; }

    /// <summary>Connects; null when the process at the other end is not one that <paramref name="isOurs"/> accepts, in which case nothing was sent to it.</summary>
    public static async Task<WorkerConnection?> OpenAsync(string path, Func<PeerCredentials, bool> isOurs, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
            var peer = PeerCredentials.Of(socket);
            if (isOurs(peer))
            {
                return new WorkerConnection(socket, peer);
            }

            socket.Dispose();
            return null;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task<DescribeReply> DescribeAsync(CancellationToken cancellation) =>
        _client.DescribeAsync(new DescribeRequest(), cancellationToken: cancellation).ResponseAsync;

    public Task<TakeProfileReply> TakeProfileAsync(TakeProfileRequest request, CancellationToken cancellation) =>
        _client.TakeProfileAsync(request, cancellationToken: cancellation).ResponseAsync;

    public Task<CodeReply> CodeAsync(CodeRequest request, CancellationToken cancellation) =>
        _client.CodeAsync(request, cancellationToken: cancellation).ResponseAsync;

    /// <summary>
    /// True when the call failed because the reply is over <see cref="WireBounds.MaxReplyBytes"/> or no protobuf. It stays true when the connection breaks
    /// behind the reply.
    /// </summary>
    public static bool IsInvalidAnswer(RpcException e) => e.StatusCode == StatusCode.ResourceExhausted || e.Status.DebugException is InvalidProtocolBufferException;

    /// <summary>True when the worker answered with a status that no honest worker gives.</summary>
    public static bool IsInvalidStatus(RpcException e) => !IsLost(e) && e.StatusCode is not (StatusCode.Unknown or StatusCode.Cancelled or StatusCode.InvalidArgument);

    /// <summary>
    /// True when the call failed because the connection did, not because the worker answered with a fault: gRPC then holds the failure beneath (an answer that is
    /// no protobuf apart).
    /// </summary>
    public static bool IsLost(RpcException e) => e.StatusCode == StatusCode.Unavailable || e.Status.DebugException is not (null or InvalidProtocolBufferException);

    public void Dispose() => _channel.Dispose();
}
