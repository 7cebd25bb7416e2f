using Microsoft.Data.Sqlite;

namespace Appliance.Acceptance.Running;

/// <summary>Looks at what is durable in a data folder, past the appliance: counts of rows only, since everything else is encrypted.</summary>
internal static class Store
{
    /// <summary>Generous bound on waiting for the workers; it bounds a hang, it asserts nothing.</summary>
    private static readonly TimeSpan CodingLimit = TimeSpan.FromMinutes(4);

    // Appliance.Encounters.Review.EncounterState
    private static readonly string[] States = ["Waiting", "Queued", "Coding", "InReview", "Finished", "NoCodeSet", "SetAside"];

    public static long Count(string dataFolder, string sql)
    {
        using var connection = Open(dataFolder);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    public static Dictionary<string, long> CountByState(string dataFolder)
    {
        using var connection = Open(dataFolder);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT state, count(*) FROM encounter GROUP BY state";
        using var rows = command.ExecuteReader();
        var counts = new Dictionary<string, long>();
        while (rows.Read())
        {
            counts.Add(States[rows.GetInt32(0)], rows.GetInt64(1));
        }

        return counts;
    }

    /// <summary>Returns when no delivery is left unread and no encounter is queued or being coded. Requests to the appliance pace the loop.</summary>
    public static async Task UntilNothingWaitsAsync(HttpClient client, string dataFolder)
    {
        using var limit = new CancellationTokenSource(CodingLimit);
        while (Count(dataFolder, "SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM encounter WHERE state IN (1, 2))") != 0)
        {
            using var alive = await client.GetAsync(new Uri("/health/live", UriKind.Relative), limit.Token);
        }
    }

    private static SqliteConnection Open(string dataFolder)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(dataFolder, "appliance.db"), Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
