using Appliance.Domain;
using Appliance.Encounters.Keys;

namespace Appliance.Encounters.Storage;

/// <summary>A patient, an encounter, or the installation: who owns what a delivery writes.</summary>
/// <param name="Id">Names the data key; of an encounter it is its <see cref="EncounterId"/>.</param>
/// <param name="Scope">Which of the three.</param>
/// <param name="Locator">Blind index of its FHIR resource; empty for the installation.</param>
/// <param name="Pseudonym">Its name in evidence.</param>
/// <param name="Key">Its key; null when it was erased.</param>
internal sealed record Subject(Guid Id, KeyScope Scope, byte[] Locator, Pseudonym Pseudonym, DataKey? Key)
{
    private const string Table = "subject";
    private const string Column = "pseudonym";

    public static byte[] SealPseudonym(DataKey key, Guid id, Pseudonym pseudonym) =>
        FieldCipher.Seal(key, Table, Column, id.ToByteArray(bigEndian: true), pseudonym.Value.ToByteArray(bigEndian: true));

    public static Pseudonym OpenPseudonym(DataKey key, Guid id, byte[] stored) =>
        new(new Guid(FieldCipher.Open(key, Table, Column, id.ToByteArray(bigEndian: true), stored), bigEndian: true));
}
