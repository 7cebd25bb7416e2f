using Appliance.Domain;
using Appliance.Domain.Intake;

namespace Appliance.Encounters.Storage.Commit;

/// <summary>A delivery that waits for its group.</summary>
internal sealed class PendingCommit(Delivery delivery)
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Withdrawn = 2;

    private readonly TaskCompletionSource<Outcome<DeliveryReceipt>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state = Waiting;

    public Delivery Delivery { get; } = delivery;

    public Task<Outcome<DeliveryReceipt>> Answer => _answer.Task;

    /// <summary>True when it has been taken into a group, or withdrawn.</summary>
    public bool IsSettled => Volatile.Read(ref _state) != Waiting;

    /// <summary>Takes it into a group, unless its sender gave up.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>The sender gives up; false when it is too late.</summary>
    public bool TryWithdraw() => Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) == Waiting;

    public void Succeed(Outcome<DeliveryReceipt> outcome) => _answer.TrySetResult(outcome);

    public void Fail(Exception e) => _answer.TrySetException(e);
}
