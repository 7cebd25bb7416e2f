using Appliance.Domain;
using Appliance.Encounters.Live;
using Appliance.Encounters.Review;

namespace Appliance.Dashboard.Live;

/// <summary>What the pages do with encounters: the operations of <see cref="ReviewDesk"/>, as a seam for pages under test.</summary>
public interface IReviewWork
{
    /// <inheritdoc cref="ReviewDesk.ListAsync"/>
    Task<WorklistPage> ListAsync(WorklistFilter filter, CancellationToken cancellation);

    /// <inheritdoc cref="ReviewDesk.FindAsync"/>
    Task<WorklistRow?> FindAsync(EncounterId id, CancellationToken cancellation);

    /// <inheritdoc cref="ReviewDesk.OpenAsync"/>
    Task<Outcome<EncounterView>> OpenAsync(EncounterId id, Actor person, CancellationToken cancellation);

    /// <inheritdoc cref="ReviewDesk.RefreshAsync"/>
    Task<Outcome<EncounterView>> RefreshAsync(EncounterId id, Actor person, CancellationToken cancellation);

    /// <inheritdoc cref="ReviewDesk.DecideAsync"/>
    Task<Outcome<EncounterView>> DecideAsync(EncounterId id, Actor person, Code code, DecisionKind kind, Code? replacement, int codingVersion, CancellationToken cancellation);

    /// <inheritdoc cref="ReviewDesk.UndoAsync"/>
    Task<Outcome<EncounterView>> UndoAsync(EncounterId id, Actor person, CancellationToken cancellation);

    /// <inheritdoc cref="ReviewDesk.FinishAsync"/>
    Task<Outcome<EncounterView>> FinishAsync(EncounterId id, Actor person, CancellationToken cancellation);

    /// <inheritdoc cref="ReviewDesk.ReopenAsync"/>
    Task<Outcome<EncounterView>> ReopenAsync(EncounterId id, Actor person, CancellationToken cancellation);

    /// <inheritdoc cref="ReviewDesk.RetryAsync"/>
    Task<Outcome<EncounterId>> RetryAsync(EncounterId id, Actor person, CancellationToken cancellation);

    /// <inheritdoc cref="ReviewDesk.NextAsync"/>
    Task<EncounterId?> NextAsync(EncounterId? after, CancellationToken cancellation);
}

/// <summary>What moves through the appliance, and who works on it.</summary>
public interface IFlow
{
    /// <summary>Counts as they stand.</summary>
    FlowSnapshot Current { get; }

    /// <summary>The coding workers and what protects them.</summary>
    IReadOnlyList<WorkerHealth> Workers { get; }

    /// <summary>Changes from now on.</summary>
    IAsyncEnumerable<FlowChange> FollowAsync(CancellationToken cancellation);
}

/// <summary>The real desk.</summary>
internal sealed class DeskWork(ReviewDesk desk) : IReviewWork
{
    public Task<WorklistPage> ListAsync(WorklistFilter filter, CancellationToken cancellation) => desk.ListAsync(filter, cancellation);

    public Task<WorklistRow?> FindAsync(EncounterId id, CancellationToken cancellation) => desk.FindAsync(id, cancellation);

    public Task<Outcome<EncounterView>> OpenAsync(EncounterId id, Actor person, CancellationToken cancellation) => desk.OpenAsync(id, person, cancellation);

    public Task<Outcome<EncounterView>> RefreshAsync(EncounterId id, Actor person, CancellationToken cancellation) => desk.RefreshAsync(id, person, cancellation);

    public Task<Outcome<EncounterView>> DecideAsync(EncounterId id, Actor person, Code code, DecisionKind kind, Code? replacement, int codingVersion, CancellationToken cancellation) =>
        desk.DecideAsync(id, person, code, kind, replacement, codingVersion, cancellation);

    public Task<Outcome<EncounterView>> UndoAsync(EncounterId id, Actor person, CancellationToken cancellation) => desk.UndoAsync(id, person, cancellation);

    public Task<Outcome<EncounterView>> FinishAsync(EncounterId id, Actor person, CancellationToken cancellation) => desk.FinishAsync(id, person, cancellation);

    public Task<Outcome<EncounterView>> ReopenAsync(EncounterId id, Actor person, CancellationToken cancellation) => desk.ReopenAsync(id, person, cancellation);

    public Task<Outcome<EncounterId>> RetryAsync(EncounterId id, Actor person, CancellationToken cancellation) => desk.RetryAsync(id, person, cancellation);

    public Task<EncounterId?> NextAsync(EncounterId? after, CancellationToken cancellation) => desk.NextAsync(after, cancellation);
}
