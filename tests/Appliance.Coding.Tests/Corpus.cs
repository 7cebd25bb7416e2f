using System.Text.Json;
using Appliance.CodeSets;
using Appliance.Domain;
using Appliance.Testing;

namespace Appliance.Coding.Tests;

/// <summary>A labelled note of the shared data.</summary>
internal sealed record SharedNote(string Id, string Text, string[] Codes);

/// <summary>Reads the shared notes, and checks what must hold of every answer.</summary>
internal static class Corpus
{
    public static IReadOnlyList<SharedNote> Read(string relative)
    {
        var notes = new List<SharedNote>();
        foreach (var line in File.ReadLines(SharedData.Require(relative)))
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            var text = (root.TryGetProperty("text", out var t) ? t : root.GetProperty("note")).GetString()!;
            var codes = root.TryGetProperty("icd10cm", out var c) && c.ValueKind == JsonValueKind.Array ? c.EnumerateArray().Select(x => x.GetString()!.ToUpperInvariant()).ToArray() : [];
            notes.Add(new SharedNote(root.GetProperty("id").ToString(), text, codes));
        }

        return notes;
    }

    /// <summary>Every suggestion is billable in the release in force on the encounter's date, and every quote is its span.</summary>
    public static void AssertSound(Encounter encounter, CodingResult result)
    {
        var set = Engine.Library.ForDate(encounter.DateOfService).Value;
        Assert.Equal(set.Release.Id, result.Release);
        Assert.Equal(result.Suggestions.Count, result.Suggestions.Select(s => s.Code).Distinct().Count());
        for (var i = 0; i < result.Suggestions.Count; i++)
        {
            var suggestion = result.Suggestions[i];
            Assert.Equal(i + 1, suggestion.Rank);
            Assert.Equal(CodeValidity.Billable, set.Check(suggestion.Code.Value));
            Assert.InRange(suggestion.Confidence, 0, 1);
            Assert.NotEmpty(suggestion.Title);
            Assert.NotEmpty(suggestion.Rules);
            Assert.NotEmpty(suggestion.Support);
            foreach (var support in suggestion.Support)
            {
                var text = encounter.Notes.Single(n => n.Id == support.Span.Note).Text;
                Assert.True(support.Span.FitsIn(text));
                Assert.Equal(text[support.Span.Start..support.Span.End], support.Quote);
            }
        }
    }
}
