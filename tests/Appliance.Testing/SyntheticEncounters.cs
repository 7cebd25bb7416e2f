using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Appliance.Testing;

/// <summary>Small encounters in any number, as an EHR would send them: one transaction Bundle each, with a patient, an encounter and one final note.</summary>
public static class SyntheticEncounters
{
    /// <summary>System of the visit numbers.</summary>
    public const string VisitSystem = "urn:acceptance:visit";

    private static readonly string[] Problems =
    [
        "Essential hypertension", "Type 2 diabetes mellitus", "Hypothyroidism", "Gastroesophageal reflux disease", "Acute bronchitis", "Migraine",
        "Iron deficiency anemia", "Moderate persistent asthma", "Gout", "Hyperlipidemia", "Cystitis", "Plantar fasciitis",
    ];

    /// <summary>The visit number of an encounter.</summary>
    public static string Visit(int number) => $"ACC-{number:00000}";

    /// <summary>Resources in one Bundle.</summary>
    public const int ResourcesPerBundle = 3;

    /// <summary>The Bundle of an encounter; the same number gives the same bytes.</summary>
    public static string Bundle(int number, DateOnly dateOfService)
    {
        var date = dateOfService.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var patient = Urn(1, number);
        var encounter = Urn(2, number);
        var bundle = new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["type"] = "transaction",
            ["entry"] = new JsonArray(
                Entry(patient, new JsonObject
                {
                    ["resourceType"] = "Patient",
                    ["identifier"] = Identifier("urn:acceptance:mrn", $"MRN-{number:00000}"),
                    ["name"] = new JsonArray(new JsonObject { ["family"] = "Canary" + number, ["given"] = new JsonArray("Test") }),
                    ["gender"] = number % 2 == 0 ? "female" : "male",
                    ["birthDate"] = "1961-05-04",
                }),
                Entry(encounter, new JsonObject
                {
                    ["resourceType"] = "Encounter",
                    ["identifier"] = Identifier(VisitSystem, Visit(number)),
                    ["status"] = "finished",
                    ["class"] = new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/v3-ActCode", ["code"] = "AMB" },
                    ["subject"] = new JsonObject { ["reference"] = patient },
                    ["period"] = new JsonObject { ["start"] = date + "T09:00:00Z", ["end"] = date + "T09:20:00Z" },
                }),
                Entry(Urn(3, number), new JsonObject
                {
                    ["resourceType"] = "DocumentReference",
                    ["status"] = "current",
                    ["docStatus"] = "final",
                    ["type"] = new JsonObject { ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://loinc.org", ["code"] = "11506-3" }) },
                    ["subject"] = new JsonObject { ["reference"] = patient },
                    ["date"] = date + "T10:00:00Z",
                    ["content"] = new JsonArray(new JsonObject
                    {
                        ["attachment"] = new JsonObject { ["contentType"] = "text/plain", ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Note(number))) },
                    }),
                    ["context"] = new JsonObject { ["encounter"] = new JsonArray(new JsonObject { ["reference"] = encounter }) },
                })),
        };
        return bundle.ToJsonString(new JsonSerializerOptions { WriteIndented = false });
    }

    /// <summary>The text of its note: two problems of a visit, one denied symptom.</summary>
    public static string Note(int number) =>
        $"""
        PROGRESS NOTE

        History of present illness: The patient is seen for follow-up, visit number {number}. No chest pain, no fever.

        Assessment and plan:
        1. {Problems[number % Problems.Length]}. Continue present treatment.
        2. {Problems[(number / Problems.Length + number + 1) % Problems.Length]}. Stable.
        """;

    private static JsonObject Entry(string fullUrl, JsonObject resource) => new()
    {
        ["fullUrl"] = fullUrl,
        ["resource"] = resource,
        ["request"] = new JsonObject { ["method"] = "POST", ["url"] = resource["resourceType"]!.GetValue<string>() },
    };

    private static JsonArray Identifier(string system, string value) => new(new JsonObject { ["system"] = system, ["value"] = value });

    private static string Urn(int kind, int number) => $"urn:uuid:7c0de000-{kind:x4}-4000-8000-{number:x12}";
}
