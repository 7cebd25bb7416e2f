using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;

namespace Appliance.Evidence.Witnessing;

/// <summary>What came of one submission.</summary>
internal sealed record WitnessOutcome(IReadOnlyList<NoteSignature> Signatures, WitnessAlarm? Alarm)
{
    public static WitnessOutcome Nothing { get; } = new([], null);
}

/// <summary>The feed's way to one witness: knows what it cosigned last, when to try it again, and what its refusals mean. Used by one round at a time.</summary>
internal sealed class WitnessPost
{
    private const int MaxCorrections = 2;
    private const int MaxLookedAt = 32;

    private readonly WitnessClient _client;
    private readonly IEvidenceReader _store;
    private readonly WitnessFeedOptions _options;
    private readonly TimeProvider _time;
    private WitnessState _state;
    private long _knownSize;
    private int _failures;
    private DateTimeOffset _notBefore;

    public WitnessPost(WitnessClient client, IEvidenceReader store, WitnessFeedOptions options, TimeProvider time)
    {
        (_client, _store, _options, _time) = (client, store, options, time);
        _knownSize = store.ReadCosignedHeads(MaxLookedAt).FirstOrDefault(head => store.ReadCosignatures(head.Size).Any(client.Key.Names))?.Size ?? 0;
        _state = new WitnessState(client.Key, _knownSize == 0 ? null : _knownSize, null, null);
    }

    public WitnessState State => Volatile.Read(ref _state);

    public async Task<WitnessOutcome> SendAsync(StoredHead head, SignedNote note, CancellationToken cancellation)
    {
        if ((State.Size == head.Size && State.At is not null) || _time.GetUtcNow() < _notBefore)
            return WitnessOutcome.Nothing;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(_options.Timeout);
            return await TalkAsync(head, note, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return Failed(failure is OperationCanceledException ? "It did not answer in time." : "It cannot be reached.");
        }
    }

    private async Task<WitnessOutcome> TalkAsync(StoredHead head, SignedNote note, CancellationToken cancellation)
    {
        var tree = new TreeReader(_store);
        for (var correction = 0; correction <= MaxCorrections; correction++)
        {
            var old = Math.Min(_knownSize, head.Size);
            var reply = await _client.SubmitAsync(new AddCheckpointRequest(old, tree.Consistency(old, head.Size), note), cancellation).ConfigureAwait(false);
            switch (reply.Kind)
            {
                case WitnessReplyKind.Cosigned:
                    return Cosigned(head, note, reply.Signatures);
                case WitnessReplyKind.OtherSize when reply.Size > head.Size:
                    return Alarm(Change.RollbackSeen, reply.Size.Value, "It has seen more entries of this log than there are.");
                case WitnessReplyKind.OtherSize when reply.Size == old:
                case WitnessReplyKind.Inconsistent:
                    return Alarm(Change.ForkSeen, old, "It has seen another history of this log.");
                case WitnessReplyKind.OtherSize:
                    _knownSize = reply.Size!.Value;
                    break;
                default:
                    return Failed(reply.Kind switch
                    {
                        WitnessReplyKind.LogNotKnown => "It does not serve this log: give its operator the log's verification key.",
                        WitnessReplyKind.KeyNotTrusted => "It trusts another key for this log: give its operator the log's verification key.",
                        _ => "Its answer holds no cosignature of its key.",
                    });
            }
        }

        return Failed("It names another size with each answer.");
    }

    private WitnessOutcome Cosigned(StoredHead head, SignedNote note, IReadOnlyList<NoteSignature> signatures)
    {
        _knownSize = head.Size;
        _failures = 0;
        _client.Key.Verifies(note.Text, signatures[0], out var at);
        Volatile.Write(ref _state, new WitnessState(_client.Key, head.Size, at ?? _time.GetUtcNow(), null));
        return new WitnessOutcome(signatures, null);
    }

    private WitnessOutcome Alarm(Change kind, long size, string fault)
    {
        Failed(fault);
        return new WitnessOutcome([], new WitnessAlarm(_client.Key, kind, size, _time.GetUtcNow()));
    }

    private WitnessOutcome Failed(string fault)
    {
        var pause = _options.Interval * Math.Pow(2, Math.Min(_failures++, 16));
        _notBefore = _time.GetUtcNow() + (pause < _options.LongestPause ? pause : _options.LongestPause);
        Volatile.Write(ref _state, State with { Fault = fault });
        return WitnessOutcome.Nothing;
    }
}
