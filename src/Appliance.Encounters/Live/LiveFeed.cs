using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Review;

namespace Appliance.Encounters.Live;

/// <summary>
/// What moves now, for screens: counts that are always right, and changes that a slow subscriber may miss (it is then told to read the counts again).
/// It is not evidence; nothing depends on it.
/// </summary>
public sealed class LiveFeed(TimeProvider time)
{
    /// <summary>Changes that wait for one subscriber before some are dropped.</summary>
    public const int SubscriberBuffer = 1024;

    private const int WindowSeconds = 60;
    private static readonly int StateCount = Enum.GetValues<EncounterState>().Length;
    private static readonly int StageCount = Enum.GetValues<FlowStage>().Length;

    private readonly Lock _lock = new();
    private readonly long[] _states = new long[StateCount];
    private readonly long[] _encounters = new long[StageCount];
    private readonly long[] _bytes = new long[StageCount];
    private readonly int[,] _window = new int[StageCount, WindowSeconds];
    private readonly long[] _windowSecond = new long[WindowSeconds];
    private readonly int[] _queued = new int[Enum.GetValues<CodingPriority>().Length];
    private readonly List<Subscriber> _subscribers = [];
    private long _version;

    /// <summary>The flow now.</summary>
    public FlowSnapshot Current
    {
        get
        {
            lock (_lock)
            {
                var now = time.GetUtcNow();
                return new FlowSnapshot(
                    _version,
                    now,
                    Enum.GetValues<EncounterState>().ToDictionary(s => s, s => _states[(int)s]),
                    [.. Enum.GetValues<FlowStage>().Select(s => new StageFlow(s, _encounters[(int)s], _bytes[(int)s], Recent((int)s, now.ToUnixTimeSeconds())))],
                    Enum.GetValues<CodingPriority>().ToDictionary(p => p, p => _queued[(int)p]));
            }
        }
    }

    /// <summary>Changes from now on, until cancelled. After a <see cref="FlowChange.Resync"/> the subscriber reads <see cref="Current"/> again.</summary>
    public async IAsyncEnumerable<FlowChange> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var subscriber = new Subscriber();
        lock (_lock)
        {
            _subscribers.Add(subscriber);
        }

        try
        {
            await foreach (var change in subscriber.Changes.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                yield return Interlocked.Exchange(ref subscriber.Dropped, 0) == 0 ? change : change with { Resync = true };
            }
        }
        finally
        {
            lock (_lock)
            {
                _subscribers.Remove(subscriber);
            }
        }
    }

    /// <summary>Sets the counts by state, as storage holds them at start.</summary>
    internal void Load(IReadOnlyDictionary<EncounterState, long> states)
    {
        lock (_lock)
        {
            Array.Clear(_states);
            foreach (var (state, count) in states)
            {
                _states[(int)state] = count;
            }
        }
    }

    /// <summary>An encounter was written for the first time (<paramref name="before"/> null) or changed its state.</summary>
    internal void StateChanged(EncounterId id, Pseudonym subject, EncounterState? before, EncounterState after, long bytes)
    {
        lock (_lock)
        {
            if (before is { } old)
            {
                _states[(int)old]--;
            }

            _states[(int)after]++;
            var (from, to) = (before is { } left ? StageOf(left) : FlowStage.Intake, StageOf(after));
            Publish(id, subject, from, to, after, bytes);
        }
    }

    /// <summary>Something of an encounter came in.</summary>
    internal void Received(EncounterId id, Pseudonym subject, EncounterState state, long bytes)
    {
        lock (_lock)
        {
            Publish(id, subject, FlowStage.Ehr, FlowStage.Intake, state, bytes);
        }
    }

    /// <summary>So many encounters of a priority were added to (or taken from) those on their way to a worker.</summary>
    internal void QueueChanged(CodingPriority priority, int by)
    {
        lock (_lock)
        {
            _queued[(int)priority] += by;
        }
    }

    private static FlowStage StageOf(EncounterState state) => state switch
    {
        EncounterState.Coding => FlowStage.Worker,
        EncounterState.InReview => FlowStage.Review,
        EncounterState.Finished => FlowStage.Out,
        _ => FlowStage.Intake,
    };

    private void Publish(EncounterId id, Pseudonym subject, FlowStage from, FlowStage to, EncounterState state, long bytes)
    {
        var now = time.GetUtcNow();
        if (from != to)
        {
            Count((int)to, bytes, now.ToUnixTimeSeconds());
        }

        var change = new FlowChange(++_version, now, id, subject, from, to, state, bytes);
        foreach (var subscriber in _subscribers)
        {
            if (!subscriber.Changes.Writer.TryWrite(change))
            {
                Interlocked.Exchange(ref subscriber.Dropped, 1);
            }
        }
    }

    private void Count(int stage, long bytes, long second)
    {
        _encounters[stage]++;
        _bytes[stage] += bytes;
        var slot = (int)(second % WindowSeconds);
        if (_windowSecond[slot] != second)
        {
            _windowSecond[slot] = second;
            for (var s = 0; s < StageCount; s++)
            {
                _window[s, slot] = 0;
            }
        }

        _window[stage, slot]++;
    }

    private int Recent(int stage, long second)
    {
        var sum = 0;
        for (var slot = 0; slot < WindowSeconds; slot++)
        {
            if (_windowSecond[slot] > second - WindowSeconds)
            {
                sum += _window[stage, slot];
            }
        }

        return sum;
    }

    private sealed class Subscriber
    {
        public int Dropped;

        public Channel<FlowChange> Changes { get; } = Channel.CreateBounded<FlowChange>(
            new BoundedChannelOptions(SubscriberBuffer) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    }
}
