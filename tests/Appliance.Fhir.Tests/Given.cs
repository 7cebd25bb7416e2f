using System.Text;
using System.Text.Json.Nodes;

namespace Appliance.Fhir.Tests;

/// <summary>Small FHIR resources of our own wording.</summary>
public static class Given
{
    public const string PatientUrl = "urn:uuid:11111111-1111-4111-8111-111111111111";
    public const string EncounterUrl = "urn:uuid:22222222-2222-4222-8222-222222222222";
    public const string NoteUrl = "urn:uuid:33333333-3333-4333-8333-333333333333";
    public const string Sentence = "Assessment: acute streptococcal tonsillitis.";

    public static JsonObject Patient(string? id = null) => With(id, new JsonObject
    {
        ["resourceType"] = "Patient",
        ["identifier"] = new JsonArray(new JsonObject { ["system"] = "urn:mrn", ["value"] = "A-1" }),
        ["gender"] = "female",
        ["birthDate"] = "1986-05-02",
    });

    public static JsonObject Encounter(string patient = PatientUrl, string? id = null, string start = "2026-10-05T09:00:00-05:00", string type = "AMB") => With(id, new JsonObject
    {
        ["resourceType"] = "Encounter",
        ["status"] = "finished",
        ["class"] = new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/v3-ActCode", ["code"] = type },
        ["subject"] = Reference(patient),
        ["period"] = new JsonObject { ["start"] = start, ["end"] = start },
    });

    public static JsonObject Note(string patient = PatientUrl, string encounter = EncounterUrl, string? id = null, string text = Sentence, string? contentType = "text/plain; charset=utf-8", byte[]? bytes = null)
    {
        var attachment = new JsonObject();
        if (contentType is not null)
            attachment["contentType"] = contentType;
        attachment["data"] = Convert.ToBase64String(bytes ?? Encoding.UTF8.GetBytes(text));
        return With(id, new JsonObject
        {
            ["resourceType"] = "DocumentReference",
            ["status"] = "current",
            ["docStatus"] = "final",
            ["type"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://loinc.org", ["code"] = "11506-3", ["display"] = "Progress note" }) },
            ["subject"] = Reference(patient),
            ["date"] = "2026-10-05T10:00:00Z",
            ["content"] = new JsonArray(new JsonObject { ["attachment"] = attachment }),
            ["context"] = new JsonObject { ["encounter"] = new JsonArray(Reference(encounter)) },
        });
    }

    public static JsonObject Reference(string reference) => new() { ["reference"] = reference };

    public static JsonObject Bundle(string type, params JsonObject[] entries) => new() { ["resourceType"] = "Bundle", ["type"] = type, ["entry"] = new JsonArray([.. entries]) };

    public static JsonObject Post(JsonObject resource, string? fullUrl = null, string? ifNoneExist = null)
    {
        var entry = new JsonObject();
        if (fullUrl is not null)
            entry["fullUrl"] = fullUrl;
        entry["resource"] = resource;
        entry["request"] = new JsonObject { ["method"] = "POST", ["url"] = resource["resourceType"]!.GetValue<string>() };
        if (ifNoneExist is not null)
            entry["request"]!["ifNoneExist"] = ifNoneExist;
        return entry;
    }

    public static JsonObject Put(JsonObject resource) => new()
    {
        ["resource"] = resource,
        ["request"] = new JsonObject { ["method"] = "PUT", ["url"] = $"{resource["resourceType"]}/{resource["id"]}" },
    };

    /// <summary>A patient, an encounter and a note in one transaction.</summary>
    public static JsonObject Visit(string text = Sentence) =>
        Bundle("transaction", Post(Patient(), PatientUrl), Post(Encounter(), EncounterUrl), Post(Note(text: text), NoteUrl));

    private static JsonObject With(string? id, JsonObject resource)
    {
        if (id is not null)
            resource["id"] = id;
        return resource;
    }
}
