using Appliance.Coding;
using Appliance.Coding.Calibration;
using Appliance.Contracts.Mapping;
using Appliance.Contracts.Worker.V1;
using Appliance.Domain;
using Grpc.Core;

namespace Appliance.Worker;

/// <summary>Answers the host: what this worker is, and which codes an encounter suggests. Keeps nothing of an encounter between two requests.</summary>
internal sealed class CodingService(InstalledEngine installed) : CodingWorker.CodingWorkerBase, IDisposable
{
    /// <summary>The engine gives up after this, even if the host never does.</summary>
    private static readonly TimeSpan LongestRequest = TimeSpan.FromMinutes(10);

    /// <summary>More notes at once than cores would only take more memory.</summary>
    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);

    private readonly ProfileShelf _profiles = new();

    public override Task<DescribeReply> Describe(DescribeRequest request, ServerCallContext context)
    {
        var reply = new DescribeReply
        {
            EngineVersion = installed.Engine.Version,
            Sandbox = OwnSandbox.Look(),
            ResidentBytes = Environment.WorkingSet,
            ProcessId = Environment.ProcessId,
        };
        reply.CodeSetReleases.AddRange(installed.Releases);
        return Task.FromResult(reply);
    }

    public override Task<TakeProfileReply> TakeProfile(TakeProfileRequest request, ServerCallContext context)
    {
        using var file = new MemoryStream(request.Profile.ToByteArray(), writable: false);
        var profile = CodingProfile.Load(file);
        if (profile.Refusal is { } refusal)
        {
            return Task.FromResult(new TakeProfileReply { Fault = refusal.Code });
        }

        if (profile.Value.Hash != request.Hash)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "hash"));
        }

        _profiles.Put(profile.Value);
        return Task.FromResult(new TakeProfileReply { Hash = profile.Value.Hash });
    }

    public override async Task<CodeReply> Code(CodeRequest request, ServerCallContext context)
    {
        var encounter = EncounterWire.Read(request);
        if (!encounter.Succeeded)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, encounter.Refusal!.Code));
        }

        var profile = request.Profile.Length == 0 ? null : _profiles.Find(request.Profile) ?? throw new RpcException(new Status(StatusCode.InvalidArgument, "profile"));
        var options = new CodingOptions { Policy = (CodingPolicy)request.Policy, Explain = request.Explain, Profile = profile };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        limit.CancelAfter(LongestRequest);
        try
        {
            await _cores.WaitAsync(limit.Token);
            try
            {
                var result = await Task.Run(() => installed.Engine.Code(encounter.Value, options, limit.Token), limit.Token);
                return AnswerWire.ToReply(request.RequestId, encounter.Value, result with { Profile = profile?.Hash });
            }
            finally
            {
                _cores.Release();
            }
        }
        catch (OperationCanceledException)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, string.Empty));
        }
    }

    public void Dispose() => _cores.Dispose();
}
