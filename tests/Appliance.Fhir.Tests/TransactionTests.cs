using System.Net;
using System.Text.Json.Nodes;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Evidence;

namespace Appliance.Fhir.Tests;

public sealed class TransactionTests
{
    private static readonly ResourceKey Encounter = new("Encounter", Given.EncounterUrl[9..]);

    [Fact]
    public async Task ATransactionBecomesAnEncounterWithItsNote()
    {
        await using var server = await FhirServer.StartAsync();

        var reply = await server.PostAsync(Given.Visit());

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(["201 Created", "201 Created", "201 Created"], Enumerable.Range(0, 3).Select(reply.StatusOf));
        var delivered = Assert.Single(server.Store.Encounters).Value;
        Assert.Equal(new ResourceKey("Patient", Given.PatientUrl[9..]), delivered.Patient);
        Assert.Equal(Setting.Outpatient, delivered.Facts.Setting);
        Assert.Equal(EncounterStatus.Finished, delivered.Facts.Status);
        Assert.Equal(new DateOnly(2026, 10, 5), delivered.Facts.DateOfService);
        Assert.Equal(40, delivered.Facts.AgeYears);
        Assert.Equal(AdministrativeSex.Female, delivered.Facts.Sex);
        var note = Assert.Single(delivered.Facts.Notes);
        Assert.Equal((Given.Sentence, "11506-3", "Progress note", Given.NoteUrl[9..]), (note.Text, note.Loinc, note.Type, note.Id.Value));
    }

    [Fact]
    public async Task TheClientsUuidsAreKeptAndReferencesLeadToThem()
    {
        await using var server = await FhirServer.StartAsync();
        await server.PostAsync(Given.Visit());

        var note = (await server.GetAsync($"DocumentReference/{Given.NoteUrl[9..]}")).Json;

        Assert.Equal($"Patient/{Given.PatientUrl[9..]}", note["subject"]!["reference"]!.GetValue<string>());
        Assert.Equal($"Encounter/{Given.EncounterUrl[9..]}", note["context"]!["encounter"]![0]!["reference"]!.GetValue<string>());
        Assert.Equal("1", note["meta"]!["versionId"]!.GetValue<string>());
    }

    [Fact]
    public async Task SendingTheSameBundleTwiceChangesNothingTheSecondTime()
    {
        await using var server = await FhirServer.StartAsync();
        await server.PostAsync(Given.Visit());

        var again = await server.PostAsync(Given.Visit());

        Assert.Equal(["200 OK", "200 OK", "200 OK"], Enumerable.Range(0, 3).Select(again.StatusOf));
        Assert.All(again.Json["entry"]!.AsArray(), e => Assert.Equal("W/\"1\"", e!["response"]!["etag"]!.GetValue<string>()));
        Assert.Equal(3, server.Store.Count);
    }

    [Fact]
    public async Task TheSameBundleFromAnotherClientIsAnotherDelivery()
    {
        await using var server = await FhirServer.StartAsync();
        await server.PostAsync(Given.Visit());
        using var other = server.NewClient("client:ehr-2");

        using var reply = await other.PostAsync("", new StringContent(Given.Visit().ToJsonString(), null, "application/fhir+json"));

        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal(6, server.Store.Count);
    }

    [Fact]
    public async Task AChangedNoteUnderTheSameFullUrlIsANewVersion()
    {
        await using var server = await FhirServer.StartAsync();
        await server.PostAsync(Given.Visit());

        var again = await server.PostAsync(Given.Visit("Assessment: viral pharyngitis."));

        Assert.Equal("W/\"2\"", again.Json["entry"]![2]!["response"]!["etag"]!.GetValue<string>());
        Assert.Equal("Assessment: viral pharyngitis.", Assert.Single(server.Store.Encounters[Encounter].Facts.Notes).Text);
    }

