using Appliance.Domain;

namespace Appliance.Encounters.Grains;

/// <summary>
/// One encounter from intake to decision. Its key is the <see cref="EncounterId"/>. It is the only writer of the encounter; whatever it answers is
/// durable. No text of a note is ever an argument or an answer: who may see it reads it from storage.
/// </summary>
[Alias("appliance.encounter")]
public interface IEncounterGrain : IGrainWithGuidKey
{
    /// <summary>Takes in what deliveries have left for it, and has it coded when it is time.</summary>
    /// <returns>When to call again because something was not possible now; null when there is nothing left to do.</returns>
    [Alias("advance")]
    [ResponseTimeout("02:00:00")]
    Task<TimeSpan?> AdvanceAsync();

    /// <summary>Takes a person's decision.</summary>
    /// <returns>Why not; null when it is done.</returns>
    [Alias("decide")]
    Task<Refusal?> DecideAsync(Actor person, Code code, DecisionKind kind, Code? replacement, int codingVersion);

    /// <summary>Takes back the last decision that still counts.</summary>
    [Alias("undo")]
    Task<Refusal?> UndoAsync(Actor person);

    /// <summary>Ends the review.</summary>
    [Alias("finish")]
    Task<Refusal?> FinishAsync(Actor person);

    /// <summary>Takes a finished encounter up again.</summary>
    [Alias("reopen")]
    Task<Refusal?> ReopenAsync(Actor person);

    /// <summary>Has an encounter that was set aside tried again.</summary>
    [Alias("retry")]
    Task<Refusal?> RetryAsync(Actor person);
}

/// <summary>
/// Another activation of the same encounter has written since this one read: this one holds old state and must not write. It deactivates itself, and the
/// call may be repeated.
/// </summary>
[GenerateSerializer]
[Alias("appliance.stale-activation")]
public sealed class StaleActivationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StaleActivationException()
        : base("The encounter was written by another activation; this one steps down.")
    {
    }
}
