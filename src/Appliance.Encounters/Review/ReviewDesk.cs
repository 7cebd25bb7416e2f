using Appliance.Domain;

namespace Appliance.Encounters.Review;

/// <summary>All that a person does with encounters. Whatever returns PHI records, durably and first, that it is about to be shown to that person.</summary>
public sealed class ReviewDesk
{
    internal ReviewDesk()
    {
    }

    /// <summary>A page of the worklist. Holds no PHI in clear beyond dates of service.</summary>
    public Task<WorklistPage> ListAsync(WorklistFilter filter, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>One line of the worklist, or null.</summary>
    public Task<WorklistRow?> FindAsync(EncounterId id, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Shows an encounter to a person.</summary>
    public Task<Outcome<EncounterView>> OpenAsync(EncounterId id, Actor person, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Accepts, refuses, replaces or adds a code.</summary>
    /// <param name="id">The encounter.</param>
    /// <param name="person">Who decides.</param>
    /// <param name="code">The code decided on: a suggested one, or for <see cref="DecisionKind.Added"/> any code that is billable on the date of service.</param>
    /// <param name="kind">What is decided.</param>
    /// <param name="replacement">For <see cref="DecisionKind.Replaced"/>: the code that stands instead, billable on the date of service.</param>
    /// <param name="codingVersion">The <see cref="EncounterView.CodingVersion"/> the person was looking at; an older one is refused as a conflict.</param>
    /// <param name="cancellation">Stops the wait.</param>
    public Task<Outcome<EncounterView>> DecideAsync(
        EncounterId id, Actor person, Code code, DecisionKind kind, Code? replacement, int codingVersion, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Takes the last decision that still counts back; may be repeated.</summary>
    public Task<Outcome<EncounterView>> UndoAsync(EncounterId id, Actor person, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Ends the review.</summary>
    public Task<Outcome<EncounterView>> FinishAsync(EncounterId id, Actor person, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Takes a finished encounter up again.</summary>
    public Task<Outcome<EncounterView>> ReopenAsync(EncounterId id, Actor person, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>Has an encounter that was set aside coded again.</summary>
    public Task<Outcome<EncounterId>> RetryAsync(EncounterId id, Actor person, CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>The next encounter to review: the longest waiting one, after the given one in that order; null when none is left.</summary>
    public Task<EncounterId?> NextAsync(EncounterId? after, CancellationToken cancellation) => throw new NotSupportedException();
}
