using Appliance.Encounters.Keys;
using Appliance.Encounters.Storage;
using Appliance.Testing;

namespace Appliance.Encounters.Tests.Keys;

public sealed class KeyStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("keys.db");

    private string Master => _folder.File("master.key");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AKeyIsTheSameAfterARestart()
    {
        var owner = Guid.NewGuid();
        byte[] digest;
        using (var store = Open())
        {
            digest = store.Create([(owner, KeyScope.Encounter)])[0].Digest("text"u8);
        }

        using var again = Open();
        Assert.Equal(digest, again.Find(owner)!.Digest("text"u8));
        Assert.Null(again.Find(Guid.NewGuid()));
    }

    [Fact]
    public void AnErasedKeyIsGoneFromMemoryAndFromEveryFile()
    {
        var owner = Guid.NewGuid();
        using var store = Open();
        store.Create([(owner, KeyScope.Patient)]);
        Assert.True(FilesHold(owner.ToByteArray(bigEndian: true)));
        Assert.True(store.Erase(owner));
        Assert.False(store.Erase(owner));
        Assert.Null(store.Find(owner));
        Assert.False(FilesHold(owner.ToByteArray(bigEndian: true)));
    }

    [Fact]
    public void TheMasterKeyAndTheStoreAreReadableByTheirOwnerOnly()
    {
        using var store = Open();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Master));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Database));
    }

    [Fact]
    public void AMasterKeyThatOthersMayReadIsRefused()
    {
        Open().Dispose();
        File.SetUnixFileMode(Master, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains("0600", Assert.Throws<StorageOpenException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALostMasterKeyIsNotReplacedByANewOne()
    {
        Open().Dispose();
        File.Delete(Master);
        Assert.Contains("restore it from its backup", Assert.Throws<StorageOpenException>(Open).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Master));
    }

    [Fact]
    public void AMasterKeyOfAnotherInstallationIsRefused()
    {
        Open().Dispose();
        File.Delete(Master);
        KeyStore.Open(_folder.File("other.db"), Master, 100, TimeProvider.System).Dispose();
        Assert.Contains("different installations", Assert.Throws<StorageOpenException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ADamagedMasterKeyIsRefused()
    {
        Open().Dispose();
        File.WriteAllText(Master, "appliance-master-key-v1:AAAA");
        Assert.Contains("damaged", Assert.Throws<StorageOpenException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MoreKeysThanFitInMemoryAreReadFromTheStoreAgain()
    {
        using var store = KeyStore.Open(Database, Master, 16, TimeProvider.System);
        var owners = Enumerable.Range(0, 100).Select(_ => Guid.NewGuid()).ToList();
        var keys = store.Create([.. owners.Select(o => (o, KeyScope.Encounter))]);
        Assert.All(keys, key => Assert.Equal(key.Secret, store.Find(key.Owner)!.Secret));
    }

    private KeyStore Open() => KeyStore.Open(Database, Master, 100, TimeProvider.System);

    private bool FilesHold(byte[] bytes) => Directory.EnumerateFiles(_folder.Path, "keys.db*").Any(f => ReadShared(f).AsSpan().IndexOf(bytes) >= 0);

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
