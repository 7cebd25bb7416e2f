using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Appliance.Evidence;

namespace Appliance.Testing;

/// <summary>A log that keeps its entries in memory, in order, for a test to look at. It signs nothing and its leaf hashes are arbitrary.</summary>
public sealed class CollectingEvidenceLog : IEvidenceLog
{
    private readonly Lock _gate = new();
    private readonly List<SequencedEntry> _entries = [];
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All entries so far.</summary>
    public IReadOnlyList<SequencedEntry> Entries
    {
        get
        {
            lock (_gate)
                return [.. _entries];
        }
    }

    /// <inheritdoc/>
    public long Count => Entries.Count;

    /// <inheritdoc/>
    public TreeHead? Head => null;

    /// <inheritdoc/>
    public string? Fault => null;

    /// <inheritdoc/>
    public async ValueTask<SequencedEntry> AppendAsync(EvidenceEntry entry, CancellationToken cancellation) => (await AppendAsync([entry], cancellation))[0];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SequencedEntry>> AppendAsync(IReadOnlyList<EvidenceEntry> entries, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var added = new List<SequencedEntry>(entries.Count);
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                var sequenced = new SequencedEntry(_entries.Count, entry with { At = Some.Moment }, SHA256.HashData(BitConverter.GetBytes(_entries.Count)));
                _entries.Add(sequenced);
                added.Add(sequenced);
            }

            _grown.SetResult();
            _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return ValueTask.FromResult<IReadOnlyList<SequencedEntry>>(added);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SequencedEntry>> ReadAsync(long from, int max, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<SequencedEntry>>([.. _entries.Skip((int)from).Take(max)]);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SequencedEntry> FollowAsync(long from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            Task grown;
            lock (_gate)
                grown = _grown.Task;
            foreach (var entry in await ReadAsync(from, int.MaxValue, cancellation))
            {
                from = entry.Sequence + 1;
                yield return entry;
            }

            await grown.WaitAsync(cancellation);
        }
    }
}
