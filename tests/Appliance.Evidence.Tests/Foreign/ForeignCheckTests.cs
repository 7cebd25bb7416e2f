using Appliance.Evidence.Merkle;
using Appliance.Evidence.Tests.Witnessing;
using Appliance.Evidence.Tiles;
using Appliance.Evidence.Witnessing;
using Appliance.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Appliance.Evidence.Tests.Foreign;

/// <summary>Checkers that we did not write accept the good log and refuse the tampered ones. Each tool that is absent is a skip with its reason; CI installs all.</summary>
public sealed class ForeignCheckTests(ForeignChecks checks) : IClassFixture<ForeignChecks>
{
    private CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void OpenSslAcceptsTheSignatureAndRefusesAnotherText()
    {
        RequireOpenSsl();
        using var folder = checks.Copy();

        Assert.True(checks.RunPage("openssl", folder.Path) == 0, checks.Output);
        var good = File.ReadAllBytes(folder.File("log/checkpoint"));
        var text = good.AsSpan().IndexOf("\n\n"u8);
        for (var place = 0; place < text; place += 9)
        {
            Flip(folder.File("log/checkpoint"), place);
            Assert.NotEqual(0, checks.RunPage("openssl", folder.Path));
            File.WriteAllBytes(folder.File("log/checkpoint"), good);
        }
    }

    [Fact]
    public void SigstoreAcceptsTheProofAndRefusesOtherEntriesPlacesAndSignatures()
    {
        RequireSigstore();
        using var folder = checks.Copy();
        Assert.True(checks.RunPage("sigstore", folder.Path) == 0, checks.Output);

        var proof = File.ReadAllText(folder.File("entry.tlog-proof"));
        foreach (var (from, to) in ((string, string)[])[("index 42", "index 43"), ("\n520\n", "\n521\n"), (TestLog.Origin + "\n", "other.example/log\n"), ("tlog-proof@v1\n", "tlog-proof@v2\n")])
        {
            Assert.Contains(from, proof, StringComparison.Ordinal);
            File.WriteAllText(folder.File("entry.tlog-proof"), proof.Replace(from, to, StringComparison.Ordinal));
            Assert.NotEqual(0, checks.RunPage("sigstore", folder.Path));
        }

        File.WriteAllText(folder.File("entry.tlog-proof"), proof);
        var bytes = File.ReadAllBytes(folder.File("entry.tlog-proof"));
        for (var place = 40; place < bytes.Length - 4; place += bytes.Length / 12)
        {
            Flip(folder.File("entry.tlog-proof"), place);
            Assert.NotEqual(0, checks.RunPage("sigstore", folder.Path));
            File.WriteAllBytes(folder.File("entry.tlog-proof"), bytes);
        }

        Flip(folder.File("entry"), 17);
        Assert.NotEqual(0, checks.RunPage("sigstore", folder.Path));
    }

    [Fact]
    public void AnEntryIsFoundInTheServedTileWithSha256SumAlone()
    {
        using var folder = checks.Copy();

        Assert.True(checks.RunPage("sha256sum", folder.Path) == 0, checks.Output);
        Flip(folder.File("entry"), 17);
        Assert.NotEqual(0, checks.RunPage("sha256sum", folder.Path));
    }

    [Fact]
    public void APacketIsCheckedWithoutOurVerifier()
    {
        RequireSigstore();
        if (!HasTool("python3"))
            Requires.Tool("unzip", "unzip");
        using var folder = checks.Copy();

        Assert.True(checks.RunPage("packet", folder.Path) == 0, checks.Output);
    }

    [Fact]
    public void GoAcceptsTheLogAndTheProof()
    {
        RequireGo();
        using var folder = checks.Copy();

        Assert.True(checks.RunPage("go", folder.Path) == 0, checks.Output);
        Assert.Contains("520 entries give the signed root", checks.Output, StringComparison.Ordinal);
        Assert.Contains("it begins with the 100 entries of the older checkpoint", checks.Output, StringComparison.Ordinal);
        Flip(folder.File("entry"), 17);
        checks.BuildGo();
        Assert.Equal(1, checks.Run(folder.Path, checks.Program, "-key", checks.Log.Log.FirstKey.ToString(), "-proof", "entry.tlog-proof", "-entry", "entry"));
    }

