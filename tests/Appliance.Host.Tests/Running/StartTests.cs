using System.Net;
using System.Net.Sockets;
using Appliance.Host.Verbs;
using Appliance.Testing;

namespace Appliance.Host.Tests.Running;

/// <summary>Starts that are refused: each with one sentence, its code and an exit status that is not 0.</summary>
public sealed class StartTests(SharedHost shared)
{
    [Fact]
    public async Task ASecondHostOnTheSameFolderIsRefused()
    {
        var second = await HostProcess.RunAsync("--data", shared.Folder, "--urls", "http://127.0.0.1:0");
        Assert.Equal(ExitCodes.NotStarted, second.Exit);
        Assert.StartsWith("APP-ENC-020: The data folder", OneSentence(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAddressThatIsTakenIsRefused()
    {
        using var folder = new TemporaryFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        var refused = await HostProcess.RunAsync("--data", folder.Path, "--urls", url);
        Assert.Equal(ExitCodes.NotStarted, refused.Exit);
        Assert.Contains($"APP-HST-003: The address {url} is already taken", OneSentence(refused), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Path, "run", "control.sock")));
    }

    [Fact]
    public async Task AFolderThatCannotBeAFolderIsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("taken"), "a file");
        var refused = await HostProcess.RunAsync("--data", folder.File("taken"));
        Assert.Equal(ExitCodes.NotStarted, refused.Exit);
        Assert.StartsWith("APP-ENC-021: ", OneSentence(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFolderWhosePathIsTooLongForASocketIsRefused()
    {
        using var folder = new TemporaryFolder();
        var refused = await HostProcess.RunAsync("--data", Path.Combine(folder.Path, new string('x', 100)));
        Assert.Equal(ExitCodes.Usage, refused.Exit);
        Assert.StartsWith("APP-HST-006: ", OneSentence(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task DataOfANewerApplianceIsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("access.jsonl"), "{\"format\":99}\n");
        var refused = await HostProcess.RunAsync("--data", folder.Path, "--urls", "http://127.0.0.1:0");
        Assert.Equal(ExitCodes.NotStarted, refused.Exit);
        Assert.Contains("APP-HST-005: access.jsonl was written by a newer appliance", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("intake", "not-here.json")]
    [InlineData("code", "--in", "not-here.jsonl", "--out", "out.jsonl")]
    public async Task AFileThatIsNotThereIsNamedBeforeAnythingStarts(params string[] verb)
    {
        using var folder = new TemporaryFolder();
        var refused = await HostProcess.RunAsync([.. verb, "--data", folder.Path]);
        Assert.Equal(ExitCodes.Usage, refused.Exit);
        Assert.StartsWith("APP-HST-021: not-here.json", OneSentence(refused), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    private static string OneSentence(Ended ended)
    {
        Assert.DoesNotContain("   at ", ended.Error, StringComparison.Ordinal);
        return ended.Error.Split('\n').Last(l => l.StartsWith("APP-", StringComparison.Ordinal));
    }
}
