using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Appliance.Acceptance.Running;
using Appliance.Testing;

namespace Appliance.Acceptance.Intake;

/// <summary>Real FHIR input (Synthea's transaction Bundles and bulk export) by both ways in, and out again as it was sent.</summary>
public sealed partial class SyntheaTests
{
    private const string BulkExport = "data/fhir/synthea-bulk-10";

    [Theory]
    [InlineData("data/fhir/synthea-transaction-carroll.json.gz")]
    [InlineData("data/fhir/synthea-transaction-gabriele.json.gz")]
    public async Task ATransactionBundleGoesInByHttpOnceAndGetReturnsWhatWasSent(string file)
    {
        var sent = await ReadAsync(SharedData.Require(file));
        using var folder = new TemporaryFolder();
        await using var appliance = await ApplianceProcess.StartAsync(folder.Path);
        using var client = appliance.Client(await appliance.AddClientAsync("ehr-1"));

        var first = await PostAsync(client, sent);
        var second = await PostAsync(client, sent);

        var entries = JsonNode.Parse(sent)!["entry"]!.AsArray();
        Assert.Equal(entries.Count, first.Count);
        Assert.Equal(first.Select(Location), second.Select(Location));
        for (var i = 0; i < entries.Count; i++)
        {
            var got = await client.GetStringAsync(new Uri("/fhir/" + Location(first[i]), UriKind.Relative));
            Assert.True(JsonNode.DeepEquals(Comparable(entries[i]!["resource"]!), Comparable(JsonNode.Parse(got)!)), $"entry {i} came back changed: {got}");
        }
    }

    [Fact]
    public async Task ABulkExportGoesInByTheVerbAndEveryRefusalIsExplained()
    {
        var export = SharedData.Require(BulkExport);
        using var folder = new TemporaryFolder();
        await using var appliance = await ApplianceProcess.StartAsync(folder.Path);

        var first = await ApplianceProcess.VerbAsync(folder.Path, "intake", export);
        var again = await ApplianceProcess.VerbAsync(folder.Path, "intake", export);

        Assert.True(first.ExitCode == 0, first.Output + first.Errors);
        Assert.True(again.ExitCode == 0, again.Output + again.Errors);
        using var client = appliance.Client(await appliance.AddClientAsync("ehr-1"));
        var lines = Directory.EnumerateFiles(export, "*.ndjson.gz").Where(f => !f.Contains("PractitionerRole", StringComparison.Ordinal) && !f.Contains("Immunization", StringComparison.Ordinal) && !f.Contains("Allergy", StringComparison.Ordinal));
        foreach (var line in lines.SelectMany(f => Lines(f).Take(10)))
        {
            var resource = JsonNode.Parse(line)!;
            var got = await client.GetStringAsync(new Uri($"/fhir/{resource["resourceType"]}/{resource["id"]}", UriKind.Relative));
            Assert.True(JsonNode.DeepEquals(Comparable(resource), Comparable(JsonNode.Parse(got)!)), got);
        }

        await Store.UntilNothingWaitsAsync(client, folder.Path);
        var states = Store.CountByState(folder.Path);
        Assert.Equal(Directory.EnumerateFiles(export, "Encounter*.gz").Sum(f => Lines(f).Count()), states.Values.Sum());
        Assert.DoesNotContain("InReview", states.Keys);
    }

    [Fact]
    public async Task ACopyOfTheBulkExportWithDatesOfThisYearAndFinalNotesIsCoded()
    {
        var export = SharedData.Require(BulkExport);
        using var folder = new TemporaryFolder();
        var copy = Directory.CreateDirectory(Path.Combine(folder.Path, "copy")).FullName;
        foreach (var file in Directory.EnumerateFiles(export, "*.ndjson.gz"))
        {
            await File.WriteAllLinesAsync(Path.Combine(copy, Path.GetFileNameWithoutExtension(file)), Lines(file).Select(InForce));
        }

        var data = Path.Combine(folder.Path, "data");
        await using var appliance = await ApplianceProcess.StartAsync(data);
        var intake = await ApplianceProcess.VerbAsync(data, "intake", copy);

        Assert.True(intake.ExitCode == 0, intake.Output + intake.Errors);
        using var client = appliance.Client(null);
        await Store.UntilNothingWaitsAsync(client, data);
        var states = Store.CountByState(data);
        Assert.True(states.GetValueOrDefault("InReview") > 100, string.Join(", ", states));
    }

    private static async Task<IReadOnlyList<JsonNode>> PostAsync(HttpClient client, string bundle)
    {
        using var body = new StringContent(bundle, Encoding.UTF8, "application/fhir+json");
        using var answer = await client.PostAsync(new Uri("/fhir", UriKind.Relative), body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return [.. JsonNode.Parse(text)!["entry"]!.AsArray().Select(e => e!["response"]!)];
    }

    /// <summary>The <c>Type/id</c> of a response's location, without base and version.</summary>
    private static string Location(JsonNode response)
    {
        var location = response["location"]!.GetValue<string>().Split("/_history/")[0].Split('/');
        return string.Join('/', location[^2..]);
    }

    /// <summary>A resource without what the server may set: id, meta, and where references lead (their type stays).</summary>
    private static JsonNode Comparable(JsonNode resource)
    {
        var copy = resource.DeepClone().AsObject();
        copy.Remove("id");
        copy.Remove("meta");
        Blank(copy);
        return copy;

        static void Blank(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject map:
                    foreach (var (name, value) in map.ToList())
                    {
                        if (name == "reference" && value is JsonValue)
                        {
                            map[name] = "-";
                        }
                        else
                        {
                            Blank(value);
                        }
                    }

                    break;
                case JsonArray list:
                    foreach (var item in list)
                    {
                        Blank(item);
                    }

                    break;
            }
        }
    }

    /// <summary>The same resource as if it had been written this autumn: all date-times moved to the first days of November 2026, notes final.</summary>
    private static string InForce(string line)
    {
        var node = JsonNode.Parse(line)!;
        if (node["resourceType"]!.GetValue<string>() == "Patient")
        {
            return line;
        }

        if (node["resourceType"]!.GetValue<string>() == "DocumentReference")
        {
            node["status"] = "current";
            node["docStatus"] = "final";
        }

        return DateTimes().Replace(node.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), m => $"\"2026-11-0{(m.Groups["day"].Success ? m.Groups["day"].Value : "9")}T");
    }

    private static async Task<string> ReadAsync(string file)
    {
        await using var zipped = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var reader = new StreamReader(zipped);
        return await reader.ReadToEndAsync();
    }

    private static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0)
            {
                yield return line;
            }
        }
    }

    [GeneratedRegex("\"(?:19|20)[0-9]{2}-[01][0-9]-[0-3](?<day>[1-9])T|\"(?:19|20)[0-9]{2}-[01][0-9]-[0-3]0T")]
    private static partial Regex DateTimes();
}
