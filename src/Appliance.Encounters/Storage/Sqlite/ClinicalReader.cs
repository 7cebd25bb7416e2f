using Microsoft.Data.Sqlite;

namespace Appliance.Encounters.Storage.Sqlite;

/// <summary>The current version of a resource, still sealed.</summary>
internal sealed record SealedResource(long Version, Guid Scope, byte[] Content, long UpdatedAt, byte[]? Pseudonym);

/// <summary>The name of a resource, still sealed.</summary>
internal sealed record SealedName(byte[] Locator, string Type, Guid Scope, byte[] FhirId);

/// <summary>The readers' SQL.</summary>
internal sealed class ClinicalReader(ClinicalDatabase database)
{
    private const string Name = "SELECT r.locator, r.type, r.scope, r.fhir_id FROM ";

    public SealedResource? Resource(byte[] locator) => Read(
        "SELECT r.version, r.scope, r.content, r.updated_at, s.pseudonym FROM resource r LEFT JOIN subject s ON s.id = r.scope WHERE r.locator = $0",
        locator,
        reader => new SealedResource(
            reader.GetInt64(0), ClinicalSql.ReadGuid(reader, 1), (byte[])reader[2], reader.GetInt64(3), reader.IsDBNull(4) ? null : (byte[])reader[4])).SingleOrDefault();

    public IReadOnlyList<SealedName> ByIdentifier(byte[] mac) =>
        Names(Name + "identifier i JOIN resource r ON r.locator = i.locator WHERE i.mac = $0 LIMIT 2", mac);

    public IReadOnlyList<SealedName> BySourceUrl(byte[] mac) => Names(Name + "source_url u JOIN resource r ON r.locator = u.locator WHERE u.mac = $0", mac);

    /// <param name="locator">Of the FHIR Encounter.</param>
    public IReadOnlyList<SealedName> OfEncounter(byte[] locator) => Names(Name + "subject s JOIN resource r ON r.encounter = s.id WHERE s.locator = $0", locator);

    /// <param name="locator">Of the FHIR Patient.</param>
    public IReadOnlyList<SealedName> EncountersOfPatient(byte[] locator) => Names(Name + "resource r WHERE r.patient = $0", locator);

    /// <summary>True while a delivery for the encounter is unread, or it is queued or being coded.</summary>
    /// <param name="locator">Of the FHIR Encounter.</param>
    public bool Waits(byte[] locator) => Read(
        """
        SELECT EXISTS (SELECT 1 FROM subject s JOIN inbox i ON i.encounter = s.id WHERE s.locator = $0)
            OR EXISTS (SELECT 1 FROM subject s JOIN encounter e ON e.id = s.id WHERE s.locator = $0 AND e.state IN (1, 2)) -- EncounterState.Queued, Coding
        """,
        locator,
        reader => reader.GetInt64(0) == 1).Single();

    private List<SealedName> Names(string sql, byte[] value) =>
        Read(sql, value, reader => new SealedName((byte[])reader[0], reader.GetString(1), ClinicalSql.ReadGuid(reader, 2), (byte[])reader[3]));

    private List<T> Read<T>(string sql, byte[] value, Func<SqliteDataReader, T> row)
    {
        using var connection = database.OpenReader();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$0", value);
        using var reader = command.ExecuteReader();
        var found = new List<T>();
        while (reader.Read())
        {
            found.Add(row(reader));
        }

        return found;
    }
}
