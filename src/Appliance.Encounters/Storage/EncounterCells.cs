using System.Buffers.Binary;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Keys;

namespace Appliance.Encounters.Storage;

/// <summary>What the worklist shows, and what places the encounter, without its notes being opened.</summary>
/// <param name="DateOfService">The date that picks the code set.</param>
/// <param name="Status">As the EHR says.</param>
/// <param name="HasFinalNote">True when there is a final note to code.</param>
/// <param name="HasUnreadableNote">True when a final note could not be read.</param>
internal sealed record EncounterSummary(DateOnly? DateOfService, EncounterStatus Status, bool HasFinalNote, bool HasUnreadableNote = false)
{
    public static EncounterSummary Of(EncounterDelivery delivery) =>
        new(delivery.Facts.DateOfService, delivery.Facts.Status, delivery.Facts.Notes.Any(n => n.Signed), delivery.UnreadableNotes.Count > 0);
}

/// <summary>Seals and opens the cells of one encounter under its key.</summary>
internal sealed class EncounterCells(DataKey key)
{
    private readonly byte[] _id = key.Owner.ToByteArray(bigEndian: true);

    public Pseudonym Pseudonym(byte[] stored) => Subject.OpenPseudonym(key, key.Owner, stored);

    public EncounterDelivery Inbox(InboxRow row) =>
        DomainJson.Read<EncounterDelivery>(FieldCipher.Open(key, "inbox", "delivery", row.Id.ToByteArray(bigEndian: true), row.Delivery));

    public byte[] Seal(EncounterSummary summary) => FieldCipher.Seal(key, "encounter", "summary", _id, DomainJson.Write(summary));

    public EncounterSummary Summary(byte[] stored) => DomainJson.Read<EncounterSummary>(FieldCipher.Open(key, "encounter", "summary", _id, stored));

    public FactsRow Seal(EncounterDelivery facts, int version) => new()
    {
        Encounter = key.Owner,
        Version = version,
        Mac = key.Digest(DomainJson.Write(facts.Facts)),
        Facts = FieldCipher.Seal(key, "encounter_facts", "facts", Row(version), DomainJson.Write(facts)),
    };

    /// <summary>True when nothing that coding reads differs: facts and final notes are the same.</summary>
    public bool CodesAlike(FactsRow row, EncounterDelivery facts) => key.Digest(DomainJson.Write(facts.Facts)).AsSpan().SequenceEqual(row.Mac);

    public EncounterDelivery Facts(FactsRow row) => DomainJson.Read<EncounterDelivery>(FieldCipher.Open(key, "encounter_facts", "facts", Row(row.Version), row.Facts));

    public byte[] Seal(CodingResult result, int version) => FieldCipher.Seal(key, "coding", "result", Row(version), DomainJson.Write(result));

    public CodingResult Result(CodingRow row) => DomainJson.Read<CodingResult>(FieldCipher.Open(key, "coding", "result", Row(row.Version), row.Result));

    public byte[] Seal(Decision decision, int number) => FieldCipher.Seal(key, "decision", "decision", Row(number), DomainJson.Write(decision));

    public Decision Decision(DecisionRow row) => DomainJson.Read<Decision>(FieldCipher.Open(key, "decision", "decision", Row(row.Number), row.Decision));

    private byte[] Row(int number)
    {
        var row = new byte[_id.Length + sizeof(int)];
        _id.CopyTo(row, 0);
        BinaryPrimitives.WriteInt32BigEndian(row.AsSpan(_id.Length), number);
        return row;
    }
}