    [Fact]
    public void GoFindsEveryFlippedByteOfEveryFile()
    {
        RequireGo();
        using var folder = Built();
        var random = new Random(6962);
        foreach (var file in Directory.GetFiles(folder.File("log"), "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(TileFolder.KeyFile, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var good = File.ReadAllBytes(file);
            for (var sample = 0; sample < 12; sample++)
            {
                // A signature line ends with base 64 whose last bits may say nothing, so the last characters are left out.
                var place = random.Next(good.Length - (file.EndsWith("checkpoint", StringComparison.Ordinal) ? 6 : 0));
                Flip(file, place);
                Assert.True(Check(folder) == 1, $"Byte {place} of {Path.GetRelativePath(folder.Path, file)} was changed and Go did not notice: {checks.Output}");
                File.WriteAllBytes(file, good);
            }
        }

        Assert.True(Check(folder) == 0, checks.Output);
    }

    [Fact]
    public void GoFindsWhatWasCutSwappedOrAppended()
    {
        RequireGo();
        using var folder = Built();
        var bundle = folder.File("log/tile/entries/000");
        var good = File.ReadAllBytes(bundle);
        var entries = EntryBundle.Read(good, HashTile.Width);

        File.WriteAllBytes(bundle, EntryBundle.Write([.. entries.Take(100), .. entries.Skip(101)]));
        Assert.Equal(1, Check(folder));
        File.WriteAllBytes(bundle, EntryBundle.Write([.. entries.Take(100), entries[101], entries[100], .. entries.Skip(102)]));
        Assert.Equal(1, Check(folder));
        File.WriteAllBytes(bundle, EntryBundle.Write([.. entries, entries[0]]));
        Assert.Equal(1, Check(folder));
        File.WriteAllBytes(bundle, good);
        File.Delete(folder.File("log/tile/entries/002.p/8"));
        Assert.Equal(1, Check(folder));
    }

    [Fact]
    public async Task GoRefusesALogThatWasChainedAnewWithAnotherKey()
    {
        RequireGo();
        using var folder = Built();
        await using var forged = await TestLog.OpenAsync(520);
        Replace(folder, forged);

        Assert.Equal(1, Check(folder));
    }

    /// <summary>What root on the appliance can do, and what finds it: this is why witnesses exist.</summary>
    [Fact]
    public async Task GoAcceptsALogThatWasRewrittenWithItsTrueKeyUnlessACheckpointWasKept()
    {
        RequireGo();
        using var folder = Built();
        await using var rewritten = await WitnessTests.ForkOf(checks.Log, keep: 50, more: 100);
        Replace(folder, rewritten);

        Assert.True(Check(folder) == 0, checks.Output);
        Assert.Equal(1, Check(folder, "-old", "older"));
        Assert.Contains("does not begin with the 100 entries", checks.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GoAcceptsAnOldBackupUnlessACheckpointWasKept()
    {
        RequireGo();
        using var folder = Built();
        await using var backup = await WitnessTests.ForkOf(checks.Log, keep: 60, more: 0);
        Replace(folder, backup);

        Assert.True(Check(folder) == 0, checks.Output);
        Assert.Equal(1, Check(folder, "-old", "older"));
        Assert.Contains("had 100 entries once, and has 60 now", checks.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GoReadsTheLogOverHttp()
    {
        RequireGo();
        using var folder = Built();
        var server = new TileServer(checks.Log.Store, WitnessPolicy.None);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/log/{**path}", (string path) => server.Get(path) is { } resource ? Results.Bytes(resource.Body, resource.ContentType) : Results.NotFound());
        await app.StartAsync(Cancellation);

        Assert.True(checks.Run(folder.Path, checks.Program, "-key", checks.Log.Log.FirstKey.ToString(), "-log", app.Urls.First() + "/log", "-old", "older") == 0, checks.Output);
    }

    private static void Flip(string file, int place)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[place] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    private static void Replace(TemporaryFolder folder, TestLog log)
    {
        Directory.Delete(folder.File("log"), recursive: true);
        ForeignChecks.Export(log, folder.Path);
    }

    private static bool HasTool(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, name)));

    private static void RequireOpenSsl() => Requires.Tool("openssl", "openssl");

    private static void RequireGo()
    {
        Requires.Tool("go", "golang-go");
        Requires.Folder("/usr/share/gocode/src/golang.org/x/mod/sumdb", "Debian package golang-golang-x-mod-dev");
    }

    private static void RequireSigstore()
    {
        Requires.Tool("node", "nodejs");
        Requires.Folder(Path.Combine(ForeignChecks.CheckFolder, "node_modules", "@sigstore", "verify"), "run npm ci in docs/check");
    }

    /// <summary>A copy of the good folder with the Go program in it.</summary>
    private TemporaryFolder Built()
    {
        var folder = checks.Copy();
        checks.BuildGo();
        return folder;
    }

    private int Check(TemporaryFolder folder, params string[] more) => checks.Run(folder.Path, checks.Program, ["-key", checks.Log.Log.FirstKey.ToString(), "-log", "log", .. more]);
}
