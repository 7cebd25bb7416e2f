using System.Text;
using Appliance.Evidence.Signing;
using Appliance.Testing;

namespace Appliance.Evidence.Tests.Signing;

public sealed class CosignerTests : IDisposable
{
    private const string Text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(NoteSignatureType.Ed25519Cosignature, 8 + 64)]
    [InlineData(NoteSignatureType.MlDsa44Cosignature, 8 + 2420)]
    public void ACosignatureBindsTheCheckpointTheTimeAndTheKey(NoteSignatureType type, int length)
    {
        var cosigner = Cosigner.Ephemeral("witness.example.com/w1", type);

        var signature = cosigner.Sign(Text, Some.Moment);

        Assert.Equal(length, signature.Signature.Length);
        Assert.True(cosigner.Key.Verifies(Text, signature, out var at));
        Assert.Equal(Some.Moment, at);
        Assert.False(cosigner.Key.Verifies(Text.Replace("163", "164", StringComparison.Ordinal), signature, out _));
        Assert.False(Cosigner.Ephemeral("witness.example.com/w1", type).Key.Verifies(Text, signature, out _));
        foreach (var place in (int[])[0, 7, 8, 40, length - 1])
        {
            var changed = signature.Signature.ToArray();
            changed[place] ^= 1;
            Assert.False(cosigner.Key.Verifies(Text, signature with { Signature = changed }, out _));
        }
    }

    /// <summary>The sizes that FIPS 204 gives for ML-DSA-44, and the messages that tlog-cosignature draws.</summary>
    [Fact]
    public void TheSignedMessagesAreThoseOfTheSpecification()
    {
        Assert.Equal(
            "cosignature/v1\ntime 1679315147\n" + Text,
            Encoding.UTF8.GetString(NoteAlgorithm.CosignedMessage(NoteSignatureType.Ed25519Cosignature, "w", 1679315147, Text)!));
        var message = NoteAlgorithm.CosignedMessage(NoteSignatureType.MlDsa44Cosignature, "w1", 5, Text)!;
        Assert.Equal("subtree/v1\n\0"u8.ToArray(), message[..12]);
        Assert.Equal([2, (byte)'w', (byte)'1', 0, 0, 0, 0, 0, 0, 0, 5, 27], message[12..24]);
        Assert.Equal(12 + 3 + 8 + 28 + 8 + 8 + 32, message.Length);
        Assert.Equal(1312, Cosigner.Ephemeral("w", NoteSignatureType.MlDsa44Cosignature).Key.PublicKey.Length);
    }

    [Theory]
    [InlineData(NoteSignatureType.Ed25519Cosignature)]
    [InlineData(NoteSignatureType.MlDsa44Cosignature)]
    public void AKeyFileIsPrivateAndGivesTheSameKeyAgain(NoteSignatureType type)
    {
        var path = _folder.File("witness.key");
        var made = Cosigner.Create("witness.example/w1", type, path);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(made.Key, Cosigner.Load("witness.example/w1", path).Key);
        Assert.Equal(made.Key, VerifierKey.Read(made.Key.ToString()));
        File.WriteAllText(path, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        Assert.Equal(EvidenceCodes.KeyUnusable, Assert.Throws<EvidenceOpenException>(() => Cosigner.Load("witness.example/w1", path)).Code);
    }
}
