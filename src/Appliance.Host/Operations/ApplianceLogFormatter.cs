using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Appliance.Host.Composition;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Appliance.Host.Operations;

/// <summary>
/// Writes one line per event. Of an exception it writes the types and the stack, never the message: messages of parsers and databases quote what they
/// choked on, and that may be PHI.
/// </summary>
public sealed class ApplianceLogFormatter(TimeProvider time, HostOptions options) : ConsoleFormatter(FormatterName)
{
    /// <summary>Name under which the console logger finds it.</summary>
    public const string FormatterName = "appliance";

    private const string HostCategory = "Microsoft.Extensions.Hosting.Internal.Host";
    private const int StartFailed = 11;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        // A start that fails is told once, by whoever started: as a sentence when it was to be expected.
        if (logEntry.EventId.Id == StartFailed && logEntry.Category == HostCategory)
        {
            return;
        }

        var at = time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var message = logEntry.Formatter(logEntry.State, null);
        textWriter.WriteLine(options.LogForm == LogForm.Json
            ? AsJson(at, logEntry, message)
            : AsText(at, logEntry, message));
    }

    private static string AsText<TState>(string at, in LogEntry<TState> entry, string message)
    {
        var line = $"{at} {Level(entry.LogLevel)} {entry.Category} {message.ReplaceLineEndings(" ")}";
        return entry.Exception is null ? line : line + Environment.NewLine + Stack(entry.Exception);
    }

    private static string AsJson<TState>(string at, in LogEntry<TState> entry, string message)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            json.WriteString("at", at);
            json.WriteString("level", Level(entry.LogLevel));
            json.WriteString("category", entry.Category);
            json.WriteNumber("event", entry.EventId.Id);
            json.WriteString("message", message);
            if (entry.Exception is not null)
            {
                json.WriteString("exception", Stack(entry.Exception));
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    // What the parts are and which is missing: never anything that came in.
    private static string About(Exception e) =>
        e.Source?.StartsWith("Microsoft.Extensions.DependencyInjection", StringComparison.Ordinal) == true ? ": " + e.Message : string.Empty;

    /// <summary>Types and stacks of an exception and those beneath it.</summary>
    internal static string Stack(Exception exception)
    {
        var lines = new List<string>();
        for (var e = exception; e is not null; e = e.InnerException)
        {
            lines.Add($"  {e.GetType().FullName}{About(e)}{Environment.NewLine}{e.StackTrace}");
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
