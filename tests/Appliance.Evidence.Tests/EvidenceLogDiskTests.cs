using System.Diagnostics;
using Appliance.Evidence.Verification;
using Appliance.Testing;

namespace Appliance.Evidence.Tests;

/// <summary>A real file system that is full: a tmpfs of one megabyte, where the machine lets us mount one.</summary>
public sealed class EvidenceLogDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private bool _mounted;

    private CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (_mounted)
            Run("umount", _folder.Path);
        _folder.Dispose();
    }

    [Fact]
    public async Task AFullDiskRefusesAppendsAndRoomOnItLetsThemGoOn()
    {
        _mounted = Environment.UserName == "root" && Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", _folder.Path) == 0;
        Assert.SkipUnless(_mounted, "This machine does not let the test mount a small file system.");
        var ballast = _folder.File("ballast");
        await File.WriteAllBytesAsync(ballast, new byte[400_000], Cancellation);
        await using var log = await SqliteEvidenceLog.OpenAsync(new EvidenceOptions { Path = _folder.File("evidence.db") }, TimeProvider.System, null, Cancellation);

        var acknowledged = 0L;
        var refusal = await Assert.ThrowsAsync<EvidenceUnavailableException>(async () =>
        {
            while (true)
                acknowledged = (await log.AppendAsync([.. Enumerable.Range(0, 50).Select(_ => Some.Fact())], Cancellation))[^1].Sequence;
        });
        Assert.Contains("full", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(refusal.Message, log.Fault);
        Assert.Equal(acknowledged + 1, log.Count);

        File.Delete(ballast);
        var next = await log.AppendAsync(Some.Fact(), Cancellation);

        Assert.Equal(acknowledged + 1, next.Sequence);
        Assert.Null(log.Fault);
        Assert.Empty(EvidenceVerifier.Verify(log.Reader, log.Key, null, Cancellation).Problems);
    }

    private static int Run(string file, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }
    }
}
