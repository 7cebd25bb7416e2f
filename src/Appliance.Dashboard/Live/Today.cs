using Appliance.Evidence;

namespace Appliance.Dashboard.Live;

/// <summary>One minute of the log.</summary>
/// <param name="At">Its start.</param>
/// <param name="Movements">Movements that happened in it.</param>
/// <param name="Refused">Movements that were refused in it.</param>
public readonly record struct MinuteCount(DateTimeOffset At, int Movements, int Refused);

/// <summary>What the evidence log says happened since midnight (the appliance's time zone). Immutable.</summary>
/// <param name="Since">Midnight.</param>
/// <param name="Legs">Totals by arrow; an arrow without an entry is absent.</param>
/// <param name="Refused">Movements refused.</param>
/// <param name="Latest">The latest entries, newest first.</param>
/// <param name="Next">Number of entries counted: the next sequence number to come.</param>
public sealed record Today(DateTimeOffset Since, IReadOnlyDictionary<Leg, LegTotal> Legs, long Refused, IReadOnlyList<SequencedEntry> Latest, long Next)
{
    /// <summary>Decisions of persons by what was decided, those taken back included.</summary>
    public IReadOnlyDictionary<Change, long> Decisions { get; init; } = new Dictionary<Change, long>();

    /// <summary>Total of an arrow, zero when nothing moved along it.</summary>
    public LegTotal this[Leg edge] => Legs.GetValueOrDefault(edge);
}

/// <summary>Counts entries as they come. Not thread-safe: its owner locks.</summary>
internal sealed class TodayCounter(int latest, int minutes)
{
    private readonly Dictionary<Leg, LegTotal> _edges = [];
    private readonly Dictionary<Change, long> _decisions = [];
    private readonly Queue<SequencedEntry> _latest = new();
    private readonly SortedDictionary<DateTimeOffset, MinuteCount> _minutes = [];
    private DateTimeOffset _since;
    private long _refused;
    private long _next;

    /// <summary>Counts one entry; <paramref name="midnight"/> is the start of the current day.</summary>
    public void Count(SequencedEntry entry, DateTimeOffset midnight)
    {
        Turn(midnight);
        _next = entry.Sequence + 1;
        _latest.Enqueue(entry);
        while (_latest.Count > latest)
        {
            _latest.Dequeue();
        }

        var edge = Movement.LegOf(entry.Entry);
        var refused = Movement.IsRefusal(entry.Entry);
        CountMinute(entry.Entry.At, edge is not null, refused);
        if (entry.Entry.At < _since)
        {
            return;
        }

        _refused += refused ? 1 : 0;
        if (entry.Entry is { Action: EvidenceAction.Decided, Phase: EvidencePhase.Fact or EvidencePhase.Done, Change: var change })
        {
            _decisions[change] = _decisions.GetValueOrDefault(change) + 1;
        }

        if (edge is { } travelled)
        {
            _edges[travelled] = _edges.GetValueOrDefault(travelled).With(entry.Entry);
        }
    }

    /// <summary>The counts as they stand.</summary>
    public Today Take(DateTimeOffset midnight)
    {
        Turn(midnight);
        return new Today(_since, new Dictionary<Leg, LegTotal>(_edges), _refused, [.. _latest.Reverse()], _next)
        {
            Decisions = new Dictionary<Change, long>(_decisions),
        };
    }

    /// <summary>The last <paramref name="count"/> minutes up to and with the current one, empty ones included, oldest first.</summary>
    public IReadOnlyList<MinuteCount> Minutes(DateTimeOffset now, int count)
    {
        var last = Minute(now);
        return [.. Enumerable.Range(0, count).Select(i => last.AddMinutes(i - count + 1)).Select(at => _minutes.GetValueOrDefault(at, new MinuteCount(at, 0, 0)))];
    }

    private void CountMinute(DateTimeOffset at, bool moved, bool refused)
    {
        var minute = Minute(at);
        var counted = _minutes.GetValueOrDefault(minute, new MinuteCount(minute, 0, 0));
        _minutes[minute] = counted with { Movements = counted.Movements + (moved ? 1 : 0), Refused = counted.Refused + (refused ? 1 : 0) };
        while (_minutes.Count > minutes)
        {
            _minutes.Remove(_minutes.First().Key);
        }
    }

    private void Turn(DateTimeOffset midnight)
    {
        if (midnight == _since)
        {
            return;
        }

        _since = midnight;
        _edges.Clear();
        _decisions.Clear();
        _refused = 0;
    }

    private static DateTimeOffset Minute(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}
