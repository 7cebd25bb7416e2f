using Appliance.Contracts.Mapping;
using Appliance.Contracts.Worker.V1;
using Appliance.Domain;
using Google.Protobuf;

namespace Appliance.Encounters.Workers.Wire;

/// <summary>The profiles that one worker process was given: each is sent once, before the first encounter that asks for it, and again when the worker has forgotten it.</summary>
internal sealed class SentProfiles(WorkerConnection connection) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly List<string> _sent = [];

    /// <summary>Makes sure that the worker has the profile.</summary>
    /// <returns>Why it cannot use it; null when it can.</returns>
    public async Task<Refusal?> EnsureAsync(ProfileFile profile, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_sent.Contains(profile.Hash))
            {
                return null;
            }

            var request = new TakeProfileRequest { Profile = UnsafeByteOperations.UnsafeWrap(profile.Bytes), Hash = profile.Hash };
            var reply = await connection.TakeProfileAsync(request, cancellation).ConfigureAwait(false);
            if (reply.Fault.Length > 0 || reply.Hash != profile.Hash)
            {
                return WorkerRefusals.ProfileRefused;
            }

            _sent.Add(profile.Hash);
            if (_sent.Count > WireBounds.MaxProfiles)
            {
                _sent.RemoveAt(0);
            }

            return null;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
