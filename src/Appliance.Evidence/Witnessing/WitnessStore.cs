using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;
using Microsoft.Data.Sqlite;

namespace Appliance.Evidence.Witnessing;

/// <summary>
/// What a witness must never forget, in one SQLite file (write-ahead journal, <c>synchronous=FULL</c>):
/// <code>
/// logs       origin → note of the largest checkpoint cosigned, time
/// conflicts  origin, time → signed note that does not go with it
/// </code>
/// Looking at the latest size and storing the next one is one transaction, as tlog-witness demands.
/// </summary>
internal sealed class WitnessStore : IDisposable
{
    private const int ApplicationId = 0x41505754;
    private const int MaxConflicts = 16;

    private readonly Lock _gate = new();
    private readonly FileStream _lock;
    private readonly SqliteConnection _connection;

    private WitnessStore(FileStream fileLock, SqliteConnection connection) => (_lock, _connection) = (fileLock, connection);

    public static WitnessStore Open(string path)
    {
        path = Path.GetFullPath(path);
        FileStream? fileLock = null;
        SqliteConnection? connection = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            fileLock = OwnerFile.Open(path + ".lock", FileMode.OpenOrCreate, FileShare.None);
            if (!File.Exists(path))
                OwnerFile.CreateNew(path).Dispose();
            connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 5 }.ToString());
            connection.Open();
            Prepare(connection, path);
            return new WitnessStore(fileLock, connection);
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            connection?.Dispose();
            fileLock?.Dispose();
            if (failure is EvidenceOpenException)
                throw;
            throw fileLock is null && File.Exists(path + ".lock")
                ? new EvidenceOpenException(EvidenceCodes.InUse, $"Another process has the witness file {path} open. Two witnesses with one key could be told two histories: stop the other.", failure)
                : new EvidenceOpenException(EvidenceCodes.Unreadable, $"The witness file {path} cannot be opened: {SqliteFault.Sentence(failure)}", failure);
        }
    }

    /// <summary>Looks at the latest checkpoint of a log and stores the next one if the judge finds that it extends it; a fork is stored as a conflict.</summary>
    public (WitnessVerdict Verdict, long Known) Advance(string origin, SignedNote note, DateTimeOffset at, Func<Checkpoint?, WitnessVerdict> judge)
    {
        lock (_gate)
        {
            try
            {
                using var transaction = _connection.BeginTransaction(deferred: false);
                var latest = Query("SELECT note FROM logs WHERE origin = $1", [origin], static row => ReadNote(row, 0)).Select(Checkpoint.Read).FirstOrDefault();
                var verdict = judge(latest);
                if (verdict == WitnessVerdict.Extends)
                    Run("INSERT INTO logs VALUES ($1, $2, $3) ON CONFLICT DO UPDATE SET note = excluded.note, at = excluded.at", origin, note.ToBytes(), at.ToUnixTimeSeconds());
                else if (verdict == WitnessVerdict.Fork)
                    Keep(origin, note, at);
                transaction.Commit();
                return (verdict, latest?.Size ?? 0);
            }
            catch (SqliteException failure)
            {
                throw new IOException(SqliteFault.Sentence(failure), failure);
            }
        }
    }

    public IReadOnlyList<WitnessedLog> ReadLogs()
    {
        lock (_gate)
        {
            var conflicts = Query("SELECT origin, note FROM conflicts ORDER BY rowid DESC", [], static row => (Origin: row.GetString(0), Note: ReadNote(row, 1))).ToLookup(row => row.Origin, row => row.Note, StringComparer.Ordinal);
            return Query("SELECT origin, note, at FROM logs ORDER BY origin", [], row =>
            {
                var note = ReadNote(row, 1);
                return new WitnessedLog(row.GetString(0), Checkpoint.Read(note)!.Size, DateTimeOffset.FromUnixTimeSeconds(row.GetInt64(2)), note, [.. conflicts[row.GetString(0)]]);
            });
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _lock.Dispose();
    }

    private static SignedNote ReadNote(SqliteDataReader row, int column) =>
        SignedNote.Read(row.GetFieldValue<byte[]>(column), out var fault) is { } note && Checkpoint.Read(note) is not null
            ? note
            : throw new InvalidDataException($"The witness file is damaged: {fault ?? "a stored note is not a checkpoint."}");

    private static void Prepare(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF;";
        command.ExecuteNonQuery();
        command.CommandText = "SELECT application_id || '/' || user_version || '/' || (SELECT count(*) FROM sqlite_schema) FROM pragma_application_id, pragma_user_version";
        var state = (string)command.ExecuteScalar()!;
        if (state.StartsWith($"{ApplicationId}/1/", StringComparison.Ordinal))
            return;
        if (state != "0/0/0")
            throw new EvidenceOpenException(EvidenceCodes.Unreadable, $"{path} is not a witness file of a version that is known here. Choose another file; nothing was changed.");
        command.CommandText = $"""
            BEGIN IMMEDIATE;
            CREATE TABLE logs (origin TEXT PRIMARY KEY, note BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
            CREATE TABLE conflicts (origin TEXT NOT NULL, note BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
            PRAGMA application_id={ApplicationId}; PRAGMA user_version=1;
            COMMIT;
            """;
        command.ExecuteNonQuery();
    }

    /// <summary>Keeps the newest few, so that a log cannot fill the disk of its witness.</summary>
    private void Keep(string origin, SignedNote note, DateTimeOffset at)
    {
        var bytes = note.ToBytes();
        if (Query("SELECT 1 FROM conflicts WHERE origin = $1 AND note = $2", [origin, bytes], static row => row.GetInt64(0)).Count > 0)
            return;
        Run("INSERT INTO conflicts VALUES ($1, $2, $3)", origin, bytes, at.ToUnixTimeSeconds());
        Run("DELETE FROM conflicts WHERE origin = $1 AND rowid NOT IN (SELECT rowid FROM conflicts WHERE origin = $1 ORDER BY rowid DESC LIMIT $2)", origin, MaxConflicts);
    }

    private void Run(string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private List<T> Query<T>(string sql, ReadOnlySpan<object> values, Func<SqliteDataReader, T> read)
    {
        using var command = Command(sql, values);
        using var row = command.ExecuteReader();
        var rows = new List<T>();
        while (row.Read())
            rows.Add(read(row));
        return rows;
    }

    private SqliteCommand Command(string sql, ReadOnlySpan<object> values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        return command;
    }
}
