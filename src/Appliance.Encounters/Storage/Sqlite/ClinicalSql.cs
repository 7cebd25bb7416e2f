using Appliance.Encounters.Keys;
using Microsoft.Data.Sqlite;

namespace Appliance.Encounters.Storage.Sqlite;

/// <summary>What is known of the current version of a resource without opening it.</summary>
internal sealed record ResourceHead(long Version, Guid Scope, byte[] Mac, long UpdatedAt);

/// <summary>A resource as it is written.</summary>
internal sealed record ResourceRow(byte[] Locator, string Type, long Version, Guid Scope, Guid? Encounter, byte[]? Patient, byte[] FhirId, byte[] Mac, byte[] Content, long UpdatedAt);

/// <summary>The writer's SQL. Plain ADO.NET with prepared statements: this is the hot path of intake. Used by the holder of the write right only.</summary>
internal sealed class ClinicalSql(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _prepared = [];

    public void Begin() => Prepare("BEGIN IMMEDIATE").ExecuteNonQuery();

    public void Commit() => Prepare("COMMIT").ExecuteNonQuery();

    public void Rollback()
    {
        try
        {
            Prepare("ROLLBACK").ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself (disk full): there is no transaction left to end.
        }
    }

    public ResourceHead? Head(byte[] locator)
    {
        using var reader = Query("SELECT version, scope, content_mac, updated_at FROM resource WHERE locator = $0", locator);
        return reader.Read() ? new ResourceHead(reader.GetInt64(0), ReadGuid(reader, 1), (byte[])reader[2], reader.GetInt64(3)) : null;
    }

    public (Guid Id, KeyScope Scope, byte[] Pseudonym)? Subject(byte[] locator)
    {
        using var reader = Query("SELECT id, kind, pseudonym FROM subject WHERE locator = $0", locator);
        return reader.Read() ? (ReadGuid(reader, 0), (KeyScope)reader.GetInt32(1), (byte[])reader[2]) : null;
    }

    public void InsertSubject(Guid id, KeyScope scope, byte[] locator, byte[] pseudonym) =>
        Execute("INSERT INTO subject (id, kind, locator, pseudonym) VALUES ($0, $1, $2, $3)", Bytes(id), (int)scope, locator, pseudonym);

    public void InsertResource(ResourceRow row) => Execute(
        "INSERT INTO resource (locator, type, version, scope, encounter, patient, fhir_id, content_mac, content, updated_at) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row.Locator, row.Type, row.Version, Bytes(row.Scope), OrNull(row.Encounter), OrNull(row.Patient), row.FhirId, row.Mac, row.Content, row.UpdatedAt);

    public void ReplaceResource(ResourceRow row)
    {
        Execute(
            "INSERT INTO resource_history (locator, version, scope, content, updated_at) SELECT locator, version, scope, content, updated_at FROM resource WHERE locator = $0",
            row.Locator);
        Execute(
            "UPDATE resource SET version = $1, scope = $2, encounter = $3, patient = $4, fhir_id = $5, content_mac = $6, content = $7, updated_at = $8 WHERE locator = $0",
            row.Locator, row.Version, Bytes(row.Scope), OrNull(row.Encounter), OrNull(row.Patient), row.FhirId, row.Mac, row.Content, row.UpdatedAt);
        Execute("DELETE FROM identifier WHERE locator = $0", row.Locator);
    }

    public void InsertIdentifier(byte[] mac, byte[] locator) => Execute("INSERT OR IGNORE INTO identifier (mac, locator) VALUES ($0, $1)", mac, locator);

    public void PutSourceUrl(byte[] mac, byte[] locator) => Execute("INSERT OR REPLACE INTO source_url (mac, locator) VALUES ($0, $1)", mac, locator);

    public void InsertInbox(InboxRow row) => Execute(
        "INSERT INTO inbox (id, encounter, priority, sample, bytes, received_at, delivery) VALUES ($0, $1, $2, $3, $4, $5, $6)",
        Bytes(row.Id), Bytes(row.Encounter), (int)row.Priority, row.Sample ? 1 : 0, row.Bytes, row.ReceivedAt, row.Delivery);

    public void Dispose()
    {
        foreach (var command in _prepared.Values)
        {
            command.Dispose();
        }
    }

    internal static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    internal static Guid ReadGuid(SqliteDataReader reader, int column) => new((byte[])reader[column], bigEndian: true);

    private static object OrNull(Guid? id) => id is { } value ? Bytes(value) : DBNull.Value;

    private static object OrNull(byte[]? value) => (object?)value ?? DBNull.Value;

    private void Execute(string sql, params ReadOnlySpan<object> values) => Bind(sql, values).ExecuteNonQuery();

    private SqliteDataReader Query(string sql, params ReadOnlySpan<object> values) => Bind(sql, values).ExecuteReader();

    private SqliteCommand Bind(string sql, ReadOnlySpan<object> values)
    {
        var command = Prepare(sql);
        for (var i = 0; i < values.Length; i++)
        {
            if (i < command.Parameters.Count)
            {
                command.Parameters[i].Value = values[i];
            }
            else
            {
                command.Parameters.AddWithValue($"${i}", values[i]);
            }
        }

        return command;
    }

    private SqliteCommand Prepare(string sql)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            _prepared[sql] = command;
        }

        return command;
    }
}
