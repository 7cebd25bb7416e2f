using System.Text.Json;
using Appliance.Domain;

namespace Appliance.Host.Evaluation;

/// <summary>A line of a file of labelled notes.</summary>
/// <param name="Id">The note's own id, as text.</param>
/// <param name="Labels">The codes that people gave it, in printed form where they have the form of a code.</param>
/// <param name="Texts">Its notes in order, with their ids.</param>
/// <param name="Facts">Everything else that the <c>code</c> command reads (<c>dateOfService</c>, <c>setting</c>, <c>age</c>, <c>sex</c>), as JSON.</param>
internal sealed record LabelledLine(string Id, IReadOnlyList<string> Labels, IReadOnlyList<(string Note, string Text)> Texts, IReadOnlyList<(string Name, string Json)> Facts);

/// <summary>
/// Reads labelled notes, one JSON object a line: <c>{"id","text" (or "note"),"icd10cm":[…]}</c>, and optionally <c>dateOfService</c>, <c>setting</c>, <c>age</c>,
/// <c>sex</c>; or <c>notes</c> in place of the text, as the <c>code</c> command reads them. Lines without labels are passed over and counted.
/// </summary>
internal sealed class LabelledLines
{
    private static readonly string[] FactNames = ["dateOfService", "setting", "age", "sex"];

    /// <summary>Lines without the property <c>icd10cm</c>.</summary>
    public int WithoutLabels { get; private set; }

    /// <summary>Lines that are not of the form.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Number of the first unreadable line; 0 when there is none.</summary>
    public int FirstUnreadable { get; private set; }

    /// <summary>The labelled lines in order.</summary>
    public async IAsyncEnumerable<LabelledLine> ReadAsync(TextReader file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var number = 0;
        while (await file.ReadLineAsync(cancellation).ConfigureAwait(false) is { } text)
        {
            number++;
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            var (line, labelled) = Read(text);
            if (line is not null)
            {
                yield return line;
            }
            else if (labelled)
            {
                Unreadable++;
                FirstUnreadable = FirstUnreadable == 0 ? number : FirstUnreadable;
            }
            else
            {
                WithoutLabels++;
            }
        }
    }

    private static (LabelledLine? Line, bool Labelled) Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return (null, true);
            }

            if (!root.TryGetProperty("icd10cm", out var codes) || codes.ValueKind == JsonValueKind.Null)
            {
                return (null, false);
            }

            if (codes.ValueKind != JsonValueKind.Array || codes.EnumerateArray().Any(code => code.ValueKind != JsonValueKind.String) || TextsOf(root) is not { Count: > 0 } texts)
            {
                return (null, true);
            }

            var id = root.TryGetProperty("id", out var given) && given.ValueKind is JsonValueKind.String or JsonValueKind.Number ? given.ToString() : string.Empty;
            var facts = FactNames.Where(name => root.TryGetProperty(name, out _)).Select(name => (name, root.GetProperty(name).GetRawText())).ToList();
            return (new LabelledLine(id, [.. codes.EnumerateArray().Select(code => LabelOf(code.GetString()!)).Distinct(StringComparer.Ordinal)], texts, facts), true);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or a string that is no text (a lone surrogate): the line cannot be compared.
            return (null, true);
        }
    }

    private static List<(string Note, string Text)>? TextsOf(JsonElement root)
    {
        if (root.TryGetProperty("notes", out var notes) && notes.ValueKind == JsonValueKind.Array)
        {
            return notes.EnumerateArray().All(note => note.ValueKind == JsonValueKind.Object && IsString(note, "id") && IsString(note, "text"))
                ? [.. notes.EnumerateArray().Select(note => (note.GetProperty("id").GetString()!, note.GetProperty("text").GetString()!))]
                : null;
        }

        return IsString(root, "text") ? [("note", root.GetProperty("text").GetString()!)] : IsString(root, "note") ? [("note", root.GetProperty("note").GetString()!)] : null;
    }

    private static bool IsString(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String;

    private static string LabelOf(string label) => Code.TryIcd10Cm(label.Trim(), out var code) ? code.Value : label.Trim().ToUpperInvariant();
}
