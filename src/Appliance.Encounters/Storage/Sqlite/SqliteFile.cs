using Microsoft.Data.Sqlite;

namespace Appliance.Encounters.Storage.Sqlite;

/// <summary>Opens SQLite files in the one way in which this project uses them.</summary>
internal static class SqliteFile
{
    private const int BusySeconds = 30;
    private const int DiskFull = 13;
    private const int InputOutput = 10;
    private const int ReadOnly = 8;
    private const int CannotOpen = 14;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    public static string ConnectionString(string path, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadWriteCreate,
        ForeignKeys = true,
        DefaultTimeout = BusySeconds,
        Pooling = pooling,
    }.ToString();

    /// <summary>A connection whose commits are on the disk when they return. The file is made readable by its owner only.</summary>
    public static SqliteConnection Open(string path, bool pooling)
    {
        if (!File.Exists(path))
        {
            using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }

        var connection = new SqliteConnection(ConnectionString(path, pooling));
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode = WAL");
            MakeDurable(connection);
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw StorageOpenException.Database(path, e.SqliteErrorCode switch
            {
                NotADatabase or Corrupt => "it is damaged or no database; restore it from its backup",
                DiskFull => "the disk is full",
                _ => "it cannot be read and written by this user",
            });
        }
    }

    /// <summary>A setting of the connection, not of the file.</summary>
    public static void MakeDurable(SqliteConnection connection) => Execute(connection, "PRAGMA synchronous = FULL");

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>True when the world failed (no space, no right, no disk), not our SQL.</summary>
    public static bool IsUnavailable(SqliteException e) => e.SqliteErrorCode is DiskFull or InputOutput or ReadOnly or CannotOpen;
}
