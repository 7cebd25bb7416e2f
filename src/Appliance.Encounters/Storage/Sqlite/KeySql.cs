using Appliance.Encounters.Keys;
using Microsoft.Data.Sqlite;

namespace Appliance.Encounters.Storage.Sqlite;

/// <summary>A data key as it is stored.</summary>
internal sealed record WrappedKey(Guid Owner, KeyScope Scope, int Version, byte[] Wrapped, long CreatedAt);

/// <summary>The key store's SQL: one connection, secure delete, and a write-ahead log that is emptied after each erasure.</summary>
internal sealed class KeySql : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    private KeySql(SqliteConnection connection) => _connection = connection;

    public static KeySql Open(string path, TimeProvider time)
    {
        var connection = SqliteFile.Open(path, pooling: false);
        SqliteFile.Execute(connection, "PRAGMA secure_delete = ON");
        SchemaScripts.Apply(connection, "keys", time);
        return new KeySql(connection);
    }

    public long Count()
    {
        lock (_lock)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM data_key";
            return (long)command.ExecuteScalar()!;
        }
    }

    public (int Version, byte[] Wrapped)? Read(Guid owner)
    {
        lock (_lock)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT version, wrapped FROM data_key WHERE owner = $owner ORDER BY version DESC LIMIT 1";
            command.Parameters.AddWithValue("$owner", owner.ToByteArray(bigEndian: true));
            using var reader = command.ExecuteReader();
            return reader.Read() ? (reader.GetInt32(0), (byte[])reader[1]) : null;
        }
    }

    public void Insert(IReadOnlyList<WrappedKey> keys)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            using var command = _connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "INSERT INTO data_key (owner, scope, version, wrapped, created_at) VALUES ($owner, $scope, $version, $wrapped, $at)";
            var owner = command.Parameters.Add("$owner", SqliteType.Blob);
            var scope = command.Parameters.Add("$scope", SqliteType.Integer);
            var version = command.Parameters.Add("$version", SqliteType.Integer);
            var wrapped = command.Parameters.Add("$wrapped", SqliteType.Blob);
            var at = command.Parameters.Add("$at", SqliteType.Integer);
            foreach (var key in keys)
            {
                owner.Value = key.Owner.ToByteArray(bigEndian: true);
                scope.Value = (int)key.Scope;
                version.Value = key.Version;
                wrapped.Value = key.Wrapped;
                at.Value = key.CreatedAt;
                command.ExecuteNonQuery();
            }

            transaction.Commit();
        }
    }

    public bool Delete(Guid owner)
    {
        lock (_lock)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "DELETE FROM data_key WHERE owner = $owner";
            command.Parameters.AddWithValue("$owner", owner.ToByteArray(bigEndian: true));
            var deleted = command.ExecuteNonQuery() > 0;
            SqliteFile.Execute(_connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            return deleted;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _connection.Dispose();
        }
    }
}
