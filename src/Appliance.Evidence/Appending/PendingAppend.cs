using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;

namespace Appliance.Evidence.Appending;

/// <summary>Entries that wait for the writer, and the caller that waits for them. The writer and a cancellation race for it; whoever takes it first decides.</summary>
internal sealed class PendingAppend(IReadOnlyList<EvidenceEntry> entries, long enqueuedAt)
{
    private readonly TaskCompletionSource<IReadOnlyList<SequencedEntry>> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;

    /// <summary>Wakes the writer without bringing an entry.</summary>
    public static PendingAppend Nudge { get; } = new([], 0) { _taken = 1 };

    public IReadOnlyList<EvidenceEntry> Entries { get; } = entries;

    public long EnqueuedAt { get; } = enqueuedAt;

    /// <summary>The signer of the key that one of the entries links to; null when none does.</summary>
    public LogSigner? NextSigner { get; init; }

    /// <summary>Cosignatures to be stored; null when there are none.</summary>
    public CosignedHead? Cosigned { get; init; }

    /// <summary>A new minimum index; null when it stays.</summary>
    public long? MinimumIndex { get; init; }

    public Task<IReadOnlyList<SequencedEntry>> Result => _result.Task;

    /// <summary>For the writer: true when the entries are to be written.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    /// <summary>For the caller: gives up unless the writer has taken it.</summary>
    public void TryCancel(CancellationToken cancellation)
    {
        if (TryTake())
            _result.TrySetCanceled(cancellation);
    }

    public void Complete(IReadOnlyList<SequencedEntry> sequenced) => _result.TrySetResult(sequenced);

    public void Fail(Exception failure) => _result.TrySetException(failure);
}
