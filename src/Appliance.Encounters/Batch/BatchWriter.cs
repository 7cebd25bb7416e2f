using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Appliance.Domain;

namespace Appliance.Encounters.Batch;

/// <summary>
/// Writes one line of the <c>code</c> command's output, a stable contract:
/// <code>
/// {"id","release","profile","suggestions":[{"system","code","title","rank","spans":[{"noteId","start","end","quote"}],
///  "start","end","quote","confidence","shown","highConfidence","assertion","missing":["…"],"rules":[{"rule","text"}]}],
///  "findings":[{"kind","rule","text","spans":[{"noteId","start","end","quote"}],"codes":["…"]}],
///  "refusals":[{"code","message","location"}],"ms"}
/// </code>
/// start, end and quote repeat the first span; offsets count UTF-16 units. profile is the hash of the hospital's profile, null without one.
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
            writer.WriteString("profile", result.Profile);
            writer.WriteStartArray("suggestions");
            foreach (var suggestion in result.Suggestions)
            {
                Write(writer, suggestion);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("findings");
            foreach (var gap in result.Gaps)
            {
                Write(writer, gap);
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
        Spans(writer, suggestion.Support);
        Place(writer, suggestion.Support[0]);
        writer.WriteNumber("confidence", Math.Round(suggestion.Confidence, 6));
        writer.WriteBoolean("shown", suggestion.Shown);
        writer.WriteBoolean("highConfidence", suggestion.HighConfidence);
        writer.WriteString("assertion", NameOf(suggestion.Assertion));
        writer.WriteStartArray("missing");
        foreach (var fact in suggestion.MissingFacts)
        {
            writer.WriteStringValue(fact);
        }

        writer.WriteEndArray();
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

    private static void Write(Utf8JsonWriter writer, DocumentationGap gap)
    {
        writer.WriteStartObject();
        writer.WriteString("kind", NameOf(gap.Kind));
        writer.WriteString("rule", gap.Rule);
        writer.WriteString("text", gap.Text);
        Spans(writer, gap.Support);
        writer.WriteStartArray("codes");
        foreach (var code in gap.Codes)
        {
            writer.WriteStringValue(code.Value);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>The names of assertions and kinds are part of the contract; an enumeration of ours may be renamed, they may not.</summary>
    private static string NameOf(MentionAssertion assertion) => assertion switch
    {
        MentionAssertion.Negated => "negated",
        MentionAssertion.Possible => "possible",
        MentionAssertion.Historical => "historical",
        MentionAssertion.Family => "family",
        MentionAssertion.Hypothetical => "hypothetical",
        MentionAssertion.Planned => "planned",
        _ => "affirmed",
    };

    private static string NameOf(GapKind kind) => kind switch
    {
        GapKind.Conflict => "conflict",
        GapKind.Excludes => "excludes",
        GapKind.TreatedNotAssessed => "treated-not-assessed",
        GapKind.MedicationWithoutDiagnosis => "medication-without-diagnosis",
        _ => "missing-specificity",
    };

    private static void Spans(Utf8JsonWriter writer, IReadOnlyList<SupportingText> support)
    {
        writer.WriteStartArray("spans");
        foreach (var words in support)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("noteId");
            JsonText.Write(writer, words.Span.Note.ToString());
            Place(writer, words);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
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