    [Fact]
    public async Task OneBadEntryRefusesTheWholeTransaction()
    {
        await using var server = await FhirServer.StartAsync();
        var bundle = Given.Visit();
        bundle["entry"]![1]!["resource"]!["status"] = "zz-over";

        var reply = await server.PostAsync(bundle);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal([Refusals.BreaksR4], reply.Codes);
        Assert.Equal(["Bundle.entry[1].resource.status"], reply.Places);
        Assert.DoesNotContain("zz-over", reply.Body, StringComparison.Ordinal);
        Assert.Equal(0, server.Store.Count);
        var refused = Assert.Single(server.Entries);
        Assert.Equal((EvidenceAction.Refused, Refusals.BreaksR4), (refused.Action, refused.Reason.ToString()));
        Assert.True(refused.Bytes > 100);
    }

    [Fact]
    public async Task OneBadEntryOfABatchLeavesTheOthersAlone()
    {
        await using var server = await FhirServer.StartAsync();
        var bundle = Given.Bundle("batch", Given.Put(Given.Patient("p1")), Given.Put(Given.Encounter("Patient/nobody", "e1")), Given.Put(Given.Encounter("Patient/p1", "e2")));

        var reply = await server.PostAsync(bundle);

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(["201 Created", "422 Unprocessable Entity", "201 Created"], Enumerable.Range(0, 3).Select(reply.StatusOf));
        var issue = reply.Json["entry"]![1]!["response"]!["outcome"]!["issue"]![0]!;
        Assert.Equal("Bundle.entry[1].resource.subject.reference", issue["expression"]![0]!.GetValue<string>());
        Assert.Equal(2, server.Store.Count);
    }

    [Fact]
    public async Task AConditionalCreateFindsWhatIsThere()
    {
        await using var server = await FhirServer.StartAsync();
        var first = await server.PostAsync(Given.Bundle("transaction", Given.Post(Given.Patient(), null, "identifier=urn:mrn|A-1")));

        var second = await server.PostAsync(Given.Bundle(
            "transaction", Given.Post(Given.Patient(), Given.PatientUrl, "identifier=urn:mrn|A-1"), Given.Post(Given.Encounter(), Given.EncounterUrl)));

        Assert.Equal(("201 Created", "200 OK"), (first.StatusOf(0), second.StatusOf(0)));
        Assert.Equal(first.IdOf(0), second.IdOf(0));
        Assert.Equal(first.IdOf(0), server.Store.Encounters[Encounter].Patient.Id);
    }

