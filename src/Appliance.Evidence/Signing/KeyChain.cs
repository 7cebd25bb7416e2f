using Appliance.Evidence.Canonical;
using Appliance.Evidence.Storage;

namespace Appliance.Evidence.Signing;

/// <summary>
/// The keys of a log in their order: the founding one, then one for each rotation, each linked to the one before by an entry that both signed. A checkpoint is signed by the key that was
/// in force after its last entry. Whoever pinned any of them accepts the others.
/// </summary>
public sealed class KeyChain
{
    private readonly List<(long Sequence, LogKey Key, KeyLink Link)> _turns = [];

    /// <summary>Begins a chain.</summary>
    public KeyChain(LogKey first) => First = first ?? throw new ArgumentNullException(nameof(first));

    /// <summary>The key that founded the log.</summary>
    public LogKey First { get; }

    /// <summary>The key that signs now.</summary>
    public LogKey Current => _turns.Count == 0 ? First : _turns[^1].Key;

    /// <summary>All keys, oldest first.</summary>
    public IReadOnlyList<LogKey> Keys => [First, .. _turns.Select(turn => turn.Key)];

    /// <summary>The rotations: number of the entry, and what it says.</summary>
    public IReadOnlyList<(long Sequence, KeyLink Link)> Rotations => [.. _turns.Select(turn => (turn.Sequence, turn.Link))];

    /// <summary>Reads the chain of a stored log.</summary>
    /// <exception cref="InvalidDataException">An entry that should link two keys does not.</exception>
    public static KeyChain Load(IEvidenceReader store, LogKey first)
    {
        ArgumentNullException.ThrowIfNull(store);
        var chain = new KeyChain(first);
        foreach (var sequence in store.ReadRotations())
        {
            try
            {
                var leaf = store.ReadLeaves(sequence, 1);
                if (leaf.Count == 0 || EntryFormat.Read(leaf[0]) is not { Entry.Link: { } link } || !chain.TryAdd(sequence, link))
                    throw new InvalidDataException($"Entry {sequence} does not link the key before it to another.");
            }
            catch (FormatException failure)
            {
                throw new InvalidDataException($"Entry {sequence} does not link the key before it to another.", failure);
            }
        }

        return chain;
    }

    /// <summary>Takes a rotation; false when the link is not signed by the key in force and the new one, or comes out of order.</summary>
    public bool TryAdd(long sequence, KeyLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        if ((_turns.Count > 0 && _turns[^1].Sequence >= sequence) || !link.Follows(Current))
            return false;
        _turns.Add((sequence, Current with { PublicKey = link.NewKey }, link));
        return true;
    }

    /// <summary>The key that signs heads of this size.</summary>
    public LogKey At(long size)
    {
        for (var i = _turns.Count - 1; i >= 0; i--)
        {
            if (_turns[i].Sequence < size)
                return _turns[i].Key;
        }

        return First;
    }

    /// <summary>Whether a key is one of the chain.</summary>
    public bool Holds(LogKey key) => Keys.Any(other => string.Equals(other.ToString(), key?.ToString(), StringComparison.Ordinal));
}
