using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Appliance.Domain.Intake;
using Appliance.Encounters.Live;

namespace Appliance.Encounters.Grains;

/// <summary>
/// Encounters that have something to do, by priority. Only a hint that saves time: what is to be done is durable in storage, and the sweep at the next
/// start finds what was in here.
/// </summary>
public sealed class WakeQueue(LiveFeed feed)
{
    private readonly Channel<Guid>[] _channels = [.. Enum.GetValues<CodingPriority>().Select(_ => Channel.CreateUnbounded<Guid>())];
    private readonly ConcurrentDictionary<(Guid, CodingPriority), bool> _waiting = new();

    /// <summary>Has an encounter carried on; at once when nothing is before it.</summary>
    public void Wake(Guid encounter, CodingPriority priority)
    {
        if (_waiting.TryAdd((encounter, priority), true))
        {
            feed.QueueChanged(priority, 1);
            _channels[(int)priority].Writer.TryWrite(encounter);
        }
    }

    /// <summary>The encounters of a priority as they are woken. Once one is handed out, a wake of the same encounter is a new one.</summary>
    internal async IAsyncEnumerable<Guid> TakeAllAsync(CodingPriority priority, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var encounter in _channels[(int)priority].Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            _waiting.TryRemove((encounter, priority), out _);
            feed.QueueChanged(priority, -1);
            yield return encounter;
        }
    }
}
