using Appliance.Evidence.Tiles;
using Appliance.Evidence.Verification;
using Appliance.Evidence.Witnessing;
using Appliance.Testing;

namespace Appliance.Evidence.Tests.Tiles;

public sealed class TileFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnExportVerifiesAndIsBroughtUpToDate()
    {
        await using var log = await TestLog.OpenAsync(600);
        TileFolder.Export(log.Store, WitnessPolicy.None, _folder.Path, Cancellation);
        Assert.Empty(Verify(log).Problems);

        await log.AppendAsync(500);
        await log.Log.RotateKeyAsync(log.Signer, Evidence.Signing.LogSigner.Ephemeral(), Cancellation);
        TileFolder.Export(log.Store, WitnessPolicy.None, _folder.Path, Cancellation);

        var report = Verify(log);
        Assert.Empty(report.Problems);
        Assert.Equal(1101, report.Entries);
        Assert.Equal(log.Store.Heads[1101].RootHash, report.Root.ToArray());
    }

    [Fact]
    public async Task EveryFlippedByteOfEveryFileIsFoundAtItsPlace()
    {
        await using var log = await TestLog.OpenAsync(270);
        TileFolder.Export(log.Store, WitnessPolicy.None, _folder.Path, Cancellation);
        var random = new Random(6962);
        foreach (var file in Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file, Cancellation);
            for (var place = random.Next(40); place < bytes.Length; place += 1 + random.Next(bytes.Length / 40))
            {
                bytes[place] ^= 1;
                await File.WriteAllBytesAsync(file, bytes, Cancellation);
                Assert.False(IsGood(log), $"Byte {place} of {Path.GetRelativePath(_folder.Path, file)} was changed and nobody noticed.");
                bytes[place] ^= 1;
            }

            await File.WriteAllBytesAsync(file, bytes, Cancellation);
        }

        Assert.True(IsGood(log));
    }

    [Fact]
    public async Task AFileTooManyAndAFileTooFewAreFound()
    {
        await using var log = await TestLog.OpenAsync(270);
        TileFolder.Export(log.Store, WitnessPolicy.None, _folder.Path, Cancellation);
        await File.WriteAllTextAsync(_folder.File("tile/0/002"), "more", Cancellation);
        Assert.Contains(Verify(log).Problems, problem => problem.Sentence.Contains("tile/0/002 does not belong", StringComparison.Ordinal));
        File.Delete(_folder.File("tile/0/002"));
        File.Delete(_folder.File("tile/1/000.p/1"));
        Assert.Contains(Verify(log).Problems, problem => problem.Sentence.Contains("tile/1/000.p/1 is missing", StringComparison.Ordinal));
        TileFolder.Export(log.Store, WitnessPolicy.None, _folder.Path, Cancellation);
        File.Delete(_folder.File("tile/entries/001.p/14"));
        Assert.Equal(256, Verify(log).FirstBadIndex);
    }

    private VerifyReport Verify(TestLog log) => TileFolderVerifier.Verify(TileFolder.Open(_folder.Path), log.Log.FirstKey, null, Cancellation);

    private bool IsGood(TestLog log)
    {
        try
        {
            return Verify(log).IsGood;
        }
        catch (EvidenceOpenException)
        {
            return false;
        }
    }
}
