using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace Appliance.Encounters.Storage.Sqlite;

/// <summary>
/// Brings a database to the schema of this version of the appliance: numbered scripts (<c>clinical-0001-….sql</c>) are applied in order, each in a
/// transaction with its number. A database that is newer than the scripts is refused.
/// </summary>
internal static class SchemaScripts
{
    public static void Apply(SqliteConnection connection, string database, TimeProvider time)
    {
        SqliteFile.Execute(connection, "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY, applied_at INTEGER NOT NULL)");
        var scripts = Scripts(database);
        var present = Present(connection);
        if (present > scripts.Count)
        {
            throw StorageOpenException.Newer(
                $"The database {Path.GetFileName(connection.DataSource)} has schema {present}, this version of the appliance knows {scripts.Count}: it was written by a newer version. Start that version, or restore a backup made before the upgrade.");
        }

        for (var number = present + 1; number <= scripts.Count; number++)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = scripts[number - 1] + "\nINSERT INTO schema_version (version, applied_at) VALUES ($version, $at);";
            command.Parameters.AddWithValue("$version", number);
            command.Parameters.AddWithValue("$at", time.GetUtcNow().ToUnixTimeMilliseconds());
            command.ExecuteNonQuery();
            transaction.Commit();
        }
    }

    private static int Present(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COALESCE(MAX(version), 0) FROM schema_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static List<string> Scripts(string database)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var marker = $".Storage.Sqlite.{database}-";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.Contains(marker, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return reader.ReadToEnd();
            })];
    }
}
