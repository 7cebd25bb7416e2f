using Appliance.Encounters.Keys;
using Appliance.Encounters.Storage;
using Appliance.Encounters.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Appliance.Encounters.Reconciliation;

/// <summary>A subject as storage knows it.</summary>
/// <param name="Id">Its row; zero for the installation's own resources.</param>
/// <param name="Pseudonym">Its name in the log; null when its key was destroyed.</param>
internal sealed record KnownSubject(Guid Id, Guid? Pseudonym);

/// <summary>Counts what is stored, subject by subject.</summary>
internal sealed class StoredTallies(ClinicalDatabase database, KeyStore keys)
{
    /// <summary>Subjects after a given one, in ascending order of their rows.</summary>
    public IReadOnlyList<KnownSubject> Page(Guid after, int max) => Read(
        "SELECT id, pseudonym FROM subject WHERE id > $0 ORDER BY id LIMIT $1",
        [after.ToByteArray(true), max],
        row => Known(ClinicalSql.ReadGuid(row, 0), (byte[])row[1]));

    /// <summary>What is stored of one subject.</summary>
    public StoredTally Of(Guid id) => Read(
        """
        SELECT count(*), coalesce(sum(length(content)), 0),
               (SELECT count(*) FROM coding WHERE encounter = $0), (SELECT count(*) FROM decision WHERE encounter = $0)
        FROM (SELECT content FROM resource WHERE scope = $0 UNION ALL SELECT content FROM resource_history WHERE scope = $0)
        """,
        [id.ToByteArray(true)],
        row => new StoredTally(row.GetInt64(0), row.GetInt64(1) - (row.GetInt64(0) * FieldCipher.Overhead), row.GetInt32(2), row.GetInt32(3))).Single();

    private KnownSubject Known(Guid id, byte[] pseudonym) =>
        new(id, keys.Find(id) is { } key ? Subject.OpenPseudonym(key, id, pseudonym).Value : null);

    private List<T> Read<T>(string sql, object[] values, Func<SqliteDataReader, T> read)
    {
        using var connection = database.OpenReader();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue("$" + i, values[i]);
        using var row = command.ExecuteReader();
        var found = new List<T>();
        while (row.Read())
            found.Add(read(row));
        return found;
    }
}
