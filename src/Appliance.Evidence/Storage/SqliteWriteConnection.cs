using Appliance.Evidence.Signing;
using Appliance.Evidence.Tiles;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Appliance.Evidence.Storage;

/// <summary>The one connection that writes, with its prepared statements.</summary>
internal sealed class SqliteWriteConnection : IDisposable
{
    /// <summary>"APEL", so that <c>file</c> and we tell an evidence log from another SQLite file.</summary>
    private const int ApplicationId = 0x4150454C;

    private const int SchemaVersion = 2;

    /// <summary><c>PRAGMA synchronous</c>: each commit ends with an fsync.</summary>
    private const long Full = 2;

    private const string Schema = """
        CREATE TABLE identity (id INTEGER PRIMARY KEY CHECK (id = 1), origin TEXT NOT NULL, public_key BLOB NOT NULL) STRICT;
        CREATE TABLE entries (seq INTEGER PRIMARY KEY, leaf BLOB NOT NULL) STRICT;
        CREATE TABLE tiles (level INTEGER NOT NULL, idx INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY (level, idx)) STRICT;
        CREATE TABLE heads (size INTEGER PRIMARY KEY, root BLOB NOT NULL, signature BLOB NOT NULL, oldest_open INTEGER NOT NULL) STRICT;
        CREATE TABLE probe (id INTEGER PRIMARY KEY CHECK (id = 1), tries INTEGER NOT NULL) STRICT;
        INSERT INTO probe VALUES (1, 0);
        """;

