using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Evidence;
using Appliance.Testing;

namespace Appliance.Fhir.Tests;

/// <summary>What may come over the wire by mistake or on purpose: each is refused with a code and a place, and nothing of it is stored.</summary>
public sealed class BadInputTests
{
    private static readonly ResourceKey Encounter = new("Encounter", Given.EncounterUrl[9..]);

    [Fact]
    public async Task TruncatedJsonIsRefusedWithItsPlace()
    {
        await using var server = await FhirServer.StartAsync();
        var whole = Given.Visit().ToJsonString();

        var reply = await server.PostAsync(whole[..(whole.IndexOf("birthDate", StringComparison.Ordinal) + 15)]);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal([Refusals.MalformedBody], reply.Codes);
        Assert.StartsWith("Bundle.entry[0].resource", reply.Places[0], StringComparison.Ordinal);
        Assert.DoesNotContain("1986", reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryTruncationOfABundleIsRefusedAndNothingIsStored()
    {
        await using var server = await FhirServer.StartAsync();
        var whole = Given.Visit().ToJsonString();

        for (var length = 1; length < whole.Length; length += 97)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await server.PostAsync(whole[..length])).Status);
        }

        Assert.Equal(0, server.Store.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ABodyOf200MegabytesIsRefusedWithoutBeingHeld(bool announced)
    {
        await using var server = await FhirServer.StartAsync(o => o.MaxBodyBytes = 1024 * 1024);
        const long size = 200L * 1024 * 1024;
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Base.Host, server.Base.Port);
        await using var stream = socket.GetStream();
        var length = announced ? $"Content-Length: {size}" : "Transfer-Encoding: chunked";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /fhir HTTP/1.1\r\nHost: x\r\nX-Actor: client:ehr-1\r\nContent-Type: application/fhir+json\r\n{length}\r\n\r\n"));
        var sent = announced ? 0 : await PushAsync(stream, size);

        var reply = await ReadAsync(stream);

        Assert.StartsWith("HTTP/1.1 413", reply, StringComparison.Ordinal);
        Assert.Contains(Refusals.BodyTooLarge, reply, StringComparison.Ordinal);
        Assert.InRange(sent, 0, 100L * 1024 * 1024);
        Assert.Equal(Refusals.BodyTooLarge, Assert.Single(server.Entries).Reason.ToString());
    }

    [Theory]
    [InlineData("application/fhir+json")]
    [InlineData("application/fhir+xml")]
    public async Task DeepNestingIsRefused(string contentType)
    {
        await using var server = await FhirServer.StartAsync();
        var json = "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":" + new string('[', 100_000) + new string(']', 100_000) + "}";
        var xml = "<Bundle xmlns=\"http://hl7.org/fhir\">" + string.Concat(Enumerable.Repeat("<entry>", 5000)) + string.Concat(Enumerable.Repeat("</entry>", 5000)) + "</Bundle>";

