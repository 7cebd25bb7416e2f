using Appliance.Evidence.Appending;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;
using Appliance.Evidence.Tiles;

namespace Appliance.Evidence.Witnessing;

/// <summary>
/// Brings each new head of a log to its witnesses, and their cosignatures back into the log. A witness that is away is tried again, with growing pauses; a witness that saw another history
/// is an alarm, on screen and as an entry of the log. The host runs <see cref="RunAsync"/> as long as the log is open.
/// </summary>
public sealed class WitnessFeed
{
    private readonly EvidenceLog _log;
    private readonly IReadOnlyList<WitnessPost> _posts;
    private readonly TimeProvider _time;
    private readonly WitnessFeedOptions _options;
    private readonly Lock _gate = new();
    private readonly List<WitnessAlarm> _alarms = [];
    private long? _lastCosigned;
    private bool _lastIsKept = true;
    private DateTimeOffset? _keptAt;

    /// <summary>Makes the feed; nothing is sent yet.</summary>
    public WitnessFeed(EvidenceLog log, IReadOnlyList<WitnessClient> witnesses, WitnessFeedOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(witnesses);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        if (witnesses.Any(witness => !log.Policy.Witnesses.Contains(witness.Key)))
            throw new ArgumentException("A witness that is asked must be one of the log's policy.", nameof(witnesses));
        (_log, _options, _time) = (log, options, time);
        _posts = [.. witnesses.Select(witness => new WitnessPost(witness, log.Reader, options, time))];
    }

    /// <summary>Where each witness stands.</summary>
    public IReadOnlyList<WitnessState> Witnesses => [.. _posts.Select(post => post.State)];

    /// <summary>Forks and rollbacks that witnesses reported since the start, oldest first. They stay until the next start.</summary>
    public IReadOnlyList<WitnessAlarm> Alarms
    {
        get
        {
            lock (_gate)
                return [.. _alarms];
        }
    }

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await RoundAsync(cancellation).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // The log cannot be written or read at present; it says so itself, and the next round comes.
            }

            await Task.Delay(_options.Interval, _time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>One round: the newest head goes to every witness that has not cosigned it and is due.</summary>
    /// <returns>How many cosignatures came back.</returns>
    public async Task<int> RoundAsync(CancellationToken cancellation)
    {
        if (_log.Reader.LatestHead() is not { Size: > 0 } head)
            return 0;
        var note = PublishedCheckpoint.NoteOf(_log.Reader, head);
        var outcomes = await Task.WhenAll(_posts.Select(post => post.SendAsync(head, note, cancellation))).ConfigureAwait(false);
        foreach (var alarm in outcomes.Select(outcome => outcome.Alarm).OfType<WitnessAlarm>())
            await RaiseAsync(alarm, cancellation).ConfigureAwait(false);
        var signatures = outcomes.SelectMany(outcome => outcome.Signatures).ToList();
        return signatures.Count == 0 ? 0 : await StoreAsync(head, note, signatures, cancellation).ConfigureAwait(false);
    }

    /// <summary>Of the cosigned heads of one interval the last is kept, as of all heads.</summary>
    private async Task<int> StoreAsync(StoredHead head, SignedNote note, List<NoteSignature> signatures, CancellationToken cancellation)
    {
        var isMet = !_log.Policy.IsWitnessed || _log.Policy.IsMetBy(note.With(signatures));
        var superseded = isMet && !_lastIsKept && _lastCosigned is { } last && last < head.Size ? _lastCosigned : null;
        var good = await _log.AddCosignaturesAsync(new CosignedHead(head, signatures, superseded), cancellation).ConfigureAwait(false);
        if (!isMet || _lastCosigned == head.Size)
            return good;
        var now = _time.GetUtcNow();
        _lastIsKept = _keptAt is not { } kept || now - kept >= _options.KeepInterval;
        _keptAt = _lastIsKept ? now : _keptAt;
        _lastCosigned = head.Size;
        return good;
    }

    private async Task RaiseAsync(WitnessAlarm alarm, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_alarms.Exists(known => known.Witness == alarm.Witness && known.Kind == alarm.Kind && known.SizeSeen == alarm.SizeSeen))
                return;
            _alarms.Add(alarm);
        }

        var entry = LogFacts.Of(alarm.Kind) with { Detail = LogFacts.NameOf(alarm.Witness.Name), Items = alarm.SizeSeen };
        await _log.AppendAsync(entry, cancellation).ConfigureAwait(false);
    }
}

/// <summary>How witnesses are asked.</summary>
public sealed record WitnessFeedOptions
{
    /// <summary>Pause between two rounds.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait for one answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause before a witness that is away is tried again.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Of the cosigned heads within one such time only the last is kept.</summary>
    public TimeSpan KeepInterval { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>Where a witness stands.</summary>
/// <param name="Witness">Its key.</param>
/// <param name="Size">Size of the last checkpoint that it cosigned; null when it has not yet.</param>
/// <param name="At">Its own time of that; null when it has not yet.</param>
/// <param name="Fault">Why it did not cosign at the last try, in words; null when it did.</param>
public sealed record WitnessState(VerifierKey Witness, long? Size, DateTimeOffset? At, string? Fault);

/// <summary>A witness saw another history of this log.</summary>
/// <param name="Witness">Who.</param>
/// <param name="Kind"><see cref="Change.ForkSeen"/> or <see cref="Change.RollbackSeen"/>.</param>
/// <param name="SizeSeen">The size it saw.</param>
/// <param name="At">When it said so.</param>
public sealed record WitnessAlarm(VerifierKey Witness, Change Kind, long SizeSeen, DateTimeOffset At)
{
    /// <summary>The alarm in words.</summary>
    public string Describe() => Kind == Change.RollbackSeen
        ? $"Witness {Witness.Name} has seen {SizeSeen} entries of this log, more than there are: its end was cut off, or an old copy was put back."
        : $"Witness {Witness.Name} has seen {SizeSeen} entries of this log that are not its first {SizeSeen}: the log was rewritten, or another one goes under its name.";
}
