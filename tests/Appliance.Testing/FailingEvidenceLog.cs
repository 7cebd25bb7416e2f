using System.Runtime.CompilerServices;
using Appliance.Evidence;

namespace Appliance.Testing;

/// <summary>
/// A log whose disk is full from a chosen append on: the append throws <see cref="EvidenceUnavailableException"/> and nothing of it is kept. Set
/// <see cref="Healthy"/> to make room again.
/// </summary>
/// <param name="appendsBeforeFailure">How many appends succeed first.</param>
public sealed class FailingEvidenceLog(int appendsBeforeFailure = 0) : IEvidenceLog
{
    private readonly CollectingEvidenceLog _kept = new();
    private int _left = appendsBeforeFailure;
    private int _refused;

    /// <summary>When true, appends succeed.</summary>
    public bool Healthy { get; set; }

    /// <summary>How many appends were refused.</summary>
    public int Refused => _refused;

    /// <summary>The entries that were kept.</summary>
    public IReadOnlyList<SequencedEntry> Entries => _kept.Entries;

    /// <inheritdoc/>
    public long Count => _kept.Count;

    /// <inheritdoc/>
    public TreeHead? Head => null;

    /// <inheritdoc/>
    public string? Fault => Healthy || _left > 0 ? null : "The disk that holds the evidence log is full.";

    /// <inheritdoc/>
    public async ValueTask<SequencedEntry> AppendAsync(EvidenceEntry entry, CancellationToken cancellation) => (await AppendAsync([entry], cancellation))[0];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SequencedEntry>> AppendAsync(IReadOnlyList<EvidenceEntry> entries, CancellationToken cancellation)
    {
        if (Healthy || Interlocked.Decrement(ref _left) >= 0)
            return _kept.AppendAsync(entries, cancellation);
        Interlocked.Increment(ref _refused);
        throw new EvidenceUnavailableException("The disk that holds the evidence log is full.");
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SequencedEntry>> ReadAsync(long from, int max, CancellationToken cancellation) => _kept.ReadAsync(from, max, cancellation);

    /// <inheritdoc/>
    public async IAsyncEnumerable<SequencedEntry> FollowAsync(long from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var entry in _kept.FollowAsync(from, cancellation))
            yield return entry;
    }
}
