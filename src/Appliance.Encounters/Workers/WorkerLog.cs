using Microsoft.Extensions.Logging;

namespace Appliance.Encounters.Workers;

/// <summary>What the pool writes to the operator's log; parameters are ids and words of our own.</summary>
internal static partial class WorkerLog
{
    [LoggerMessage(1, LogLevel.Information, "{Worker} is ready: process {ProcessId}, launched by {Launcher}, engine {Engine}.")]
    public static partial void Ready(ILogger logger, string worker, int processId, string launcher, string engine);

    [LoggerMessage(2, LogLevel.Warning, "{Worker} ended ({Reason}); next start in {Wait}.")]
    public static partial void Ended(ILogger logger, string worker, WorkerEnd reason, TimeSpan wait);

    [LoggerMessage(3, LogLevel.Error, "{Worker} could not be started: {Fault} Next start in {Wait}.")]
    public static partial void NotStarted(ILogger logger, string worker, string fault, TimeSpan wait);

    [LoggerMessage(4, LogLevel.Error, "{Worker} gave an answer that no honest worker gives (field {Field}); it is replaced.")]
    public static partial void InvalidAnswer(ILogger logger, string worker, string field);

    [LoggerMessage(5, LogLevel.Error, "{Worker}: evidence cannot be written ({Failure}), so nothing moves.")]
    public static partial void EvidenceFailed(ILogger logger, string worker, string failure);

    [LoggerMessage(6, LogLevel.Warning, "{Worker}: its sandbox changed while it ran.")]
    public static partial void SandboxChanged(ILogger logger, string worker);

    [LoggerMessage(7, LogLevel.Warning, "Workers are launched without a sandbox: {Reason}")]
    public static partial void NotConfined(ILogger logger, string reason);
}
