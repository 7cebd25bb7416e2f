using Appliance.Evidence.Storage;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Appliance.Evidence.Trails;

/// <summary>
/// Which entries are about a subject: a derived file beside the log, so that the trail of one encounter needs no scan. It proves nothing: entries are always
/// read from the log. A file that belongs to another log, or is damaged, is made anew. Safe for concurrent use.
/// </summary>
public sealed class SubjectIndex : IDisposable
{
    private const int Batch = 10_000;

    private readonly IEvidenceLog _log;
    private readonly SqliteConnection _connection;
    private readonly SemaphoreSlim _turn = new(1);
    private long _covered;
    private byte[] _first = [];
    private bool _resumed;

    private SubjectIndex(IEvidenceLog log, SqliteConnection connection) => (_log, _connection) = (log, connection);

    /// <summary>Entries that are indexed; those after them are added before each answer.</summary>
    public long Covered => Volatile.Read(ref _covered);

    /// <summary>Opens the index of a log, or makes an empty one.</summary>
    /// <param name="path">The file; 0600.</param>
    /// <param name="log">The log.</param>
    public static SubjectIndex Open(string path, IEvidenceLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        try
        {
            return new SubjectIndex(log, Connect(path));
        }
        catch (SqliteException damage) when (damage.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB)
        {
            foreach (var suffix in (string[])[string.Empty, "-wal", "-shm"])
                File.Delete(path + suffix);
            return new SubjectIndex(log, Connect(path));
        }
    }

    /// <summary>All entries about a subject, oldest first.</summary>
    /// <param name="subject">Its pseudonym; zero for entries about none.</param>
    /// <param name="max">At most this many, the oldest.</param>
    /// <param name="cancellation">Stops the read.</param>
    /// <exception cref="EvidenceDamagedException">One of them cannot be read back as it was written.</exception>
    public async Task<IReadOnlyList<SequencedEntry>> TrailAsync(Guid subject, int max, CancellationToken cancellation)
    {
        await CatchUpAsync(cancellation).ConfigureAwait(false);
        var numbers = await QueryAsync("SELECT seq FROM subject_entry WHERE subject = $0 ORDER BY seq LIMIT $1", [subject.ToByteArray(true), max], row => row.GetInt64(0), cancellation).ConfigureAwait(false);
        var trail = new List<SequencedEntry>(numbers.Count);
        for (var i = 0; i < numbers.Count;)
        {
            // Entries of one subject often lie together: one read for each run.
            var run = 1;
            while (i + run < numbers.Count && run < IEvidenceLog.MaxEntriesPerAppend && numbers[i + run] == numbers[i] + run)
                run++;
            trail.AddRange(await _log.ReadAsync(numbers[i], run, cancellation).ConfigureAwait(false));
            i += run;
        }

        return trail;
    }

    /// <summary>Subjects of the log after a given one, in ascending order; for walking through all of them.</summary>
    /// <param name="after">The last one seen; zero to begin.</param>
    /// <param name="max">At most this many.</param>
    /// <param name="cancellation">Stops the read.</param>
    public async Task<IReadOnlyList<Guid>> SubjectsAsync(Guid after, int max, CancellationToken cancellation)
    {
        await CatchUpAsync(cancellation).ConfigureAwait(false);
        return await QueryAsync(
            "SELECT DISTINCT subject FROM subject_entry WHERE subject > $0 ORDER BY subject LIMIT $1",
            [after.ToByteArray(true), max],
            row => new Guid((byte[])row[0], bigEndian: true),
            cancellation).ConfigureAwait(false);
    }

    /// <summary>Adds the entries that came since.</summary>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!_resumed && _log.Count > 0)
                await ResumeAsync(cancellation).ConfigureAwait(false);
            while (_covered < _log.Count)
            {
                var (subjects, next) = await ReadAsync(cancellation).ConfigureAwait(false);
                Add(subjects, next);
                Volatile.Write(ref _covered, next);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Dispose();
        _turn.Dispose();
    }

    private static SqliteConnection Connect(string path)
    {
        if (!File.Exists(path))
            OwnerFile.CreateNew(path).Dispose();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 5 }.ToString());
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA trusted_schema=OFF;");
            Execute(connection, "CREATE TABLE IF NOT EXISTS subject_entry (subject BLOB NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (subject, seq)) WITHOUT ROWID; CREATE TABLE IF NOT EXISTS covered (next INTEGER NOT NULL, log BLOB NOT NULL);");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A log is known by the hash of its first entry: it holds the time and the process, so no two logs share it.</summary>
    private async Task ResumeAsync(CancellationToken cancellation)
    {
        var known = Query("SELECT next, log FROM covered", [], row => (Next: row.GetInt64(0), Log: (byte[])row[1]));
        _first = await FirstAsync(cancellation).ConfigureAwait(false);
        if (known is [var (next, first)] && next <= _log.Count && _first.AsSpan().SequenceEqual(first))
            Volatile.Write(ref _covered, next);
        else
            Execute(_connection, "DELETE FROM subject_entry; DELETE FROM covered;");
        _resumed = true;
    }

    private async Task<byte[]> FirstAsync(CancellationToken cancellation)
    {
        try
        {
            return (await _log.ReadAsync(0, 1, cancellation).ConfigureAwait(false))[0].LeafHash.ToArray();
        }
        catch (EvidenceDamagedException)
        {
            return [];
        }
    }

    /// <summary>The next entries' subjects; a damaged entry has none and is passed over, since the log reports it by itself.</summary>
    private async Task<(List<(Guid Subject, long Sequence)> Subjects, long Next)> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            var entries = await _log.ReadAsync(_covered, Batch, cancellation).ConfigureAwait(false);
            return ([.. entries.Select(e => (e.Entry.Subject, e.Sequence))], entries[^1].Sequence + 1);
        }
        catch (EvidenceDamagedException damage) when (damage.Sequence == _covered)
        {
            return ([], _covered + 1);
        }
    }

    private void Add(List<(Guid Subject, long Sequence)> subjects, long next)
    {
        using var transaction = _connection.BeginTransaction();
        using (var insert = _connection.CreateCommand())
        {
            insert.CommandText = "INSERT OR IGNORE INTO subject_entry (subject, seq) VALUES ($0, $1)";
            var subject = insert.Parameters.Add("$0", SqliteType.Blob);
            var sequence = insert.Parameters.Add("$1", SqliteType.Integer);
            foreach (var (id, number) in subjects)
            {
                (subject.Value, sequence.Value) = (id.ToByteArray(true), number);
                insert.ExecuteNonQuery();
            }
        }

        using (var cover = _connection.CreateCommand())
        {
            cover.CommandText = "DELETE FROM covered; INSERT INTO covered (next, log) VALUES ($0, $1)";
            cover.Parameters.AddWithValue("$0", next);
            cover.Parameters.AddWithValue("$1", _first);
            cover.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private async Task<List<T>> QueryAsync<T>(string sql, object[] values, Func<SqliteDataReader, T> read, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return Query(sql, values, read);
        }
        finally
        {
            _turn.Release();
        }
    }

    private List<T> Query<T>(string sql, object[] values, Func<SqliteDataReader, T> read)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue("$" + i, values[i]);
        using var row = command.ExecuteReader();
        var found = new List<T>();
        while (row.Read())
            found.Add(read(row));
        return found;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
