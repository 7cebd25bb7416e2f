using System.Net;
using System.Text.Json.Nodes;
using Appliance.Evidence;
using Hl7.Fhir.Model;
using Hl7.Fhir.Rest;
using Hl7.Fhir.Serialization;
using Task = System.Threading.Tasks.Task;

namespace Appliance.Fhir.Tests;

/// <summary>Single interactions, several of them through a FHIR client that is not ours.</summary>
public sealed class RestTests
{
    [Theory]
    [InlineData(ResourceFormat.Json)]
    [InlineData(ResourceFormat.Xml)]
    public async Task AFhirClientCreatesReadsUpdatesAndSearches(ResourceFormat format)
    {
        await using var server = await FhirServer.StartAsync();
        using var client = Firely(server, format);
        var patient = new Patient { Gender = AdministrativeGender.Male, BirthDate = "1970-01-01", Identifier = [new Identifier("urn:mrn", "Z-9")] };

        var created = await client.CreateAsync(patient);
        created!.BirthDate = "1971-01-01";
        var updated = await client.UpdateAsync(created);
        var read = await client.ReadAsync<Patient>($"Patient/{created.Id}");
        var found = await client.SearchAsync<Patient>(["identifier=urn:mrn|Z-9"]);
        var byId = await client.SearchByIdAsync<Patient>(created.Id!);

        Assert.Equal("2", updated!.Meta!.VersionId);
        Assert.Equal("1971-01-01", read!.BirthDate);
        Assert.Equal(created.Id, Assert.Single(found!.Entry).Resource!.Id);
        Assert.Equal(created.Id, Assert.Single(byId!.Entry).Resource!.Id);
    }

