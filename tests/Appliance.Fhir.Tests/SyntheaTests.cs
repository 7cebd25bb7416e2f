using System.IO.Compression;
using System.Text.Json.Nodes;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Fhir.Files;
using Appliance.Testing;

namespace Appliance.Fhir.Tests;

/// <summary>Real input that we did not write: Synthea's Bundles and a bulk export (skipped where the shared data is absent).</summary>
public sealed class SyntheaTests
{
    [Theory]
    [InlineData("synthea-hospital.json.gz")]
    [InlineData("synthea-practitioner.json.gz")]
    [InlineData("synthea-transaction-carroll.json.gz")]
    [InlineData("synthea-transaction-gabriele.json.gz")]
    public async Task ABundleGoesInAndGetReturnsWhatWasSent(string file)
    {
        var bundle = JsonNode.Parse(Unpack(SharedData.Require("data/fhir/" + file)))!;
        await using var server = await FhirServer.StartAsync();

        var reply = await server.PostAsync(bundle);
        var again = await server.PostAsync(bundle);

        var entries = bundle["entry"]!.AsArray();
        var rewritten = entries.Select((e, i) => (Url: e!["fullUrl"]!.GetValue<string>(), Key: $"{e["resource"]!["resourceType"]}/{reply.IdOf(i)}")).ToDictionary(p => p.Url, p => p.Key);
        for (var i = 0; i < entries.Count; i++)
        {
            Assert.Equal(("201 Created", "200 OK"), (reply.StatusOf(i), again.StatusOf(i)));
            var sent = entries[i]!["resource"]!;
            var returned = (await server.GetAsync($"{sent["resourceType"]}/{reply.IdOf(i)}")).Json;
            Assert.Equal(("1", null), (returned["meta"]!["versionId"]!.GetValue<string>(), JsonEquality.Difference(sent, returned, rewritten)));
        }

        Assert.Equal(entries.Count, server.Store.Count);
        Assert.Equal(entries.Count(e => e!["resource"]!["resourceType"]!.GetValue<string>() == "Encounter"), server.Store.Encounters.Count);
    }

    [Fact]
    public async Task ABulkExportGoesInWholeAndGetReturnsWhatWasSent()
    {
        var folder = SharedData.Require("data/fhir/synthea-bulk-10");
        await using var server = await FhirServer.StartAsync();

        var summary = await Intake(server).RunAsync([folder], null, default);

        var sent = Directory.GetFiles(folder, "*.ndjson.gz").SelectMany(f => Unpack(f).Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Equal((sent.Count, 0L, 0L, 0L), ((int)summary.Created, summary.Updated, summary.Unchanged, summary.Refused));
        Assert.Equal(sent.Count, server.Store.Count);
        foreach (var resource in sent.Where((_, i) => i % 17 == 0))
        {
            var returned = (await server.GetAsync($"{resource["resourceType"]}/{resource["id"]}")).Json;
            Assert.Null(JsonEquality.Difference(resource, returned, new Dictionary<string, string>()));
        }

        // Most notes of this export are superseded: they are counted, not coded.
        var encounters = server.Store.Encounters.Values;
        Assert.Equal((1215, 1202, 13), (encounters.Count, encounters.Sum(e => e.NotesNotFinal), encounters.Sum(e => e.Facts.Notes.Count)));
        Assert.DoesNotContain(encounters, e => e.Facts.DateOfService is null || e.Facts.Setting == Setting.Unknown);
        Assert.All(server.Store.Deliveries, d => Assert.Equal(CodingPriority.Bulk, d.Priority));
    }

    private static FileIntake Intake(FhirServer server)
    {
        var client = server.NewClient("operator:uid-1000");
        client.BaseAddress = new Uri(server.Base, "/");
        return new FileIntake(client, new FileIntakeOptions(), TimeProvider.System);
    }

    private static string Unpack(string path)
    {
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
