using Appliance.Encounters.Storage;
using Appliance.Encounters.Storage.Sqlite;
using Appliance.Testing;

namespace Appliance.Encounters.Tests.Storage;

public sealed class SchemaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ADatabaseOpensAgainAndIsNotMigratedTwice()
    {
        ClinicalDatabase.Open(_folder.File("appliance.db"), TimeProvider.System).Dispose();
        using var again = ClinicalDatabase.Open(_folder.File("appliance.db"), TimeProvider.System);
        using var command = again.Connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) = MAX(version) AND COUNT(*) > 0 FROM schema_version";
        Assert.Equal(1L, command.ExecuteScalar());
    }

    [Fact]
    public void AFileThatIsNoDatabaseIsRefusedWithASentence()
    {
        File.WriteAllText(_folder.File("appliance.db"), new string('x', 5000));
        var refused = Assert.Throws<StorageOpenException>(() => ClinicalDatabase.Open(_folder.File("appliance.db"), TimeProvider.System));
        Assert.Equal("APP-ENC-024", refused.Refusal.Code);
        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADatabaseOfANewerVersionIsRefusedWithASentence()
    {
        using (var database = ClinicalDatabase.Open(_folder.File("appliance.db"), TimeProvider.System))
        {
            SqliteFile.Execute(database.Connection, "INSERT INTO schema_version VALUES (99, 0)");
        }

        var refused = Assert.Throws<StorageOpenException>(() => ClinicalDatabase.Open(_folder.File("appliance.db"), TimeProvider.System));
        Assert.Contains("newer version", refused.Message, StringComparison.Ordinal);
    }
}
