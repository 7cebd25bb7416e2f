using System.Collections.Concurrent;
using Appliance.Evidence.Signing;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Appliance.Evidence.Storage;

/// <summary>Reads a log's SQLite file, also while another process writes it. Each concurrent reader has a connection of its own; a few are kept.</summary>
public sealed class SqliteEvidenceReader : IEvidenceReader, IDisposable
{
    private const int MaxKept = 4;

    private readonly string _connectionString;
    private readonly ConcurrentBag<SqliteConnection> _kept = [];
    private LogKey? _identity;
    private volatile bool _disposed;
    private volatile bool _hasSecondSchema;

    private SqliteEvidenceReader(string path) =>
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 5 }.ToString();

    /// <inheritdoc/>
    public LogKey? Identity => _identity ??= Query(
        "SELECT origin, public_key FROM identity",
        [],
        static row => new LogKey(row.GetString(0), row.GetFieldValue<byte[]>(1))).FirstOrDefault();

    /// <summary>Opens the file for reading.</summary>
    /// <exception cref="EvidenceOpenException">There is no such file.</exception>
    public static SqliteEvidenceReader Open(string path)
    {
        if (!File.Exists(path))
            throw new EvidenceOpenException(EvidenceCodes.Unreadable, $"There is no evidence log at {path}.");
        return new SqliteEvidenceReader(path);
    }

    /// <inheritdoc/>
    public long Count() => Query("SELECT coalesce(max(seq) + 1, 0) FROM entries", [], static row => row.GetInt64(0))[0];

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> ReadLeaves(long from, int max)
    {
        var next = from;
        return Query("SELECT seq, leaf FROM entries WHERE seq >= $from ORDER BY seq LIMIT $max", [("$from", from), ("$max", max)], row =>
            row.GetInt64(0) == next++ ? row.GetFieldValue<byte[]>(1) : throw new InvalidDataException($"Entry {next - 1} of the evidence log is missing."));
    }

    /// <inheritdoc/>
    public byte[]? ReadTile(int level, long index) =>
        Query("SELECT hashes FROM tiles WHERE level = $level AND idx = $idx", [("$level", level), ("$idx", index)], static row => row.GetFieldValue<byte[]>(0)).FirstOrDefault();

    /// <inheritdoc/>
    public StoredHead? LatestHead() => Query("SELECT size, root, signature, oldest_open FROM heads ORDER BY size DESC LIMIT 1", [], HeadOf).FirstOrDefault();

    /// <inheritdoc/>
    public IReadOnlyList<StoredHead> ReadHeads(long afterSize, int max) =>
        Query("SELECT size, root, signature, oldest_open FROM heads WHERE size > $after ORDER BY size LIMIT $max", [("$after", afterSize), ("$max", max)], HeadOf);

    /// <inheritdoc/>
    public IReadOnlyList<long> ReadRotations() => HasSecondSchema ? Query("SELECT seq FROM rotations ORDER BY seq", [], static row => row.GetInt64(0)) : [];

    /// <inheritdoc/>
    public IReadOnlyList<NoteSignature> ReadCosignatures(long size) => HasSecondSchema
        ? Query("SELECT name, key_id, signature FROM cosignatures WHERE size = $size ORDER BY name, key_id", [("$size", size)], SignatureOf)
        : [];

    /// <inheritdoc/>
    public IReadOnlyList<StoredHead> ReadCosignedHeads(int max) => HasSecondSchema
        ? Query("SELECT size, root, signature, oldest_open FROM heads WHERE size IN (SELECT DISTINCT size FROM cosignatures ORDER BY size DESC LIMIT $max) ORDER BY size DESC", [("$max", max)], HeadOf)
        : [];

    /// <inheritdoc/>
    public long MinimumIndex() => HasSecondSchema ? Query("SELECT minimum FROM pruning", [], static row => row.GetInt64(0)).FirstOrDefault() : 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        while (_kept.TryTake(out var connection))
            connection.Dispose();
    }

    private static StoredHead HeadOf(SqliteDataReader row) => row.GetInt64(3) is >= 0 and var oldestOpen
        ? new StoredHead(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2), oldestOpen)
        : throw new InvalidDataException("A signed head of the evidence log names no oldest open intent.");

    private static NoteSignature SignatureOf(SqliteDataReader row)
    {
        var signature = new NoteSignature(row.GetString(0), (uint)(row.GetInt64(1) & uint.MaxValue), row.GetFieldValue<byte[]>(2));
        return signature.IsWellFormed ? signature : throw new InvalidDataException("A cosignature of the evidence log cannot be read.");
    }

    /// <summary>False for a file that was last written by a version without cosignatures; whoever opens it for writing adds the tables.</summary>
    private bool HasSecondSchema => _hasSecondSchema || (_hasSecondSchema = Query("PRAGMA user_version", [], static row => row.GetInt64(0))[0] >= 2);

    private List<T> Query<T>(string sql, ReadOnlySpan<(string Name, object Value)> parameters, Func<SqliteDataReader, T> read)
    {
        var connection = Take();
        var good = false;
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, value) in parameters)
                command.Parameters.AddWithValue(name, value);
            using var row = command.ExecuteReader();
            var rows = new List<T>();
            while (row.Read())
                rows.Add(read(row));
            good = true;
            return rows;
        }
        catch (Exception failure) when (failure is SqliteException or InvalidCastException or InvalidOperationException and not ObjectDisposedException)
        {
            throw failure is SqliteException { SqliteErrorCode: not (raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_ERROR) }
                ? new IOException(SqliteFault.Sentence(failure), failure)
                : new InvalidDataException("The file of the evidence log is damaged: a row cannot be read.", failure);
        }
        finally
        {
            if (good && !_disposed && _kept.Count < MaxKept)
                _kept.Add(connection);
            else
                connection.Dispose();
        }
    }

    private SqliteConnection Take()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_kept.TryTake(out var kept))
            return kept;
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA query_only=ON; PRAGMA trusted_schema=OFF;";
        command.ExecuteNonQuery();
        return connection;
    }
}