    [Fact]
    public async Task AFhirClientFindsTheCapabilityStatementTrue()
    {
        await using var server = await FhirServer.StartAsync();
        using var client = Firely(server, ResourceFormat.Json);

        var statement = await client.CapabilityStatementAsync();

        Assert.Equal(FHIRVersion.N4_0_1, statement!.FhirVersion);
        var writable = statement.Rest.Single().Resource.Where(r => r.Interaction.Any(i => i.Code == CapabilityStatement.TypeRestfulInteraction.Create)).Select(r => r.Type);
        Assert.Equal(10, writable.Count());
        foreach (var resource in statement.Rest.Single().Resource)
        {
            var reply = await server.GetAsync($"{resource.Type}?_id=none");
            Assert.Equal((HttpStatusCode.OK, 0), (reply.Status, reply.Json["total"]!.GetValue<int>()));
            Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync($"{resource.Type}/none")).Status);
        }
    }

    [Fact]
    public async Task MetadataIsOpenToAnyoneInBothFormats()
    {
        await using var server = await FhirServer.StartAsync();
        using var nobody = server.NewClient(null);

        var json = await nobody.GetStringAsync("metadata");
        var xml = await nobody.GetStringAsync("metadata?_format=xml");

        Assert.Equal("CapabilityStatement", JsonNode.Parse(json)!["resourceType"]!.GetValue<string>());
        Assert.IsType<CapabilityStatement>(new FhirXmlDeserializer().DeserializeResource(xml));
    }

    [Fact]
    public async Task AFhirClientsTransactionGoesIn()
    {
        await using var server = await FhirServer.StartAsync();
        using var client = Firely(server, ResourceFormat.Xml);
        var bundle = (Bundle)FhirJsonDeserializer.STRICT.DeserializeResource(Given.Visit().ToJsonString());

        var response = await client.TransactionAsync(bundle);

        Assert.All(response!.Entry, e => Assert.Equal("201 Created", e.Response!.Status));
        Assert.Equal(Given.Sentence, Assert.Single(server.Store.Encounters.Values).Facts.Notes[0].Text);
    }

    [Fact]
    public async Task AFhirClientIsToldWhatIsWrong()
    {
        await using var server = await FhirServer.StartAsync();
        using var client = Firely(server, ResourceFormat.Json);

        var failure = await Assert.ThrowsAsync<FhirOperationException>(() => client.ReadAsync<Patient>("Patient/none"));

        Assert.Equal((HttpStatusCode.NotFound, Refusals.NotFound), (failure.Status, failure.Outcome!.Issue[0].Details!.Coding[0].Code));
    }

    [Fact]
    public async Task VersionsAreTaggedAndHeld()
    {
        await using var server = await FhirServer.StartAsync();
        var created = await server.PutAsync(Given.Patient("p1"));
        var changed = Given.Patient("p1");
        changed["gender"] = "male";

        var right = await server.SendAsync(HttpMethod.Put, "Patient/p1", changed.ToJsonString(), headers: ("If-Match", "W/\"1\""));
        var stale = await server.SendAsync(HttpMethod.Put, "Patient/p1", Given.Patient("p1").ToJsonString(), headers: ("If-Match", "W/\"1\""));
        var known = await server.SendAsync(HttpMethod.Get, "Patient/p1", headers: ("If-None-Match", "W/\"2\""));

        Assert.Equal((HttpStatusCode.Created, "W/\"1\""), (created.Status, created.Headers.ETag!.ToString()));
        Assert.Equal(new Uri(server.Base, "Patient/p1/_history/1"), created.Headers.Location);
        Assert.NotNull(created.ContentHeaders.LastModified);
        Assert.Equal((HttpStatusCode.OK, "W/\"2\""), (right.Status, right.Headers.ETag!.ToString()));
        Assert.Equal((HttpStatusCode.PreconditionFailed, Refusals.VersionConflict), (stale.Status, stale.Codes[0]));
        Assert.Equal(HttpStatusCode.NotModified, known.Status);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("Patient/p1/_history/2")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("Patient/p1/_history/1")).Status);
    }

    [Fact]
    public async Task AConditionalCreateByHeaderFindsWhatIsThere()
    {
        await using var server = await FhirServer.StartAsync();

        var first = await server.SendAsync(HttpMethod.Post, "Patient", Given.Patient().ToJsonString(), headers: ("If-None-Exist", "identifier=urn:mrn|A-1"));
        var second = await server.SendAsync(HttpMethod.Post, "Patient", Given.Patient().ToJsonString(), headers: ("If-None-Exist", "identifier=urn%3Amrn%7CA-1"));
        await server.PostAsync(Given.Patient(), "Patient");
        var ambiguous = await server.SendAsync(HttpMethod.Post, "Patient", Given.Patient().ToJsonString(), headers: ("If-None-Exist", "identifier=urn:mrn|A-1"));
        var unclear = await server.SendAsync(HttpMethod.Post, "Patient", Given.Patient().ToJsonString(), headers: ("If-None-Exist", "name=x"));

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.Status, second.Status));
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal((HttpStatusCode.PreconditionFailed, Refusals.AmbiguousCondition), (ambiguous.Status, ambiguous.Codes[0]));
        Assert.Equal((HttpStatusCode.BadRequest, Refusals.UnsupportedCondition), (unclear.Status, unclear.Codes[0]));
    }

    [Fact]
    public async Task WhatIsReturnedForAWriteIsWhatIsPreferred()
    {
        await using var server = await FhirServer.StartAsync();

        var minimal = await server.PutAsync(Given.Patient("p1"));
        var whole = await server.SendAsync(HttpMethod.Put, "Patient/p2", Given.Patient("p2").ToJsonString(), headers: ("Prefer", "return=representation"));
        var outcome = await server.SendAsync(HttpMethod.Put, "Patient/p1", Given.Patient("p1").ToJsonString(), headers: ("Prefer", "return=OperationOutcome"));

        Assert.Empty(minimal.Body);
        Assert.Equal("1986-05-02", whole.Json["birthDate"]!.GetValue<string>());
        Assert.Equal("OperationOutcome", outcome.Json["resourceType"]!.GetValue<string>());
        Assert.Equal(2, server.Entries.Count(e => e.Action == EvidenceAction.Exported));
    }

    [Fact]
    public async Task AReadIsRecordedAsACrossingOfItsSubject()
    {
        await using var server = await FhirServer.StartAsync();
        await server.PostAsync(Given.Visit());

        var reply = await server.GetAsync($"DocumentReference/{Given.NoteUrl[9..]}");
        var none = await server.GetAsync("DocumentReference/none");

        var crossing = server.Entries.Where(e => e.Action == EvidenceAction.Exported).ToList();
        Assert.Equal([EvidencePhase.Intent, EvidencePhase.Done], crossing.Select(e => e.Phase));
        Assert.All(crossing, e => Assert.Equal((Zone.Host, Zone.Ehr, "client:ehr-1", (long)reply.Body.Length), (e.From, e.To, e.Actor.ToString(), e.Bytes)));
        var stored = await server.Store.ReadAsync(new("DocumentReference", Given.NoteUrl[9..]), default);
        Assert.All(crossing, e => Assert.Equal(stored!.Subject.Value, e.Subject));
        Assert.Equal(Refusals.NotFound, none.Codes[0]);
        Assert.Equal(Refusals.NotFound, server.Entries[^1].Reason.ToString());
    }

    [Fact]
    public async Task ASearchTakesOneParameterByGetOrByPost()
    {
        await using var server = await FhirServer.StartAsync();
        await server.PutAsync(Given.Patient("p1"));

        var posted = await server.SendAsync(HttpMethod.Post, "Patient/_search", "identifier=urn:mrn%7CA-1", "application/x-www-form-urlencoded");
        var byName = await server.GetAsync("Patient?name=x");
        var all = await server.GetAsync("Patient");

        Assert.Equal(1, posted.Json["total"]!.GetValue<int>());
        Assert.Equal(new Uri(server.Base, "Patient/p1").ToString(), posted.Json["entry"]![0]!["fullUrl"]!.GetValue<string>());
        Assert.All([byName, all], r => Assert.Equal((HttpStatusCode.BadRequest, Refusals.UnsupportedSearch), (r.Status, r.Codes[0])));
    }

    [Fact]
    public async Task OtherTypesComeInBundlesAndAreReadBack()
    {
        await using var server = await FhirServer.StartAsync();
        var flag = new JsonObject { ["resourceType"] = "Basic", ["id"] = "b1", ["code"] = new JsonObject { ["text"] = "x" } };

        var single = await server.PutAsync(flag.DeepClone());
        var bundled = await server.PostAsync(Given.Bundle("transaction", Given.Put((JsonObject)flag.DeepClone())));

        Assert.Equal((HttpStatusCode.MethodNotAllowed, Refusals.UnsupportedInteraction), (single.Status, single.Codes[0]));
        Assert.Equal("201 Created", bundled.StatusOf(0));
        Assert.Equal("x", (await server.GetAsync("Basic/b1")).Json["code"]!["text"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("DELETE", "Patient/p1", HttpStatusCode.MethodNotAllowed, Refusals.UnsupportedInteraction)]
    [InlineData("GET", "Nothing/p1", HttpStatusCode.NotFound, Refusals.UnknownType)]
    [InlineData("GET", "Patient/p_1", HttpStatusCode.BadRequest, Refusals.BadId)]
    [InlineData("GET", "Patient/p1/$everything", HttpStatusCode.MethodNotAllowed, Refusals.UnsupportedInteraction)]
    [InlineData("GET", "_history", HttpStatusCode.NotFound, Refusals.UnknownType)]
    public async Task WhatIsNotSupportedIsSaidAsAnOutcome(string method, string path, HttpStatusCode status, string code)
    {
        await using var server = await FhirServer.StartAsync();

        var reply = await server.SendAsync(new HttpMethod(method), path);

        Assert.Equal((status, code), (reply.Status, reply.Codes[0]));
    }

    [Fact]
    public async Task AnUpdateNeedsItsOwnIdAndType()
    {
        await using var server = await FhirServer.StartAsync();

        var otherId = await server.SendAsync(HttpMethod.Put, "Patient/p2", Given.Patient("p1").ToJsonString());
        var otherType = await server.SendAsync(HttpMethod.Put, "Encounter/p1", Given.Patient("p1").ToJsonString());
        var format = await server.SendAsync(HttpMethod.Get, "Patient/p1", headers: ("Accept", "image/png"));

        Assert.Equal([Refusals.IdMismatch], otherId.Codes);
        Assert.Equal([Refusals.TypeMismatch], otherType.Codes);
        Assert.Equal((HttpStatusCode.NotAcceptable, Refusals.NotAcceptable), (format.Status, format.Codes[0]));
    }

    [Fact]
    public async Task TheDigitsAndTheOrderOfWhatWasSentAreKept()
    {
        await using var server = await FhirServer.StartAsync();
        const string sent = """
            {"resourceType":"Procedure","status":"completed","id":"x1","meta":{"versionId":"77","lastUpdated":"2020-01-01T00:00:00Z","tag":[{"code":"t"}]},
             "subject":{"reference":"Patient/p1"},"extension":[{"url":"urn:x","valueDecimal":1.50},{"url":"urn:y","valueString":"A\u00e9\/\"q\""}]}
            """;
        await server.PutAsync(Given.Patient("p1"));

        await server.SendAsync(HttpMethod.Put, "Procedure/x1", sent);
        var reply = await server.GetAsync("Procedure/x1");

        Assert.Contains("""{"url":"urn:x","valueDecimal":1.50},{"url":"urn:y","valueString":"A\u00e9\/\"q\""}""", reply.Body, StringComparison.Ordinal);
        Assert.Contains("\"versionId\":\"1\"", reply.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("77", reply.Body, StringComparison.Ordinal);
        Assert.Contains("\"tag\":[{\"code\":\"t\"}]", reply.Body, StringComparison.Ordinal);

        // What was read can be sent back: nothing changes.
        var back = await server.SendAsync(HttpMethod.Put, "Procedure/x1", reply.Body);
        Assert.Equal("W/\"1\"", back.Headers.ETag!.ToString());
    }

    private static FhirClient Firely(FhirServer server, ResourceFormat format)
    {
        var settings = new FhirClientSettings { PreferredFormat = format, ReturnPreference = ReturnPreference.Representation, VerifyFhirVersion = false };
        return new FhirClient(server.Base, server.NewClient("client:ehr-1"), settings);
    }
}
