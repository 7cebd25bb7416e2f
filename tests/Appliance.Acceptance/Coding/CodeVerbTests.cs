using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Appliance.Acceptance.Running;
using Appliance.CodeSets;
using Appliance.Testing;

namespace Appliance.Acceptance.Coding;

/// <summary>The batch contract over whole corpora of notes: through the verb, the host, the sandboxed worker and back.</summary>
public sealed class CodeVerbTests
{
    private static readonly DateOnly DateOfService = new(2026, 11, 2);

    [Theory]
    [InlineData("data/notes/acibench_train.jsonl", "outpatient")]
    [InlineData("data/notes/codiesp/dev.jsonl", "inpatient")]
    public async Task EveryShownSuggestionIsBillableAndEverySpanRoundTrips(string corpus, string setting)
    {
        var notes = Notes(SharedData.Require(corpus));
        using var folder = new TemporaryFolder();
        var input = Path.Combine(folder.Path, "notes.jsonl");
        var output = Path.Combine(folder.Path, "suggestions.jsonl");
        await File.WriteAllLinesAsync(input, notes.Select(n => Line(n.Key, n.Value, setting)));

        var run = await ApplianceProcess.VerbAsync(Path.Combine(folder.Path, "data"), "code", "--in", input, "--out", output);

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        var answers = await File.ReadAllLinesAsync(output);
        Assert.Equal(notes.Keys, answers.Select(a => JsonNode.Parse(a)!["id"]!.GetValue<string>()));
        var release = CodeSetLibrary.LoadBuiltIn().ForDate(DateOfService).Value;
        var shown = answers.Sum(a => Check(JsonDocument.Parse(a).RootElement, notes, release));
        Assert.True(shown > notes.Count, $"Only {shown.ToString(CultureInfo.InvariantCulture)} suggestions were shown for {notes.Count} notes.");
    }

    [Fact]
    public async Task ABadLineIsAnsweredInItsPlaceAndDoesNotStopTheRest()
    {
        using var folder = new TemporaryFolder();
        var input = Path.Combine(folder.Path, "notes.jsonl");
        var output = Path.Combine(folder.Path, "suggestions.jsonl");
        await File.WriteAllLinesAsync(input,
        [
            """{"id":"first","text":"Assessment: Essential hypertension.","dateOfService":"2026-11-02"}""",
            """{"id":"cut","text":"Assessment: """,
            """{"id":"old","text":"Assessment: Essential hypertension.","dateOfService":"1890-01-01"}""",
            """{"id":"last","notes":[{"id":"a","text":"Assessment: Type 2 diabetes mellitus."},{"id":"b","text":"Assessment: Gout."}],"dateOfService":"2026-11-02"}""",
        ]);

        var run = await ApplianceProcess.VerbAsync(Path.Combine(folder.Path, "data"), "code", "--in", input, "--out", output);

        var answers = (await File.ReadAllLinesAsync(output)).Select(a => JsonNode.Parse(a)!).ToList();
        Assert.Equal(4, answers.Count);
        Assert.Contains("I10", Codes(answers[0]));
        Assert.NotEmpty(answers[1]["refusals"]!.AsArray());
        Assert.Empty(answers[2]["suggestions"]!.AsArray());
        Assert.NotEmpty(answers[2]["refusals"]!.AsArray());
        Assert.Contains("E11.9", Codes(answers[3]));
        Assert.Contains(answers[3]["suggestions"]!.AsArray(), s => s!["spans"]![0]!["noteId"]!.GetValue<string>() == "b");
        Assert.Contains("notes/s", run.Output + run.Errors, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Codes(JsonNode answer) => answer["suggestions"]!.AsArray().Select(s => s!["code"]!.GetValue<string>());

    private static int Check(JsonElement answer, Dictionary<string, string> notes, CodeSet release)
    {
        var text = notes[answer.GetProperty("id").GetString()!];
        var shown = 0;
        Assert.Equal(release.Release.Id, answer.GetProperty("release").GetString());
        foreach (var suggestion in answer.GetProperty("suggestions").EnumerateArray())
        {
            shown += suggestion.GetProperty("shown").GetBoolean() ? 1 : 0;
            Assert.Equal(CodeValidity.Billable, release.Check(suggestion.GetProperty("code").GetString()!));
            Assert.NotEqual(0, suggestion.GetProperty("spans").GetArrayLength());
            Assert.Equal(Quote(suggestion), Quote(suggestion.GetProperty("spans")[0]));
            foreach (var span in suggestion.GetProperty("spans").EnumerateArray())
            {
                Assert.Equal(Quote(span), text[span.GetProperty("start").GetInt32()..span.GetProperty("end").GetInt32()]);
            }
        }

        return shown;
    }

    private static string Quote(JsonElement element) => element.GetProperty("quote").GetString()!;

    private static string Line(string id, string text, string setting) =>
        new JsonObject { ["id"] = id, ["text"] = text, ["setting"] = setting, ["dateOfService"] = DateOfService.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) }.ToJsonString();

    private static Dictionary<string, string> Notes(string file) =>
        File.ReadLines(file)
            .Select(line => JsonNode.Parse(line)!)
            .ToDictionary(n => n["id"]!.ToString(), n => (n["text"] ?? n["note"])!.GetValue<string>());
}
