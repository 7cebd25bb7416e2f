using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Workers;
using Appliance.Evidence;
using Microsoft.Extensions.Logging;

namespace Appliance.Encounters.Grains;

/// <summary>Turns to be coded, and the end of all turns when the host stops.</summary>
public sealed partial class CodingTurns(ICodingWorkers workers, EncountersOptions options, ILogger<CodingTurns> log) : IDisposable
{
    /// <summary>A person decides on the answer, so it comes with the whole path of each code.</summary>
    private static readonly CodingInstructions ForReview = new() { Explain = true };

    private readonly CancellationTokenSource _stop = new();

    /// <summary>No turn is begun or waited for any longer.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>Gives up every turn that is still waited for.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>One attempt.</summary>
    /// <returns>The answer, a refusal, or null when the turn was given up.</returns>
    internal async Task<Outcome<WorkerAnswer>?> TryAsync(Encounter encounter, CodingPriority priority, Pseudonym subject, CancellationToken changed)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, changed);
        try
        {
            return await workers.CodeAsync(encounter, ForReview, priority, subject, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return null;
        }
        catch (EvidenceUnavailableException)
        {
            return (Outcome<WorkerAnswer>)Refusals.EvidenceUnavailable;
        }
        catch (Exception e)
        {
            // Whatever it was, it must not stop this encounter for ever: it counts as an attempt.
            LogUnexpected(e.GetType().Name, encounter.Id.Value);
            return (Outcome<WorkerAnswer>)Refusals.CodingFailed;
        }
    }

    /// <summary>How long to wait after so many refusals in a row: doubling up to a bound.</summary>
    internal TimeSpan Wait(int refusals)
    {
        var factor = 1L << Math.Min(Math.Max(0, refusals - 1), 20);
        return options.RetryAfter.Ticks > options.RetryAtMost.Ticks / factor ? options.RetryAtMost : options.RetryAfter * factor;
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    [LoggerMessage(1, LogLevel.Error, "Coding encounter {Encounter} ended with an unexpected {Fault}.")]
    private partial void LogUnexpected(string fault, Guid encounter);
}
