using Microsoft.Extensions.Logging;

namespace Appliance.Evidence;

internal static partial class EvidenceLogging
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "Evidence log {Path} is open: {Count} entries, {Interrupted} interrupted crossings closed, key {KeyId}.")]
    public static partial void Opened(ILogger logger, string path, long count, int interrupted, string keyId);

    [LoggerMessage(EventId = 2, Level = LogLevel.Critical, Message = "Stopped: evidence cannot be written, no data moves. {Sentence}")]
    public static partial void Stopped(ILogger logger, string sentence);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Evidence is written again, data moves. {Count} entries.")]
    public static partial void Resumed(ILogger logger, long count);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "Evidence log is closed: {Count} entries.")]
    public static partial void Closed(ILogger logger, long count);

    [LoggerMessage(EventId = 5, Level = LogLevel.Critical, Message = "{Sentence} What is recorded from now on is not touched by that. Said once until the next start.")]
    public static partial void Damaged(ILogger logger, string sentence);
}
