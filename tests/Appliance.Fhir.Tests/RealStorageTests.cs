using System.Net;
using Appliance.Domain.Intake;
using Appliance.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Appliance.Fhir.Tests;

/// <summary>The endpoint on the storage that hospitals run: encrypted SQLite in a folder.</summary>
public sealed class RealStorageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ABundleIsStoredReadSearchedAndRecognized()
    {
        await using var server = await FhirServer.StartOnDiskAsync(_folder.Path);

        var first = await server.PostAsync(Given.Visit());
        var second = await server.PostAsync(Given.Visit());
        var amended = await server.PostAsync(Given.Visit("Assessment: viral pharyngitis."));
        var found = await server.GetAsync("Patient?identifier=urn:mrn|A-1");
        var note = await server.GetAsync($"DocumentReference/{Given.NoteUrl[9..]}");

        Assert.Equal(["201 Created", "201 Created", "201 Created"], Enumerable.Range(0, 3).Select(first.StatusOf));
        Assert.Equal(["200 OK", "200 OK", "200 OK"], Enumerable.Range(0, 3).Select(second.StatusOf));
        Assert.Equal("W/\"1\"", second.Json["entry"]![2]!["response"]!["etag"]!.GetValue<string>());
        Assert.Equal("W/\"2\"", amended.Json["entry"]![2]!["response"]!["etag"]!.GetValue<string>());
        Assert.Equal(1, found.Json["total"]!.GetValue<int>());
        Assert.Equal(("2", $"Patient/{Given.PatientUrl[9..]}"), (note.Json["meta"]!["versionId"]!.GetValue<string>(), note.Json["subject"]!["reference"]!.GetValue<string>()));
    }

    [Fact]
    public async Task VersionsConditionsAndTheRaceForOneResourceHold()
    {
        await using var server = await FhirServer.StartOnDiskAsync(_folder.Path);

        var race = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => server.PostAsync(Given.Visit())));
        var conditional = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => server.SendAsync(
            HttpMethod.Post, "Patient", Given.Patient().ToJsonString(), headers: ("If-None-Exist", "identifier=urn:mrn|A-1"))));
        var stale = await server.SendAsync(HttpMethod.Put, $"Patient/{Given.PatientUrl[9..]}", Given.Patient(Given.PatientUrl[9..]).ToJsonString(), headers: ("If-Match", "W/\"9\""));

        Assert.All(race, r => Assert.Equal(HttpStatusCode.OK, r.Status));
        Assert.Equal(3, race.Sum(r => Enumerable.Range(0, 3).Count(i => r.StatusOf(i) == "201 Created")));
        Assert.All(conditional, r => Assert.Equal(HttpStatusCode.OK, r.Status));
        Assert.Equal((HttpStatusCode.PreconditionFailed, Refusals.VersionConflict), (stale.Status, stale.Codes[0]));
    }

    [Fact]
    public async Task TheSamplesAndTheirSecondLoadingGoIn()
    {
        await using var server = await FhirServer.StartOnDiskAsync(_folder.Path);
        var samples = server.Services.GetRequiredService<ISampleEncounters>();

        Assert.Equal(12, (await samples.LoadAsync(Some.Coder, default)).Value);
        var recorded = server.Entries.Count;

        Assert.Equal(12, (await samples.LoadAsync(Some.Coder, default)).Value);
        Assert.Equal(recorded, server.Entries.Count);
    }
}
