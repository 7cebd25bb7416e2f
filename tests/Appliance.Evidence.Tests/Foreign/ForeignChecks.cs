using System.Diagnostics;
using System.Text.RegularExpressions;
using Appliance.Evidence.Packets;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Tiles;
using Appliance.Evidence.Witnessing;
using Appliance.Testing;

namespace Appliance.Evidence.Tests.Foreign;

/// <summary>The commands of docs/evidence-check.md, run in a folder that holds what the page says.</summary>
public sealed partial class ForeignChecks : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The repository's docs/check.</summary>
    public static string CheckFolder { get; } = Find();

    /// <summary>The good log; tests take copies of what it gave out.</summary>
    internal TestLog Log { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Log = await TestLog.OpenAsync(100);
        await File.WriteAllBytesAsync(_folder.File("older"), Log.Checkpoint().ToBytes());
        await Log.AppendAsync(420);
        Export(Log, _folder.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Gives out a log as the page assumes it.</summary>
    internal static void Export(TestLog log, string folder)
    {
        TileFolder.Export(log.Store, WitnessPolicy.None, Path.Combine(folder, "log"), CancellationToken.None);
        File.WriteAllBytes(Path.Combine(folder, "entry"), log.Store.Leaves[42]);
        File.WriteAllBytes(Path.Combine(folder, "entry.tlog-proof"), new TlogProof(42, new TreeReader(log.Store).Inclusion(42, log.Store.Leaves.Count), log.Checkpoint()).ToBytes());
        using var zip = File.Create(Path.Combine(folder, "packet.zip"));
        new PacketWriter(log.Store, WitnessPolicy.None, log.Time).WriteZip(zip, PacketScope.OfSubject(TestLog.SubjectOf(3)), null, CancellationToken.None);
    }

    /// <summary>A copy of the good folder, to be tampered with.</summary>
    public TemporaryFolder Copy()
    {
        var copy = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories))
        {
            var to = copy.File(Path.GetRelativePath(_folder.Path, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return copy;
    }

    /// <summary>Runs the commands of the page that are marked with a name.</summary>
    public int RunPage(string name, string folder)
    {
        var page = File.ReadAllText(Path.Combine(CheckFolder, "..", "evidence-check.md"));
        var block = Marked().Matches(page).Single(match => match.Groups["name"].Value == name).Groups["commands"].Value;
        return Run(folder, "bash", "-euo", "pipefail", "-c", block);
    }

    /// <summary>The Go program of the page, once it is built.</summary>
    public string Program => _folder.File("logcheck");

    /// <summary>Builds the Go program by the page's commands, once.</summary>
    public void BuildGo()
    {
        if (!File.Exists(Program))
            Assert.True(RunPage("go", _folder.Path) == 0, Output);
    }

    /// <summary>Runs a program in a folder.</summary>
    public int Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KEY"] = Log.Log.FirstKey.ToString();
        start.Environment["CHECK"] = CheckFolder;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        Output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Output += errors.Result;
        return process.ExitCode;
    }

    /// <summary>What the last program printed.</summary>
    public string Output { get; private set; } = string.Empty;

    [GeneratedRegex(@"<!-- run: (?<name>\w+) -->\n```bash\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Marked();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "docs", "check");
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new DirectoryNotFoundException("docs/check is not above the tests.");
    }
}
