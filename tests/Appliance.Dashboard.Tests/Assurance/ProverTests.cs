using System.Text;
using Appliance.Dashboard.Assurance;
using Appliance.Evidence;
using Appliance.Evidence.Packets;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Tiles;
using Appliance.Testing;

namespace Appliance.Dashboard.Tests.Assurance;

/// <summary>What the page says of files that somebody drops on it.</summary>
public sealed class ProverTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private EvidenceLog _log = null!;

    public async ValueTask InitializeAsync()
    {
        _log = await SqliteEvidenceLog.OpenAsync(new EvidenceOptions { Path = _folder.File("evidence.db") }, TimeProvider.System);
        for (var i = 0; i < 9; i++)
        {
            var entry = await _log.AppendAsync(Some.Fact(EvidenceAction.Decided) with { Subject = Guid.Parse("7ef8a1b2-0000-4000-8000-000000000000"), Change = Change.Accepted, Detail = new Token("E11.9") }, default);
            await _log.SignedAsync(entry.Sequence, default);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void AProofHoldsAndShowsItsEntryUnderTheKeyThatThePersonKeeps()
    {
        var finding = Prover.Check(Proof(4), _log.Key.Verifier.ToString(), _log);
        Assert.True(finding.IsGood);
        Assert.Equal("E11.9", finding.Entry!.Detail.ToString());
        Assert.Empty(finding.Cautions);
        Assert.Single(Prover.Check(Proof(4), null, _log).Cautions);
    }

    [Fact]
    public void EveryChangedByteOfAProofIsFound()
    {
        var proof = Proof(3);
        for (var i = 0; i < proof.Length; i++)
        {
            var changed = (byte[])proof.Clone();
            changed[i] ^= 1;
            Assert.False(Prover.Check(changed, null, _log).IsGood, $"byte {i}");
        }
    }

    [Fact]
    public void AnotherLogsKeyProvesNothing() => Assert.False(Prover.Check(Proof(0), new VerifierKey("other.example/log", NoteSignatureType.Ed25519, new byte[32]).ToString(), _log).IsGood);

    [Fact]
    public void APacketHoldsAndSaysThatThereIsNoWitness()
    {
        using var zip = new MemoryStream();
        new PacketWriter(_log.Reader, _log.Policy, TimeProvider.System).WriteZip(zip, PacketScope.OfPeriod(DateTimeOffset.UnixEpoch, DateTimeOffset.UtcNow.AddDays(1)), null, default);
        var finding = Prover.Check(zip.ToArray(), _log.Key.Verifier.ToString(), _log);
        Assert.True(finding.IsGood, string.Join(' ', finding.Problems));
        Assert.Contains(finding.Cautions, c => c.Contains("no witness", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("PK\u0003\u0004 not a zip")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 99999999999999999999\n\n")]
    public void AFileThatIsNeitherIsSaidToBeNeither(string text) => Assert.NotEmpty(Prover.Check(Encoding.UTF8.GetBytes(text), null, _log).Problems);

    private byte[] Proof(long sequence)
    {
        var note = PublishedCheckpoint.Covering(_log.Reader, _log.Policy, sequence)!;
        return new TlogProof(sequence, new TreeReader(_log.Reader).Inclusion(sequence, Checkpoint.Read(note)!.Size), note) { Extra = _log.Reader.ReadLeaves(sequence, 1)[0] }.ToBytes();
    }
}
