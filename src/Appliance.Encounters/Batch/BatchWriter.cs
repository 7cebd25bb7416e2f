using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Appliance.Domain;

namespace Appliance.Encounters.Batch;

/// <summary>
/// Writes one line of the <c>code</c> command's output, a stable contract:
/// <code>
/// {"id","release","suggestions":[{"system","code","title","rank","spans":[{"noteId","start","end","quote"}],
///  "start","end","quote","confidence","shown","rules":[{"rule","text"}]}],"refusals":[{"code","message","location"}],"ms"}
/// </code>
/// start, end and quote repeat the first span; offsets count UTF-16 units.
/// </summary>
internal static class BatchWriter
{
    /// <summary>The output is a file, not a page: letters stay readable.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static byte[] Write(string id, CodingResult result)
    {
        var line = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(line, Options))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("id");
            writer.WriteRawValue(id, skipInputValidation: true);
            writer.WriteString("release", result.Release);
            writer.WriteStartArray("suggestions");
            foreach (var suggestion in result.Suggestions)
            {
                Write(writer, suggestion);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("refusals");
            foreach (var refusal in result.Refusals)
            {
                Write(writer, refusal);
            }

            writer.WriteEndArray();
            writer.WriteNumber("ms", Math.Round(result.ElapsedMs, 3));
            writer.WriteEndObject();
        }

        line.Write("\n"u8);
        return line.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, Suggestion suggestion)
    {
        writer.WriteStartObject();
        writer.WriteString("system", suggestion.Code.SystemName);
        writer.WriteString("code", suggestion.Code.Value);
        writer.WriteString("title", suggestion.Title);
        writer.WriteNumber("rank", suggestion.Rank);
        writer.WriteStartArray("spans");
        foreach (var support in suggestion.Support)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("noteId");
            JsonText.Write(writer, support.Span.Note.ToString());
            Place(writer, support);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        Place(writer, suggestion.Support[0]);
        writer.WriteNumber("confidence", Math.Round(suggestion.Confidence, 6));
        writer.WriteBoolean("shown", suggestion.Shown);
        writer.WriteStartArray("rules");
        foreach (var step in suggestion.Rules)
        {
            writer.WriteStartObject();
            writer.WriteString("rule", step.Rule);
            writer.WriteString("text", step.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Place(Utf8JsonWriter writer, SupportingText support)
    {
        writer.WriteNumber("start", support.Span.Start);
        writer.WriteNumber("end", support.Span.End);
        writer.WritePropertyName("quote");
        JsonText.Write(writer, support.Quote);
    }

    private static void Write(Utf8JsonWriter writer, Refusal refusal)
    {
        writer.WriteStartObject();
        writer.WriteString("code", refusal.Code);
        writer.WriteString("message", refusal.Message);
        if (refusal.Location is { } location)
        {
            writer.WriteString("location", location);
        }

        writer.WriteEndObject();
    }
}
