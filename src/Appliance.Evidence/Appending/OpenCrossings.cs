namespace Appliance.Evidence.Appending;

/// <summary>The crossings whose intent is in the log and whose outcome is not. Not thread-safe.</summary>
internal sealed class OpenCrossings
{
    private readonly Dictionary<Guid, long> _intents = [];

    public int Count => _intents.Count;

    /// <summary>Sequence numbers of the open intents, ascending.</summary>
    public IReadOnlyList<long> Sequences() => [.. _intents.Values.Order()];

    /// <summary>The oldest open intent, or <paramref name="size"/> when there is none.</summary>
    public long OldestOr(long size) => _intents.Count == 0 ? size : _intents.Values.Min();

    /// <summary>Takes an entry into account.</summary>
    /// <returns>Why that cannot be, or null.</returns>
    public string? Apply(EvidenceEntry entry, long sequence) => entry.Phase switch
    {
        EvidencePhase.Fact => null,
        EvidencePhase.Intent => _intents.TryAdd(entry.Crossing, sequence) ? null : "This crossing has been announced already and is open.",
        _ => _intents.Remove(entry.Crossing) ? null : "This crossing is not open: it was never announced, or its outcome is recorded already.",
    };

    /// <summary>Takes entries into account, all or none of them.</summary>
    /// <returns>Why that cannot be, or null.</returns>
    public string? Apply(IReadOnlyList<EvidenceEntry> entries, long firstSequence)
    {
        if (entries.Count == 1)
            return Apply(entries[0], firstSequence);
        var undo = new Stack<(Guid Crossing, long? Sequence)>(entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            var crossing = entries[i].Crossing;
            long? before = _intents.TryGetValue(crossing, out var sequence) ? sequence : null;
            if (Apply(entries[i], firstSequence + i) is { } fault)
            {
                while (undo.TryPop(out var step))
                    Restore(step.Crossing, step.Sequence);
                return fault;
            }

            undo.Push((crossing, before));
        }

        return null;
    }

    private void Restore(Guid crossing, long? sequence)
    {
        if (sequence is { } was)
            _intents[crossing] = was;
        else
            _intents.Remove(crossing);
    }
}
