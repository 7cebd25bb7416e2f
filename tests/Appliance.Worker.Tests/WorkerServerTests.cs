using System.Diagnostics;
using System.Net.Sockets;
using Appliance.Coding;
using Appliance.Contracts.Mapping;
using Appliance.Contracts.Worker.V1;
using Appliance.Testing;
using Grpc.Core;
using Grpc.Net.Client;

namespace Appliance.Worker.Tests;

/// <summary>The worker's server over a real Unix socket, and its executable as a process.</summary>
public sealed class WorkerServerTests(WorkerServerTests.Server server) : IClassFixture<WorkerServerTests.Server>
{
    private static readonly string Executable = typeof(CodingService).Assembly.Location;

    [Fact]
    public async Task ItSaysWhatItIs()
    {
        var described = await server.Client.DescribeAsync(new DescribeRequest());
        Assert.Equal(server.Installed.Engine.Version, described.EngineVersion);
        Assert.Equal(server.Installed.Releases, described.CodeSetReleases);
        Assert.Equal(Environment.ProcessId, described.ProcessId);
        Assert.Contains("lo", described.Sandbox.NetworkInterfaces);
        Assert.InRange(described.ResidentBytes, 1, long.MaxValue);
    }

    [Fact]
    public async Task ItCodesAsTheEngineDoes()
    {
        var encounter = Some.Encounter();
        var reply = await server.Client.CodeAsync(EncounterWire.ToRequest("r-1", encounter));
        var expected = server.Installed.Engine.Code(encounter, CancellationToken.None);
        var answer = AnswerWire.Read(reply).Value;
        Assert.Equal(("r-1", expected.Release), (answer.RequestId, answer.Release));
        Assert.Equal(expected.Suggestions.Select(s => s.Code), answer.Suggestions.Select(s => s.Code));
    }

    [Fact]
    public async Task ARequestThatIsNotWellFormedIsRefusedByItsCodeAlone()
    {
        var request = EncounterWire.ToRequest("r", Some.Encounter("Jane Doe"));
        request.Encounter.Sex = 99;
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.CodeAsync(request));
        Assert.Equal((StatusCode.InvalidArgument, "APP-WRK-010"), (refused.StatusCode, refused.Status.Detail));
    }

    [Fact]
    public async Task BytesThatAreNoProfileAreAnsweredByTheReasonsCode()
    {
        var reply = await server.Client.TakeProfileAsync(new TakeProfileRequest { Profile = Google.Protobuf.ByteString.CopyFromUtf8("{}"), Hash = new string('a', 64) });
        Assert.StartsWith("APP-COD-", reply.Fault, StringComparison.Ordinal);
        Assert.Empty(reply.Hash);
    }

    [Fact]
    public async Task AProfileThatWasNeverSentIsNotCodedWith()
    {
        var request = EncounterWire.ToRequest("r", Some.Encounter());
        request.Profile = new string('b', 64);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await server.Client.CodeAsync(request));
        Assert.Equal((StatusCode.InvalidArgument, "profile"), (refused.StatusCode, refused.Status.Detail));
    }

    [Fact]
    public async Task ThePolicyAndTheExplanationOfTheRequestAreFollowed()
    {
        var encounter = Some.Encounter("ASSESSMENT:\n1. Headache.\nREVIEW OF SYSTEMS:\nDenies headache.");
        var claim = AnswerWire.Read(await server.Client.CodeAsync(EncounterWire.ToRequest("r", encounter))).Value;
        var explained = AnswerWire.Read(await server.Client.CodeAsync(EncounterWire.ToRequest("r", encounter, new Domain.CodingInstructions { Explain = true }))).Value;
        Assert.DoesNotContain(claim.Suggestions.SelectMany(s => s.Rules), step => step.Rule.StartsWith("considered.", StringComparison.Ordinal));
        Assert.Contains(explained.Suggestions.SelectMany(s => s.Rules), step => step.Rule == "considered.negated");
    }

    [Fact]
    public async Task ACancelledRequestEnds()
    {
        using var cancelled = new CancellationTokenSource();
        var call = server.Client.CodeAsync(EncounterWire.ToRequest("r", Some.Encounter(new string('x', 1_000_000))), cancellationToken: cancelled.Token);
        await cancelled.CancelAsync();
        try
        {
            await call;
        }
        catch (RpcException e)
        {
            Assert.Equal(StatusCode.Cancelled, e.StatusCode);
        }
    }

    [Fact]
    public void OnlyOwnerAndGroupMayConnect() =>
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite, File.GetUnixFileMode(server.Socket));

    [Fact]
    public async Task TheProcessSaysReadyAndEndsWithItsInput()
    {
        using var folder = new TemporaryFolder();
        using var process = Start("--socket", folder.File("s"));
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
        Assert.True(File.Exists(folder.File("s")));
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(string.Empty, await process.StandardOutput.ReadToEndAsync());
        Assert.Equal(string.Empty, await process.StandardError.ReadToEndAsync());
    }

    [Fact]
    public async Task AWrongCommandLineEndsWithTheUsage()
    {
        using var process = Start("--port", "80");
        Assert.Contains(WorkerArguments.Usage, await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        await process.WaitForExitAsync();
        Assert.Equal(64, process.ExitCode);
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", ["exec", Executable, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;

    public sealed class Server : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();
        private Microsoft.AspNetCore.Builder.WebApplication? _app;
        private GrpcChannel? _channel;

        public string Socket => _folder.File("s");

        public InstalledEngine Installed { get; } = InstalledEngine.Load(null);

        public CodingWorker.CodingWorkerClient Client { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _app = await WorkerServer.StartAsync(Socket, Installed, CancellationToken.None);
            _channel = GrpcChannel.ForAddress("http://worker", new GrpcChannelOptions
            {
                HttpHandler = new SocketsHttpHandler
                {
                    ConnectCallback = async (_, cancellation) =>
                    {
                        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellation);
                        return new NetworkStream(socket, ownsSocket: true);
                    },
                },
            });
            Client = new CodingWorker.CodingWorkerClient(_channel);
        }

        public async ValueTask DisposeAsync()
        {
            _channel?.Dispose();
            await _app!.DisposeAsync();
            _folder.Dispose();
        }
    }
}
