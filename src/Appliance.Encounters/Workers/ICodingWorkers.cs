using Appliance.Domain;
using Appliance.Domain.Intake;

namespace Appliance.Encounters.Workers;

/// <summary>What an encounter needs of the coding workers.</summary>
/// <remarks>
/// An implementation MUST make the evidence of sending durable before a byte goes to a worker, and MUST validate every code, date and span of an answer
/// before it returns it. It MUST refuse with <see cref="RefusalKind.Pushback"/> when its queue is full, with <see cref="RefusalKind.Unavailable"/> when
/// nothing was sent because evidence cannot be written or no worker runs, and with <c>APP-WRK-003</c> when the worker died on this encounter.
/// </remarks>
public interface ICodingWorkers
{
    /// <summary>Has one encounter coded; waits for its turn in the queue of this priority.</summary>
    /// <param name="encounter">Facts and notes.</param>
    /// <param name="instructions">How it is to be coded.</param>
    /// <param name="priority">The queue.</param>
    /// <param name="subject">The pseudonym under which it appears in evidence.</param>
    /// <param name="cancellation">Gives up the turn, or the work in the worker.</param>
    Task<Outcome<WorkerAnswer>> CodeAsync(Encounter encounter, CodingInstructions instructions, CodingPriority priority, Pseudonym subject, CancellationToken cancellation);
}

/// <summary>A validated answer.</summary>
/// <param name="Result">What the engine suggests; quotes are taken from the host's own copy of the notes.</param>
/// <param name="Attempts">How many sendings it took, from 1.</param>
public sealed record WorkerAnswer(CodingResult Result, int Attempts);
