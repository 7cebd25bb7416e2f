using System.Text.Json;

namespace Appliance.Host.Evaluation;

/// <summary>A line that the owner of the data folder answered with, as far as an evaluation reads it.</summary>
/// <param name="Number">The id that was sent.</param>
/// <param name="Release">Null when the line was not coded.</param>
/// <param name="Profile">Hash of the profile used, null for none.</param>
/// <param name="Suggestions">In rank order.</param>
internal sealed record AnswerLine(int Number, string? Release, string? Profile, IReadOnlyList<AnsweredCode> Suggestions)
{
    public static AnswerLine Read(string text) => JsonSerializer.Deserialize<AnswerForm>(text, JsonSerializerOptions.Web)?.ToLine() ?? new AnswerLine(-1, null, null, []);

    private sealed record AnswerForm(JsonElement Id, string? Release, string? Profile, IReadOnlyList<AnsweredCode>? Suggestions)
    {
        public AnswerLine ToLine() => new(Id.ValueKind == JsonValueKind.Number && Id.TryGetInt32(out var number) ? number : -1, Release, Profile, Suggestions ?? []);
    }
}

/// <summary>A suggestion of an answer.</summary>
internal sealed record AnsweredCode(
    string Code, string Title, double Confidence, bool Shown, bool HighConfidence, string Assertion, IReadOnlyList<AnsweredSpan> Spans, IReadOnlyList<AnsweredRule> Rules);

/// <summary>Words that support a suggestion.</summary>
internal sealed record AnsweredSpan(string NoteId, int Start, int End);

/// <summary>A step of a rule path.</summary>
internal sealed record AnsweredRule(string Rule, string Text);
