using System.IO.Compression;
using Appliance.Evidence.Packets;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;
using Appliance.Evidence.Tiles;
using Appliance.Evidence.Verification;
using Appliance.Evidence.Witnessing;
using Appliance.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Appliance.Evidence.Tests;

/// <summary>
/// Logs that earlier versions wrote, kept for ever: what was verifiable once stays so, and old logs open and go on.
/// </summary>
/// <remarks>
/// <c>schema-1</c> was written by the first version (commit ac348d0): 385 entries, one crossing open. <c>schema-2</c> by the first version with witnesses and key rotation, by
/// <c>Appliance.Evidence.Tests --explicit only --filter-method '*WriteTheFixtureOfThisVersion'</c>, which writes a new folder beside the tests' assembly. A version that changes a format adds a folder; none is ever
/// written again. The keys in them sign nothing else.
/// </remarks>
public sealed class FixtureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("schema-1", 385, 1, "hospital.example/evidence+d4fd4f2b+AXQK73nBSiQlhr+jkq3TafA1OUK1AlbPRwTteYGIH+2U")]
    [InlineData("schema-2", FixtureFacts.Entries, 1, FixtureFacts.FirstKey)]
    public async Task ALogOfAnEarlierVersionVerifiesOpensAndGoesOn(string fixture, int entries, int open, string firstKey)
    {
        Assert.True(LogKey.TryParse(firstKey, out var pinned));
        var path = Unpack(fixture);
        using (var reader = SqliteEvidenceReader.Open(path))
        {
            var report = EvidenceVerifier.Verify(reader, pinned, null, Cancellation);
            Assert.Empty(report.Problems);
            Assert.Equal((entries, open), (report.Entries, report.OpenCrossings));
            Assert.NotNull(new TileServer(reader, WitnessPolicy.None).Get("tile/1/000.p/1"));
        }

        await using var log = await SqliteEvidenceLog.OpenAsync(new EvidenceOptions { Path = path }, TimeProvider.System, null, Cancellation);
        Assert.Equal(open, log.InterruptedAtOpen);
        await log.AppendAsync(Some.Fact(), Cancellation);
        await log.SignedAsync(entries, Cancellation);
        Assert.Empty(EvidenceVerifier.Verify(log.Reader, pinned, null, Cancellation).Problems);
    }

    [Fact]
    public void PacketAndProofOfAnEarlierVersionStayGood()
    {
        Assert.True(LogKey.TryParse(FixtureFacts.FirstKey, out var pinned));
        var policy = new WitnessPolicy([VerifierKey.Read(FixtureFacts.WitnessKey)!], 1);

        var report = PacketVerifier.Verify(Fixture("schema-2", "packet.zip"), new PacketTrust(pinned, policy), null, Cancellation);
        Assert.Empty(report.Problems);
        Assert.Single(report.Facts!.Cosigners);
        var proof = TlogProof.Read(File.ReadAllBytes(Fixture("schema-2", "entry.tlog-proof")), out _)!;
        Assert.True(policy.IsMetBy(proof.Note));
        using var reader = SqliteEvidenceReader.Open(Unpack("schema-2"));
        var current = KeyChain.Load(reader, pinned!).Current.Verifier;
        Assert.Null(proof.Fault(File.ReadAllBytes(Fixture("schema-2", "entry")), [current]));
    }

    [Fact(Explicit = true)]
    public async Task WriteTheFixtureOfThisVersion()
    {
        var target = Path.Combine(AppContext.BaseDirectory, "new-fixture");
        Directory.CreateDirectory(target);
        var cosigner = Cosigner.Ephemeral("witness.example/w1");
        var options = new EvidenceOptions { Path = _folder.File("evidence.db"), Origin = TestLog.Origin, HeadInterval = TimeSpan.Zero, HeadKeepInterval = TimeSpan.Zero, WitnessesRequired = 1 };
        options.WitnessKeys.Add(cosigner.Key.ToString());
        var time = new FakeTimeProvider(Some.Moment);
        await using (var log = await SqliteEvidenceLog.OpenAsync(options, time, null, Cancellation))
        {
            await AppendAsync(log, 250, time);
            await SqliteEvidenceLog.RotateKeyAsync(log, options, Cancellation);
            await AppendAsync(log, 50, time);
            await Crossing.BeginAsync(log, Some.Movement(), Cancellation);
            var head = log.Reader.LatestHead()!;
            var note = PublishedCheckpoint.NoteOf(log.Reader, head);
            await log.AddCosignaturesAsync(new CosignedHead(head, [cosigner.Sign(note.Text, time.GetUtcNow())], null), Cancellation);
            await using (var packet = File.Create(Path.Combine(target, "packet.zip")))
                new PacketWriter(log.Reader, log.Policy, time).WriteZip(packet, PacketScope.OfSubject(TestLog.SubjectOf(3)), null, Cancellation);
            note = PublishedCheckpoint.Of(log.Reader, log.Policy)!;
            await File.WriteAllBytesAsync(Path.Combine(target, "entry"), log.Reader.ReadLeaves(42, 1)[0], Cancellation);
            await File.WriteAllBytesAsync(Path.Combine(target, "entry.tlog-proof"), new TlogProof(42, new TreeReader(log.Reader).Inclusion(42, head.Size), note).ToBytes(), Cancellation);
            await File.WriteAllTextAsync(Path.Combine(target, "facts.txt"), $"{log.Count}\n{log.FirstKey}\n{cosigner.Key}\n", Cancellation);
        }

        File.Copy(options.EffectiveKeyPath, Path.Combine(target, "evidence.key"));
        await using var zip = new GZipStream(File.Create(Path.Combine(target, "evidence.db.gz")), CompressionLevel.SmallestSize);
        await zip.WriteAsync(await File.ReadAllBytesAsync(options.Path, Cancellation), Cancellation);
    }

    private static async Task AppendAsync(EvidenceLog log, int entries, FakeTimeProvider time)
    {
        for (var n = 0; n < entries; n += 2)
        {
            var crossing = await Crossing.BeginAsync(log, Some.Movement() with { Subject = TestLog.SubjectOf(n / 2) }, CancellationToken.None);
            await crossing.DoneAsync();
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private static string Fixture(string name, string file) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name, file);

    private string Unpack(string fixture)
    {
        var path = _folder.File("evidence.db");
        using (var zip = new GZipStream(File.OpenRead(Fixture(fixture, "evidence.db.gz")), CompressionMode.Decompress))
        using (var file = File.Create(path))
            zip.CopyTo(file);
        File.Copy(Fixture(fixture, "evidence.key"), _folder.File("evidence.key"));
        File.SetUnixFileMode(_folder.File("evidence.key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}

/// <summary>What the fixture of schema 2 is known by.</summary>
internal static class FixtureFacts
{
    public const int Entries = 302;
    public const string FirstKey = "hospital.example/evidence+3d2a48c4+AZXCDkvcEzpRcDhd5nExFbC8vuE4Zzmmo3xKbTDIN3/t";
    public const string WitnessKey = "witness.example/w1+7735bedf+BBnqDZQ6KUnu+wpO7j1YoNCKzDIHTEwWbUEaUAe+sRss";
}