    [Fact]
    public async Task TwoConditionalCreatesAtTheSameTimeMakeOneResource()
    {
        await using var server = await FhirServer.StartAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.PostAsync(Given.Bundle("transaction", Given.Post(Given.Patient(), null, "identifier=urn:mrn|A-1")))));

        Assert.Single(replies.Select(r => r.IdOf(0)).Distinct());
        Assert.Equal(1, server.Store.Count);
    }

    [Fact]
    public async Task TwoBundlesForOneEncounterAtTheSameTimeLoseNoNote()
    {
        await using var server = await FhirServer.StartAsync();
        await server.PostAsync(Given.Visit());

        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => server.PutAsync(
            Given.Note($"Patient/{Given.PatientUrl[9..]}", $"Encounter/{Given.EncounterUrl[9..]}", $"n{i}", $"Note number {i}."))));

        Assert.Equal(13, server.Store.Encounters[Encounter].Facts.Notes.Count);
    }

    [Fact]
    public async Task TheSameNewBundleTwiceAtTheSameTimeIsOneDelivery()
    {
        await using var server = await FhirServer.StartAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => server.PostAsync(Given.Visit())));

        Assert.All(replies, r => Assert.Equal(HttpStatusCode.OK, r.Status));
        Assert.Equal(3, server.Store.Count);
    }

    [Fact]
    public async Task AbsoluteFullUrlsAreFollowedAcrossDeliveries()
    {
        await using var server = await FhirServer.StartAsync();
        await server.PostAsync(Given.Bundle("transaction", Given.Post(Given.Patient(), "https://ehr.example/fhir/Patient/77")));

        var reply = await server.PostAsync(Given.Bundle("transaction", Given.Post(Given.Encounter("https://ehr.example/fhir/Patient/77"), "https://ehr.example/fhir/Encounter/8")));

        Assert.Equal("201 Created", reply.StatusOf(0));
        var patient = Assert.Single(server.Store.Keys, k => k.Type == "Patient");
        Assert.Equal(patient, Assert.Single(server.Store.Encounters).Value.Patient);
    }

    [Fact]
    public async Task RelativeReferencesInABundleFollowTheFullUrlsBase()
    {
        await using var server = await FhirServer.StartAsync();

        var reply = await server.PostAsync(Given.Bundle(
            "transaction",
            Given.Post(Given.Patient(), "https://ehr.example/fhir/Patient/77"),
            Given.Post(Given.Encounter("Patient/77"), "https://ehr.example/fhir/Encounter/8")));

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.Equal(reply.IdOf(0), Assert.Single(server.Store.Encounters).Value.Patient.Id);
    }

    [Fact]
    public async Task ConditionalReferencesAreResolvedWhereTheyCanBeAndElseKept()
    {
        await using var server = await FhirServer.StartAsync();
        var bundle = Given.Visit();
        bundle["entry"]![2]!["resource"]!["author"] = new JsonArray(Given.Reference("Practitioner?identifier=urn:npi|1"), Given.Reference("Practitioner?identifier=urn:npi|2"));
        bundle["entry"]!.AsArray().Add(Given.Post(new JsonObject
        {
            ["resourceType"] = "Practitioner",
            ["identifier"] = new JsonArray(new JsonObject { ["system"] = "urn:npi", ["value"] = "1" }),
            ["qualification"] = new JsonArray(new JsonObject { ["code"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["code"] = "RN" }) } }),
        }));

        var reply = await server.PostAsync(bundle);

        var author = (await server.GetAsync($"DocumentReference/{Given.NoteUrl[9..]}")).Json["author"]!;
        Assert.Equal($"Practitioner/{reply.IdOf(3)}", author[0]!["reference"]!.GetValue<string>());
        Assert.Equal("Practitioner?identifier=urn:npi|2", author[1]!["reference"]!.GetValue<string>());
        Assert.Equal(AuthorRole.OtherClinician, server.Store.Encounters[Encounter].Facts.Notes[0].Author);
    }

    [Fact]
    public async Task DeletionsAndDuplicatesAreRefused()
    {
        await using var server = await FhirServer.StartAsync();
        var delete = Given.Bundle("transaction", new JsonObject { ["request"] = new JsonObject { ["method"] = "DELETE", ["url"] = "Patient/1" } });
        var twice = Given.Bundle("transaction", Given.Put(Given.Patient("p1")), Given.Put(Given.Patient("p1")));

        Assert.Equal([Refusals.UnsupportedInteraction], (await server.PostAsync(delete)).Codes);
        Assert.Equal([Refusals.DuplicateEntry], (await server.PostAsync(twice)).Codes);
        Assert.Equal(0, server.Store.Count);
    }

    [Fact]
    public async Task ATransactionMayReadWhatItWrote()
    {
        await using var server = await FhirServer.StartAsync();
        var bundle = Given.Bundle("transaction", new JsonObject { ["request"] = new JsonObject { ["method"] = "GET", ["url"] = "Patient/p1" } }, Given.Put(Given.Patient("p1")));

        var reply = await server.PostAsync(bundle);

        Assert.Equal("1986-05-02", reply.Json["entry"]![0]!["resource"]!["birthDate"]!.GetValue<string>());
        Assert.Equal([EvidencePhase.Intent, EvidencePhase.Done], server.Entries.Where(e => e.Action == EvidenceAction.Exported).Select(e => e.Phase));
    }

    [Fact]
    public async Task ACorrectedBirthDateReachesThePatientsEncounters()
    {
        await using var server = await FhirServer.StartAsync();
        await server.PostAsync(Given.Visit());
        var patient = Given.Patient(Given.PatientUrl[9..]);
        patient["birthDate"] = "1996-05-02";

        await server.PutAsync(patient);

        Assert.Equal(30, server.Store.Encounters[Encounter].Facts.AgeYears);
        Assert.Single(server.Store.Encounters[Encounter].Facts.Notes);
    }
}
