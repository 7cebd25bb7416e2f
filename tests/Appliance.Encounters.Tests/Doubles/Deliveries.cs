using System.Text;
using System.Text.Json.Nodes;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Testing;

namespace Appliance.Encounters.Tests.Doubles;

/// <summary>Deliveries as the EHR boundary makes them.</summary>
internal static class Deliveries
{
    /// <summary>Words that must never be found in a file in clear.</summary>
    public const string Canary = "CanaryMcTestface";

    public static ResourceKey Patient(string id = "p1") => new("Patient", id);

    public static ResourceKey Encounter(string id = "e1") => new("Encounter", id);

    /// <summary>A patient, an encounter and one final note, as one request.</summary>
    public static Delivery Visit(string id = "e1", string text = "Assessment: type 2 diabetes mellitus.", EncounterStatus status = EncounterStatus.Finished, int noteVersion = 1)
    {
        var note = new Note(new NoteId($"note-{id}"), text) { Version = noteVersion };
        return Visit(id, [note], status);
    }

    public static Delivery Visit(string id, IReadOnlyList<Note> notes, EncounterStatus status = EncounterStatus.Finished, DateOnly? date = null)
    {
        var facts = new Encounter(EncounterId.None, notes)
        {
            Setting = Setting.Outpatient,
            Status = status,
            DateOfService = date ?? new DateOnly(2026, 11, 2),
        };
        ResourceWrite[] writes =
        [
            Write(Patient("p-" + id), new JsonObject { ["name"] = Canary }) with { Identifiers = [new BusinessIdentifier("urn:mrn", "MRN-" + Canary + id)], SourceUrl = "urn:uuid:patient-" + id },
            Write(Encounter(id), new JsonObject { ["status"] = status.ToString() }) with { Patient = Patient("p-" + id), Encounter = Encounter(id) },
            .. notes.Select(n => Write(new ResourceKey("DocumentReference", n.Id.Value), new JsonObject { ["text"] = n.Text }) with { Patient = Patient("p-" + id), Encounter = Encounter(id) }),
        ];
        return new Delivery(Some.Client, writes.Sum(w => (long)w.Content.Length), writes, [new EncounterDelivery(Encounter(id), Patient("p-" + id), facts)]);
    }

    public static ResourceWrite Write(ResourceKey key, JsonObject content)
    {
        content["resourceType"] = key.Type;
        content["id"] = key.Id;
        return new ResourceWrite(key, Encoding.UTF8.GetBytes(content.ToJsonString()));
    }
}
