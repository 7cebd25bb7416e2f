using Appliance.Evidence.Storage;
using Appliance.Testing;
using Microsoft.Data.Sqlite;

namespace Appliance.Evidence.Tests.Storage;

public sealed class SqliteEvidenceStoreTests : EvidenceStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("evidence.db");

    [Fact]
    public void TheFileIsReadableByItsOwnerOnly()
    {
        using var store = Open();

        foreach (var file in Directory.GetFiles(_folder.Path))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void TheJournalIsWrittenAhead()
    {
        using var store = Open();

        Assert.Equal("wal", Scalar("PRAGMA journal_mode"));
    }

    [Fact]
    public void AnotherDatabaseIsRefusedAndLeftAsItIs()
    {
        using (var other = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "CREATE TABLE patients (name TEXT)";
            command.ExecuteNonQuery();
        }

        var refusal = Assert.Throws<EvidenceOpenException>(Open);

        Assert.Equal(EvidenceCodes.Unreadable, refusal.Code);
        Assert.Contains("not an evidence log", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsNoDatabaseIsRefused()
    {
        File.WriteAllText(Path, string.Join(' ', Enumerable.Repeat("no database", 200)));

        Assert.Equal(EvidenceCodes.Unreadable, Assert.Throws<EvidenceOpenException>(Open).Code);
    }

    [Fact]
    public void ALogOfANewerVersionIsRefused()
    {
        using (Open())
            Scalar("PRAGMA user_version = 3");

        Assert.Contains("newer version", Assert.Throws<EvidenceOpenException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AReaderSeesWhatAWriterCommitsMeanwhile()
    {
        using var store = Open();
        using var reader = SqliteEvidenceReader.Open(Path);
        Assert.Equal(0, reader.Count());

        store.Commit(new StoreBatch(0, [[1, 2, 3]], [], null, null));

        Assert.Equal(1, reader.Count());
    }

    [Fact]
    public void AnEntryThatWasCutOutOfTheMiddleIsMissed()
    {
        using var store = Open();
        store.Commit(new StoreBatch(0, [[0], [1], [2], [3]], [], null, null));
        Scalar("DELETE FROM entries WHERE seq = 2");

        Assert.Equal([[0], [1]], store.ReadLeaves(0, 2));
        Assert.Throws<InvalidDataException>(() => store.ReadLeaves(0, 4));
    }

    protected override IEvidenceStore Open() => SqliteEvidenceStore.Open(Path);

    protected override void CleanUp() => _folder.Dispose();

    private object? Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
