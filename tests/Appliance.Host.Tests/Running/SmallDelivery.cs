using System.Text;
using System.Text.Json;

namespace Appliance.Host.Tests.Running;

/// <summary>A transaction Bundle with one patient, one finished encounter of this month and one final note.</summary>
internal static class SmallDelivery
{
    /// <summary>Stands in the Bundle in places that must never appear in a metric, a log line or evidence.</summary>
    public const string Secret = "Quillfeather";

    public static StringContent Bundle(int number) => new(Json(number), Encoding.UTF8, "application/fhir+json");

    private static string Json(int number)
    {
        var (patient, encounter, note) = (Url(number, 1), Url(number, 2), Url(number, 3));
        const string text = "ASSESSMENT AND PLAN:\n1. Type 2 diabetes mellitus without complications.\n2. Essential hypertension. Continue lisinopril.\n";
        var start = DateTimeOffset.UnixEpoch.AddDays(20_760);
        return JsonSerializer.Serialize(new
        {
            resourceType = "Bundle",
            type = "transaction",
            entry = new object[]
            {
                Entry(patient, "Patient", new { resourceType = "Patient", identifier = new[] { new { system = "urn:test:mrn", value = $"{Secret}-{number}" } }, name = new[] { new { family = Secret } }, gender = "female", birthDate = "1960-05-01" }),
                Entry(encounter, "Encounter", new
                {
                    resourceType = "Encounter",
                    status = "finished",
                    @class = new { system = "http://terminology.hl7.org/CodeSystem/v3-ActCode", code = "AMB" },
                    subject = new { reference = patient },
                    period = new { start, end = start.AddMinutes(30) },
                }),
                Entry(note, "DocumentReference", new
                {
                    resourceType = "DocumentReference",
                    status = "current",
                    docStatus = "final",
                    type = new { text = "Progress note" },
                    subject = new { reference = patient },
                    context = new { encounter = new[] { new { reference = encounter } } },
                    content = new[] { new { attachment = new { contentType = "text/plain", data = Convert.ToBase64String(Encoding.UTF8.GetBytes($"Patient {Secret}.\n{text}")) } } },
                }),
            },
        });
    }

    private static object Entry(string url, string type, object resource) => new { fullUrl = url, resource, request = new { method = "POST", url = type } };

    private static string Url(int number, int part) => $"urn:uuid:00000000-0000-4000-8000-{number:x6}00000{part}";
}
