using Appliance.Encounters.Live;

namespace Appliance.Dashboard.Live;

/// <summary>The real flow.</summary>
internal sealed class FloorFlow(LiveFeed feed) : IFlow
{
    public FlowSnapshot Current => feed.Current;

    public IReadOnlyList<WorkerHealth> Workers => [];

    public IAsyncEnumerable<FlowChange> FollowAsync(CancellationToken cancellation) => feed.FollowAsync(cancellation);
}