    /// <summary>What the second version added; the tables of the first are as they were.</summary>
    private const string SecondSchema = """
        CREATE TABLE cosignatures (size INTEGER NOT NULL, name TEXT NOT NULL, key_id INTEGER NOT NULL, signature BLOB NOT NULL, PRIMARY KEY (size, name, key_id)) STRICT;
        CREATE TABLE rotations (seq INTEGER PRIMARY KEY) STRICT;
        CREATE TABLE pruning (id INTEGER PRIMARY KEY CHECK (id = 1), minimum INTEGER NOT NULL) STRICT;
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly SqliteCommand _count;
    private readonly SqliteCommand _addEntry;
    private readonly SqliteCommand _addTile;
    private readonly SqliteCommand _addHead;
    private readonly SqliteCommand _dropHead;

    private SqliteWriteConnection(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _count = Prepare("SELECT coalesce(max(seq) + 1, 0) FROM entries");
        _addEntry = Prepare("INSERT INTO entries VALUES ($seq, $leaf)", "$seq", "$leaf");
        _addTile = Prepare("INSERT INTO tiles VALUES ($level, $idx, $hashes)", "$level", "$idx", "$hashes");
        _addHead = Prepare("INSERT INTO heads VALUES ($size, $root, $signature, $open)", "$size", "$root", "$signature", "$open");
        _dropHead = Prepare("DELETE FROM heads WHERE size = $size AND NOT EXISTS (SELECT 1 FROM cosignatures c WHERE c.size = heads.size)", "$size");
    }

    /// <summary>False when the connection is stuck in a transaction that it cannot end.</summary>
    public bool IsUsable { get; private set; } = true;

    public static SqliteWriteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            connection.Open();
            Run(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-8000; PRAGMA trusted_schema=OFF;");
            if (Scalar(connection, "PRAGMA synchronous") != Full || Journal(connection) != "wal")
                throw new EvidenceOpenException(EvidenceCodes.Unreadable, $"The file system of {path} does not take a write-ahead journal with synced commits. Put the data folder on a local disk.");
            PrepareSchema(connection, path);
            return new SqliteWriteConnection(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void InTransaction(Action<SqliteWriteConnection> work)
    {
        _begin.ExecuteNonQuery();
        try
        {
            work(this);
            _commit.ExecuteNonQuery();
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    public void Found(LogKey identity)
    {
        using var command = Prepare("INSERT INTO identity VALUES (1, $origin, $key)", "$origin", "$key");
        Execute(command, identity.Origin, identity.PublicKey.ToArray());
    }

    public void Add(StoreBatch batch)
    {
        // Fencing: the lock is advisory, so a second writer that ignores it shows here and nothing is written.
        if ((long)_count.ExecuteScalar()! != batch.FirstSequence)
            throw new EvidenceUnavailableException("The evidence log was changed by another writer. Stop that process; nothing moves until then.");
        if (batch.Leaves.Any(leaf => leaf.Length > EntryBundle.MaxEntryBytes))
            throw new EvidenceUnavailableException($"An entry has more than {EntryBundle.MaxEntryBytes} bytes, which no bundle can hold. It was not written.");
        var sequence = batch.FirstSequence;
        foreach (var leaf in batch.Leaves)
            Execute(_addEntry, sequence++, leaf);
        foreach (var tile in batch.Tiles)
            Execute(_addTile, tile.Level, tile.Index, tile.Hashes.ToArray());
        if (batch.SupersededHead is { } size)
            Execute(_dropHead, size);
        if (batch.Head is { } head)
            Execute(_addHead, head.Size, head.RootHash, head.Signature, head.OldestOpen);
        foreach (var rotation in batch.Rotations)
            Run(_connection, "INSERT INTO rotations VALUES ($1)", rotation);
        foreach (var cosigned in batch.Cosigned)
            Add(cosigned);
        if (batch.MinimumIndex is { } minimum)
            Run(_connection, "INSERT INTO pruning VALUES (1, $1) ON CONFLICT DO UPDATE SET minimum = max(minimum, excluded.minimum)", minimum);
    }

    public void Probe() => Run(_connection, "UPDATE probe SET tries = tries + 1");

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_begin, _commit, _rollback, _count, _addEntry, _addTile, _addHead, _dropHead])
            command.Dispose();
        _connection.Dispose();
    }

    private void Add(CosignedHead cosigned)
    {
        var head = cosigned.Head;
        if (cosigned.Superseded is { } superseded)
        {
            Run(_connection, "DELETE FROM cosignatures WHERE size = $1", superseded);
            Execute(_dropHead, superseded);
        }

        Run(_connection, "INSERT OR IGNORE INTO heads VALUES ($1, $2, $3, $4)", head.Size, head.RootHash, head.Signature, head.OldestOpen);
        foreach (var signature in cosigned.Signatures)
            Run(_connection, "INSERT OR REPLACE INTO cosignatures VALUES ($1, $2, $3, $4)", head.Size, signature.Name, (long)signature.KeyId, signature.Signature.ToArray());
    }

    private static void PrepareSchema(SqliteConnection connection, string path)
    {
        var (application, version) = (Scalar(connection, "PRAGMA application_id"), Scalar(connection, "PRAGMA user_version"));
        if (application == ApplicationId && version == SchemaVersion)
            return;
        if (application == ApplicationId && version == 1)
        {
            Run(connection, $"BEGIN IMMEDIATE; {SecondSchema} PRAGMA user_version={SchemaVersion}; COMMIT;");
            return;
        }

        if (application != 0 || version != 0 || Scalar(connection, "SELECT count(*) FROM sqlite_schema") != 0)
        {
            var sentence = application == ApplicationId
                ? $"The evidence log {path} was written by a newer version (schema {version}); this one knows schema {SchemaVersion}. Start that version."
                : $"{path} is a database, but not an evidence log. Choose another file; nothing was changed.";
            throw new EvidenceOpenException(EvidenceCodes.Unreadable, sentence);
        }

        Run(connection, $"BEGIN IMMEDIATE; {Schema} {SecondSchema} PRAGMA application_id={ApplicationId}; PRAGMA user_version={SchemaVersion}; COMMIT;");
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static string Journal(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode";
        return (string)command.ExecuteScalar()!;
    }

    private static void Run(SqliteConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        command.ExecuteNonQuery();
    }

    private static void Execute(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private void RollBack()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle) != 0)
            return; // SQLite has rolled back by itself.
        try
        {
            _rollback.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            IsUsable = raw.sqlite3_get_autocommit(_connection.Handle) != 0;
        }
    }
}