        var reply = await server.SendAsync(HttpMethod.Post, "", contentType.EndsWith("json", StringComparison.Ordinal) ? json : xml, contentType, ("Accept", "application/fhir+json"));

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal([Refusals.NestedTooDeep], reply.Codes);
    }

    [Fact]
    public async Task AnUnknownResourceTypeIsRefusedByItsNameOnly()
    {
        await using var server = await FhirServer.StartAsync();
        var bundle = Given.Bundle("transaction", Given.Post(new JsonObject { ["resourceType"] = "Horoscope", ["text"] = "zz-secret" }));
        bundle["entry"]![0]!["request"]!["url"] = "Patient";

        var reply = await server.PostAsync(bundle);

        Assert.Equal([Refusals.UnknownType], reply.Codes);
        Assert.Equal(["Bundle.entry[0].resource"], reply.Places);
        Assert.Contains("Horoscope", reply.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("zz-secret", reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingReferencesToPatientAndEncounterAreRefusedWithTheirPlace()
    {
        await using var server = await FhirServer.StartAsync();
        var noPatient = Given.Bundle("transaction", Given.Post(Given.Encounter(), Given.EncounterUrl));
        var noEncounter = Given.Bundle("transaction", Given.Post(Given.Patient(), Given.PatientUrl), Given.Post(Given.Note(encounter: "Encounter/none")));

        var first = await server.PostAsync(noPatient);
        var second = await server.PostAsync(noEncounter);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, Refusals.MissingReference, "Bundle.entry[0].resource.subject.reference"), (first.Status, first.Codes[0], first.Places[0]));
        Assert.Equal((Refusals.MissingReference, "Bundle.entry[1].resource.context.encounter[0].reference"), (second.Codes[0], second.Places[0]));
        Assert.Equal(0, server.Store.Count);
    }

    [Fact]
    public async Task AReferenceToAnotherPatientsEncounterIsRefused()
    {
        await using var server = await FhirServer.StartAsync();
        await server.PostAsync(Given.Visit());
        await server.PutAsync(Given.Patient("other"));

        var reply = await server.PutAsync(Given.Note("Patient/other", $"Encounter/{Encounter.Id}", "n9"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.Status);
        Assert.Equal([Refusals.OtherPatientsEncounter], reply.Codes);
        Assert.Equal(["DocumentReference.context.encounter[0].reference"], reply.Places);
        Assert.DoesNotContain(server.Store.Keys, k => k.Id == "n9");
    }

    [Fact]
    public async Task AnEncounterWithNotesDoesNotMoveToAnotherPatient()
    {
        await using var server = await FhirServer.StartAsync();
        await server.PostAsync(Given.Visit());
        await server.PutAsync(Given.Patient("other"));

        var reply = await server.PutAsync(Given.Encounter("Patient/other", Encounter.Id));

        Assert.Equal([Refusals.OtherPatientsEncounter], reply.Codes);
    }

    [Fact]
    public async Task AnEncounterWithoutAPatientIsRefused()
    {
        await using var server = await FhirServer.StartAsync();
        var encounter = Given.Encounter(id: "e1");
        encounter.Remove("subject");

        Assert.Equal([Refusals.SubjectMissing], (await server.PutAsync(encounter)).Codes);
    }

    [Fact]
    public async Task Base64ThatIsNotIsRefused()
    {
        await using var server = await FhirServer.StartAsync();
        var bundle = Given.Visit();
        bundle["entry"]![2]!["resource"]!["content"]![0]!["attachment"]!["data"] = "zz not base64 !";

        var reply = await server.PostAsync(bundle);

        Assert.Equal([Refusals.BreaksR4], reply.Codes);
        Assert.Equal(["Bundle.entry[2].resource.content[0].attachment.data"], reply.Places);
        Assert.DoesNotContain("zz not", reply.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"\u0000", "NUL")]
    [InlineData(@"\ud800", "surrogate")]
    [InlineData(@"x\udc00", "surrogate")]
    [InlineData(@"\ud83d\u0041", "surrogate")]
    [InlineData(@"\u0007", "control")]
    public async Task NulAndHalfSurrogatesInJsonAreRefusedWithASentence(string escape, string word)
    {
        await using var server = await FhirServer.StartAsync();
        var body = Given.Visit().ToJsonString().Replace("Progress note", "Progress " + escape, StringComparison.Ordinal);

        var reply = await server.PostAsync(body);

        Assert.Equal([Refusals.ForbiddenCharacter], reply.Codes);
        Assert.Equal(["Bundle.entry[2].resource.type.coding[0].display"], reply.Places);
        Assert.Contains(word, reply.Body, StringComparison.Ordinal);
        Assert.Equal(0, server.Store.Count);
    }

    [Fact]
    public async Task AWholeSurrogatePairIsKept()
    {
        await using var server = await FhirServer.StartAsync();

        await server.PostAsync(Given.Visit().ToJsonString().Replace("Progress note", @"Progress \ud83d\ude00 \t note", StringComparison.Ordinal));

        Assert.Equal("Progress 😀 \t note", server.Store.Encounters[Encounter].Facts.Notes[0].Type);
    }

    [Theory]
    [InlineData("2035-03-01", 48)]
    [InlineData("1890-03-01", null)]
    public async Task DatesOutsideEveryCodeSetAreTakenAsTheyAre(string date, int? age)
    {
        await using var server = await FhirServer.StartAsync();
        var bundle = Given.Bundle("transaction", Given.Post(Given.Patient(), Given.PatientUrl), Given.Post(Given.Encounter(start: date), Given.EncounterUrl), Given.Post(Given.Note()));

        await server.PostAsync(bundle);

        var facts = server.Store.Encounters[Encounter].Facts;
        Assert.Equal((DateOnly.Parse(date, null), age), (facts.DateOfService!.Value, facts.AgeYears));
    }

    [Fact]
    public async Task AClientThatGoesAwayInTheMiddleLeavesNothingButEvidence()
    {
        await using var server = await FhirServer.StartAsync();
        var body = Encoding.UTF8.GetBytes(Given.Visit().ToJsonString());
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(server.Base.Host, server.Base.Port);
            await using var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /fhir HTTP/1.1\r\nHost: x\r\nX-Actor: client:ehr-1\r\nContent-Type: application/fhir+json\r\nContent-Length: {body.Length}\r\n\r\n"));
            await stream.WriteAsync(body.AsMemory(0, body.Length / 2));
            await stream.FlushAsync();
            socket.Client.LingerState = new LingerOption(true, 0);
        }

        await foreach (var entry in server.Evidence.FollowAsync(0, new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token))
        {
            Assert.Equal((EvidenceAction.Refused, Refusals.ClientGone), (entry.Entry.Action, entry.Entry.Reason.ToString()));
            break;
        }

        Assert.Equal(0, server.Store.Count);
    }

    [Fact]
    public async Task ARequestThatTakesTooLongIsRefused()
    {
        await using var server = await FhirServer.StartAsync(o => o.RequestTimeout = TimeSpan.FromSeconds(30));
        server.Store.BeforeCommit = _ =>
        {
            server.Clock.Advance(TimeSpan.FromSeconds(31));
            return Task.CompletedTask;
        };

        var reply = await server.PostAsync(Given.Visit());

        Assert.Equal((HttpStatusCode.ServiceUnavailable, Refusals.TookTooLong), (reply.Status, reply.Codes[0]));
        Assert.Equal(0, server.Store.Count);
    }

    [Fact]
    public async Task TooMuchAtOnceIsToldToComeBack()
    {
        await using var server = await FhirServer.StartAsync(o => o.MaxConcurrentRequests = 1);
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        server.Store.BeforeCommit = async _ =>
        {
            entered.TrySetResult();
            await leave.Task;
        };
        var first = server.PostAsync(Given.Visit());
        await entered.Task;

        var second = await server.PostAsync(Given.Visit());
        leave.SetResult();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, Refusals.Overloaded), (second.Status, second.Codes[0]));
        Assert.Equal("2", second.Headers.RetryAfter!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await first).Status);
    }

    [Fact]
    public async Task WithoutEvidenceNothingMovesInOrOut()
    {
        var evidence = new FailingEvidenceLog { Healthy = true };
        await using var server = await FhirServer.StartAsync(evidence: evidence);
        await server.PostAsync(Given.Visit());
        evidence.Healthy = false;

        var written = await server.PutAsync(Given.Patient("p2"));
        var read = await server.GetAsync($"Patient/{Given.PatientUrl[9..]}");
        var refused = await server.PostAsync("{");

        Assert.All([written, read, refused], r => Assert.Equal((HttpStatusCode.ServiceUnavailable, Refusals.EvidenceUnavailable), (r.Status, r.Codes[0])));
        Assert.DoesNotContain("birthDate", read.Body, StringComparison.Ordinal);
        Assert.Equal(3, server.Store.Count);
    }

    [Fact]
    public async Task AFullDiskIsSaidAndNothingIsStored()
    {
        await using var server = await FhirServer.StartAsync();
        server.Store.Fault = new Refusal("TEST-DISK", RefusalKind.Unavailable, "The disk is full; nothing was stored.");

        var reply = await server.PostAsync(Given.Visit());

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "TEST-DISK"), (reply.Status, reply.Codes[0]));
        Assert.NotNull(reply.Headers.RetryAfter);
        Assert.Equal("TEST-DISK", Assert.Single(server.Entries).Reason.ToString());
    }

    [Fact]
    public async Task WithoutAKnownClientNothingIsDone()
    {
        await using var server = await FhirServer.StartAsync();
        using var nobody = server.NewClient(null);

        using var reply = await nobody.PostAsync("", new StringContent(Given.Visit().ToJsonString(), null, "application/fhir+json"));

        Assert.Equal(HttpStatusCode.Unauthorized, reply.StatusCode);
        Assert.Equal(0, server.Store.Count);
    }

    [Theory]
    [InlineData("application/fhir+xml", "<Patient xmlns=\"http://hl7.org/fhir\"><gender value=\"zz\"/></Patient>", Refusals.BreaksR4)]
    [InlineData("application/fhir+xml", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]><Patient xmlns=\"http://hl7.org/fhir\"/>", Refusals.MalformedBody)]
    [InlineData("application/fhir+xml", "<Patient xmlns=\"http://hl7.org/fhir\">", Refusals.MalformedBody)]
    [InlineData("application/fhir+json; charset=utf-16", "{}", Refusals.UnsupportedMediaType)]
    [InlineData("application/pdf", "{}", Refusals.UnsupportedMediaType)]
    [InlineData("application/fhir+json", "", Refusals.EmptyBody)]
    [InlineData("application/fhir+json", "[]", Refusals.BreaksR4)]
    [InlineData("application/fhir+json", "{\"resourceType\":\"Patient\",\"active\":true,\"active\":false}", Refusals.BreaksR4)]
    public async Task OtherBodiesAreRefused(string contentType, string body, string code)
    {
        await using var server = await FhirServer.StartAsync();

        var reply = await server.SendAsync(HttpMethod.Post, "Patient", body, contentType, ("Accept", "application/fhir+json"));

        Assert.Equal(code, reply.Codes[0]);
        Assert.DoesNotContain("zz", reply.Body, StringComparison.Ordinal);
    }

    private static async Task<long> PushAsync(NetworkStream stream, long size)
    {
        var chunk = new byte[64 * 1024];
        Array.Fill(chunk, (byte)' ');
        var sent = 0L;
        try
        {
            while (sent < size && !stream.DataAvailable)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"));
                await stream.WriteAsync(chunk);
                await stream.WriteAsync("\r\n"u8.ToArray());
                sent += chunk.Length;
            }
        }
        catch (IOException)
        {
            // The server closed the connection: it has said why.
        }

        return sent;
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!text.ToString().Contains("\"issue\"", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(buffer, patience.Token);
            if (read == 0)
                break;
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }
}
