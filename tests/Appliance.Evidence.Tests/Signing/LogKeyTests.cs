using System.Text;
using Appliance.Evidence.Signing;
using Appliance.Testing;

namespace Appliance.Evidence.Tests.Signing;

public sealed class LogKeyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The key of the example in the documentation of golang.org/x/mod/sumdb/note.</summary>
    [Fact]
    public void AVerifierKeyThatGoMadeIsReadAndItsHashAgrees()
    {
        const string Text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

        Assert.True(LogKey.TryParse(Text, out var key));
        Assert.Equal(0xc74f20a3, key!.KeyHash);
        Assert.Equal(Text, key.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("PeterNeumann")]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+AhpcZQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a3+ARpc")]
    public void AVerifierKeyThatIsNotOneIsRefused(string? text) => Assert.False(LogKey.TryParse(text, out _));

    [Fact]
    public void AHeadIsVerifiedByItsOwnKeyAndByNoOther()
    {
        var signer = LogSigner.Ephemeral();
        var key = new LogKey("hospital.example/evidence", signer.PublicKey);
        var head = signer.Sign(key.Origin, 7, new byte[32], Some.Moment);

        Assert.True(key.Verifies(head));
        Assert.False(key.Verifies(head with { Size = 8 }));
        Assert.False((key with { Origin = "other.example/evidence" }).Verifies(head));
        Assert.False(new LogKey(key.Origin, LogSigner.Ephemeral().PublicKey).Verifies(head));
    }

    [Fact]
    public void ACheckpointIsASignedNoteWithOriginSizeAndRoot()
    {
        var signer = LogSigner.Ephemeral();
        var key = new LogKey("hospital.example/evidence", signer.PublicKey);

        var note = CheckpointText.Of(signer.Sign(key.Origin, 7, new byte[32], Some.Moment), key);

        var lines = note.Split('\n');
        Assert.Equal(["hospital.example/evidence", "7", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", ""], lines[..4]);
        Assert.StartsWith("— hospital.example/evidence ", lines[4], StringComparison.Ordinal);
        Assert.Equal(68, Convert.FromBase64String(lines[4].Split(' ')[2]).Length);
        Assert.Equal("hospital.example/evidence\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", Encoding.UTF8.GetString(CheckpointText.Body(key.Origin, 7, new byte[32])));
    }

    [Fact]
    public void AKeyFileIsPrivateAndGivesTheSameKeyAgain()
    {
        var path = _folder.File("evidence.key");

        var made = LogSigner.Create(path);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(made.PublicKey.ToArray(), LogSigner.Load(path).PublicKey.ToArray());
        Assert.Throws<IOException>(() => LogSigner.Create(path));
    }

    [Fact]
    public void AKeyFileThatOthersCanReadIsRefused()
    {
        var path = _folder.File("evidence.key");
        LogSigner.Create(path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var refusal = Assert.Throws<EvidenceOpenException>(() => LogSigner.Load(path));

        Assert.Equal(EvidenceCodes.KeyUnusable, refusal.Code);
        Assert.Contains("chmod 600", refusal.Message, StringComparison.Ordinal);
    }
}
