using System.IO.Compression;
using System.Text;
using Appliance.Evidence.Packets;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Witnessing;
using Appliance.Testing;
using FsCheck.Fluent;

namespace Appliance.Evidence.Tests.Packets;

public sealed class PacketTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task APacketOfASubjectHoldsItsEntriesAndVerifies()
    {
        await using var log = await TestLog.OpenAsync(1200);

        var facts = Write(log, PacketScope.OfSubject(TestLog.SubjectOf(3)));
        var report = Verify(log);

        Assert.Empty(report.Problems);
        Assert.Equal((120, 3, 1193, 1200), (facts.Count, facts.First, facts.Last, facts.Size));
        Assert.Contains("There is no witness: whoever controls this machine could have rewritten the log since the last external checkpoint.", facts.WitnessWords, StringComparison.Ordinal);
        Assert.Contains(facts.WitnessWords, await ReadAsync("index.html"), StringComparison.Ordinal);
        Assert.Contains(facts.WitnessWords, await ReadAsync("manifest.json"), StringComparison.Ordinal);
        Assert.Contains("<td>13</td>", await ReadAsync("index.html"), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", await ReadAsync("index.html"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task APacketOfAPeriodIsAStretchWithoutGap()
    {
        await using var log = await TestLog.OpenAsync(1200);

        var facts = Write(log, PacketScope.OfPeriod(Some.Moment.AddSeconds(1), Some.Moment.AddSeconds(2)));

        Assert.Empty(Verify(log).Problems);
        Assert.Equal((500, 500, 999), (facts.Count, facts.First, facts.Last));
        await EditLinesAsync("entries.jsonl", lines => lines.RemoveAt(7));
        Assert.False(Verify(log).IsGood);
    }

    [Fact]
    public async Task APacketWithoutEntriesSaysSoAndVerifies()
    {
        await using var log = await TestLog.OpenAsync(20);

        Assert.Equal(0, Write(log, PacketScope.OfSubject(Guid.NewGuid())).Count);

        Assert.Empty(Verify(log).Problems);
    }

    [Fact]
    public async Task EveryFlippedByteOfEveryFileIsFound()
    {
        await using var log = await TestLog.OpenAsync(21);
        Write(log, PacketScope.OfSubject(TestLog.SubjectOf(3)));
        foreach (var file in Directory.GetFiles(Packet))
        {
            var bytes = await File.ReadAllBytesAsync(file, Cancellation);
            for (var place = 0; place < bytes.Length; place++)
            {
                bytes[place] ^= 1;
                await File.WriteAllBytesAsync(file, bytes, Cancellation);
                Assert.False(Verify(log).IsGood, $"Byte {place} of {Path.GetFileName(file)} was changed and nobody noticed.");
                bytes[place] ^= 1;
            }

            await File.WriteAllBytesAsync(file, bytes, Cancellation);
        }

        Assert.True(Verify(log).IsGood);
    }

    [Fact]
    public async Task TheFirstBadEntryIsNamedAlsoWhenTheSumsWereMadeAnew()
    {
        await using var log = await TestLog.OpenAsync(200);
        Write(log, PacketScope.OfSubject(TestLog.SubjectOf(3)));

        await EditLinesAsync("entries.jsonl", lines => lines[4] = lines[4].Replace("\"items\":\"43\"", "\"items\":\"44\"", StringComparison.Ordinal));
        SumAgain();

        Assert.Equal(43, Verify(log).FirstBadIndex);
    }

    [Fact]
    public async Task WordsOfThePageThatTheEntriesDoNotSayAreFound()
    {
        await using var log = await TestLog.OpenAsync(50);
        Write(log, PacketScope.OfSubject(TestLog.SubjectOf(3)));
        foreach (var (file, from, to) in ((string, string, string)[])[("index.html", "worker-1", "worker-2"), ("manifest.json", "\"entries\": \"5\"", "\"entries\": \"4\""), ("manifest.json", "There is no witness", "There is a witness")])
        {
            var good = await ReadAsync(file);
            await File.WriteAllTextAsync(Path.Combine(Packet, file), good.Replace(from, to, StringComparison.Ordinal), Cancellation);
            SumAgain();
            Assert.False(Verify(log).IsGood);
            await File.WriteAllTextAsync(Path.Combine(Packet, file), good, Cancellation);
        }
    }

    [Fact]
    public async Task APacketOfALogWithAnotherKeyIsRefusedByWhoeverPinnedTheTrueOne()
    {
        await using var log = await TestLog.OpenAsync(20);
        await using var forged = await TestLog.OpenAsync(20);
        Write(forged, PacketScope.OfSubject(TestLog.SubjectOf(3)));

        Assert.True(PacketVerifier.Verify(Packet, new PacketTrust(null, WitnessPolicy.None), null, Cancellation).IsGood);
        Assert.False(Verify(log).IsGood);
    }

    [Fact]
    public async Task APacketAfterAKeyRotationIsAcceptedByWhoeverPinnedTheFirstKey()
    {
        await using var log = await TestLog.OpenAsync(20);
        await log.Log.RotateKeyAsync(log.Signer, LogSigner.Ephemeral(), Cancellation);
        await log.AppendAsync(5);

        Write(log, PacketScope.OfSubject(TestLog.SubjectOf(3)));

        Assert.Empty(PacketVerifier.Verify(Packet, new PacketTrust(log.Log.FirstKey, WitnessPolicy.None), null, Cancellation).Problems);
        Assert.Empty(PacketVerifier.Verify(Packet, new PacketTrust(log.Log.Key, WitnessPolicy.None), null, Cancellation).Problems);
    }

    [Fact]
    public async Task AWitnessedPacketSaysWhoCosignedAndAMissingCosignatureIsFound()
    {
        var cosigner = Cosigner.Ephemeral("witness.example/w1");
        await using var log = await TestLog.OpenAsync(20, options =>
        {
            options.WitnessKeys.Add(cosigner.Key.ToString());
            options.WitnessesRequired = 1;
        });
        var head = log.Store.LatestHead()!;
        await log.Log.AddCosignaturesAsync(new Evidence.Storage.CosignedHead(head, [cosigner.Sign(log.Checkpoint().Text, log.Time.GetUtcNow())], null), Cancellation);
        var demanding = new PacketTrust(log.Log.FirstKey, log.Log.Policy);

        Assert.Contains("was cosigned by witness.example/w1 at 2026-11-03T09:30:01", Write(log, PacketScope.OfSubject(TestLog.SubjectOf(3))).WitnessWords, StringComparison.Ordinal);
        Assert.Empty(PacketVerifier.Verify(Packet, demanding, null, Cancellation).Problems);
        await EditLinesAsync("checkpoint", lines => lines.RemoveAt(lines.Count - 1));
        SumAgain();
        Assert.False(PacketVerifier.Verify(Packet, demanding, null, Cancellation).IsGood);
    }

    [Fact]
    public async Task EachProofOfAPacketIsAProofFileOfItsOwn()
    {
        await using var log = await TestLog.OpenAsync(100);
        Write(log, PacketScope.OfSubject(TestLog.SubjectOf(3)));
        var blocks = (await ReadAsync("proofs.txt")).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var entries = (await ReadAsync("entries.jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        for (var i = 0; i < blocks.Length; i++)
        {
            var file = Encoding.UTF8.GetBytes($"{TlogProof.Header}\n{blocks[i]}\n\n{await ReadAsync("checkpoint")}");
            Assert.Null(TlogProof.Read(file, out _)!.Fault(Encoding.UTF8.GetBytes(entries[i]), [log.Key]));
        }
    }

    [Fact]
    public async Task AZipIsTheSamePacket()
    {
        await using var log = await TestLog.OpenAsync(100);
        using var zip = new MemoryStream();
        new PacketWriter(log.Store, log.Log.Policy, log.Time).WriteZip(zip, PacketScope.OfSubject(TestLog.SubjectOf(3)), null, Cancellation);

        Assert.Empty(PacketVerifier.Verify(zip, Trust(log), null, Cancellation).Problems);
        var path = _folder.File("packet.zip");
        await File.WriteAllBytesAsync(path, zip.ToArray(), Cancellation);
        Assert.Empty(PacketVerifier.Verify(path, Trust(log), null, Cancellation).Problems);
    }

    [Fact]
    public async Task ZipsThatAreMadeToDoHarmAreRefused()
    {
        await using var log = await TestLog.OpenAsync(5);
        using var good = new MemoryStream();
        new PacketWriter(log.Store, log.Log.Policy, log.Time).WriteZip(good, PacketScope.OfSubject(TestLog.SubjectOf(3)), null, Cancellation);
        var zeros = new byte[3_000_000];

        AssertRefused(log, Zip(good, ("../checkpoint", [])));
        AssertRefused(log, Zip(good, ("/etc/passwd", [])));
        AssertRefused(log, Zip(good, ("checkpoint", [])));
        AssertRefused(log, Zip(good, [.. Enumerable.Range(0, 70_000).Select(i => (i.ToString(System.Globalization.CultureInfo.InvariantCulture), Array.Empty<byte>()))]));
        AssertRefused(log, Zip(good, replace: "manifest.json", zeros));
        AssertRefused(log, Zip(good, replace: "entries.jsonl", zeros));
        AssertRefused(log, Zip(good, replace: "manifest.json", zeros, claim: 100));
        AssertRefused(log, []);
        AssertRefused(log, new byte[100]);
    }

    [Fact]
    public async Task AnyBytesAreAnsweredAndNoneOtherThanThePacketPass()
    {
        await using var log = await TestLog.OpenAsync(30);
        using var zip = new MemoryStream();
        new PacketWriter(log.Store, log.Log.Policy, log.Time).WriteZip(zip, PacketScope.OfSubject(TestLog.SubjectOf(3)), null, Cancellation);
        var good = zip.ToArray();
        var trust = Trust(log);

        // A zip has bytes that nobody reads, such as dates: what passes must say the same as before.
        Prop.ForAll(Mutations.Of(good), bytes =>
        {
            using var stream = new MemoryStream(bytes);
            var report = PacketVerifier.Verify(stream, trust, null, CancellationToken.None);
            return !report.IsGood || report.Facts is { Count: 3, Size: 30 };
        }).Hold(1500);
    }

    private string Packet => _folder.File("packet");

    private static PacketTrust Trust(TestLog log) => new(log.Log.FirstKey, WitnessPolicy.None);

    private static byte[] Zip(MemoryStream good, params (string Name, byte[] Body)[] more) => Zip(good, null, null, null, more);

    private static byte[] Zip(MemoryStream good, string? replace, byte[]? with, int? claim = null, params (string Name, byte[] Body)[] more)
    {
        using var target = new MemoryStream();
        using (var source = new ZipArchive(good, ZipArchiveMode.Read, leaveOpen: true))
        using (var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries)
            {
                using var to = zip.CreateEntry(entry.FullName).Open();
                using var from = entry.FullName == replace ? new MemoryStream(with!) : entry.Open();
                from.CopyTo(to);
            }

            foreach (var (name, body) in more)
                zip.CreateEntry(name).Open().Dispose();
        }

        var bytes = target.ToArray();
        for (var place = 0; claim is not null && place < bytes.Length - 4; place++)
        {
            if (BitConverter.ToInt32(bytes, place) == with!.Length)
                BitConverter.GetBytes(claim.Value).CopyTo(bytes, place);
        }

        return bytes;
    }

    private void AssertRefused(TestLog log, byte[] zip)
    {
        using var stream = new MemoryStream(zip);
        Assert.NotEmpty(PacketVerifier.Verify(stream, Trust(log), null, Cancellation).Problems);
    }

    private PacketFacts Write(TestLog log, PacketScope scope) => new PacketWriter(log.Store, log.Log.Policy, log.Time).WriteFolder(Packet, scope, null, Cancellation);

    private PacketReport Verify(TestLog log) => PacketVerifier.Verify(Packet, Trust(log), null, Cancellation);

    private Task<string> ReadAsync(string file) => File.ReadAllTextAsync(Path.Combine(Packet, file), Cancellation);

    private async Task EditLinesAsync(string file, Action<List<string>> edit)
    {
        var lines = (await ReadAsync(file)).TrimEnd('\n').Split('\n').ToList();
        edit(lines);
        await File.WriteAllTextAsync(Path.Combine(Packet, file), string.Join('\n', lines) + "\n", Cancellation);
    }

    private void SumAgain() => File.WriteAllText(
        Path.Combine(Packet, "SHA256SUMS"),
        string.Concat(Directory.GetFiles(Packet).Select(file => Path.GetFileName(file)).Where(name => name != "SHA256SUMS").Order(StringComparer.Ordinal)
            .Select(name => $"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(Packet, name))))}  {name}\n")));
}
