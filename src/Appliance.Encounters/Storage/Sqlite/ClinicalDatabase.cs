using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Appliance.Encounters.Storage.Sqlite;

/// <summary>
/// The domain database of this process: any number of readers, one writer at a time. Writers take <see cref="WriteAsync"/> first, so that none of them
/// ever waits inside SQLite.
/// </summary>
public sealed class ClinicalDatabase : IDisposable
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private readonly string _readers;
    private readonly DbContextOptions<EncounterContext> _context;

    private ClinicalDatabase(string path, SqliteConnection connection)
    {
        Connection = connection;
        _readers = SqliteFile.ConnectionString(path, pooling: true);
        _context = new DbContextOptionsBuilder<EncounterContext>()
            .UseSqlite(_readers)
            .AddInterceptors(new DurableCommits())
            .EnableThreadSafetyChecks(false)
            .Options;
    }

    /// <summary>The connection of the holder of the write right, for SQL of its own.</summary>
    internal SqliteConnection Connection { get; }

    /// <summary>Opens the database and brings it to the present schema.</summary>
    public static ClinicalDatabase Open(string path, TimeProvider time)
    {
        var connection = SqliteFile.Open(path, pooling: false);
        try
        {
            SchemaScripts.Apply(connection, "clinical", time);
            return new ClinicalDatabase(path, connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Waits for the right to write; disposing gives it back.</summary>
    internal async Task<IDisposable> WriteAsync(CancellationToken cancellation)
    {
        await _writer.WaitAsync(cancellation).ConfigureAwait(false);
        return new Right(_writer);
    }

    /// <summary>Domain rows through EF Core.</summary>
    internal EncounterContext Rows() => new(_context);

    /// <summary>Domain rows as they all stood at one moment.</summary>
    internal async Task<EncounterContext> SnapshotAsync(CancellationToken cancellation)
    {
        var rows = Rows();
        await rows.Database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        // A deferred transaction of a reader: EF's own would take the write lock.
        var transaction = ((SqliteConnection)rows.Database.GetDbConnection()).BeginTransaction(deferred: true);
        await rows.Database.UseTransactionAsync(transaction, cancellation).ConfigureAwait(false);
        return rows;
    }

    /// <summary>A connection to read with.</summary>
    internal SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection(_readers);
        connection.Open();
        return connection;
    }

    /// <summary>Lets the file grow to so many pages only: the next write beyond them fails as on a full disk.</summary>
    internal void LimitPages(long pages) => SqliteFile.Execute(Connection, $"PRAGMA max_page_count = {pages}");

    /// <inheritdoc/>
    public void Dispose()
    {
        Connection.Dispose();
        using var probe = new SqliteConnection(_readers);
        SqliteConnection.ClearPool(probe);
        _writer.Dispose();
    }

    private sealed class Right(SemaphoreSlim writer) : IDisposable
    {
        private SemaphoreSlim? _held = writer;

        public void Dispose() => Interlocked.Exchange(ref _held, null)?.Release();
    }

    /// <summary>EF opens connections of its own; each is told to reach the disk before a commit returns.</summary>
    private sealed class DurableCommits : DbConnectionInterceptor
    {
        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => SqliteFile.MakeDurable((SqliteConnection)connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            SqliteFile.MakeDurable((SqliteConnection)connection);
            return Task.CompletedTask;
        }
    }
}
