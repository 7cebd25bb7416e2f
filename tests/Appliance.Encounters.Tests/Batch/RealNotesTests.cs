using System.Text.Json;
using System.Text.Json.Nodes;
using Appliance.CodeSets;
using Appliance.Domain;
using Appliance.Encounters.Batch;
using Appliance.Encounters.Tests.Workers;
using Appliance.Testing;

namespace Appliance.Encounters.Tests.Batch;

/// <summary>All ACI-BENCH training notes and all CodiEsp development notes through the real, confined worker.</summary>
public sealed class RealNotesTests
{
    [Theory]
    [InlineData("data/notes/acibench_train.jsonl", "note", 67)]
    [InlineData("data/notes/codiesp/dev.jsonl", "text", 250)]
    public async Task EverySuggestionIsBillableOnItsDateAndEverySpanRoundTrips(string file, string property, int count)
    {
        var texts = File.ReadLines(SharedData.Require(file)).Select(line => JsonNode.Parse(line)!).ToDictionary(note => (string)note["id"]!, note => (string)note[property]!);
        using var input = new MemoryStream();
        foreach (var (id, text) in texts)
        {
            JsonSerializer.Serialize(input, new { id, text, dateOfService = "2026-11-02" });
            input.WriteByte((byte)'\n');
        }

        input.Position = 0;
        using var output = new MemoryStream();
        await using var pool = await TestPool.StartAsync(TestPool.Product);
        var total = await new CodeBatch(pool.Pool, pool.Log, TimeProvider.System).RunAsync(
            input, output, new BatchOptions(new Actor(ActorKind.Operator, "0")), null, CancellationToken.None);
        Assert.Equal((count, 0, count), (total.Value.Lines, total.Value.Refused, total.Value.Notes));

        var set = TestPool.Library.ForDate(new DateOnly(2026, 11, 2)).Value;
        output.Position = 0;
        using var lines = new StreamReader(output);
        foreach (var expected in texts)
        {
            var line = JsonDocument.Parse((await lines.ReadLineAsync())!).RootElement;
            Assert.Equal(expected.Key, line.GetProperty("id").GetString());
            Assert.Equal(set.Release.Id, line.GetProperty("release").GetString());
            foreach (var suggestion in line.GetProperty("suggestions").EnumerateArray())
            {
                Assert.Equal(CodeValidity.Billable, set.Check(suggestion.GetProperty("code").GetString()!));
                RoundTrips(expected.Value, suggestion);
                Assert.All(suggestion.GetProperty("spans").EnumerateArray(), span => RoundTrips(expected.Value, span));
            }
        }
    }

    private static void RoundTrips(string text, JsonElement span) =>
        Assert.Equal(text[span.GetProperty("start").GetInt32()..span.GetProperty("end").GetInt32()], span.GetProperty("quote").GetString());
}
