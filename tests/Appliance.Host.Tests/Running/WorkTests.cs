using System.Net;
using Appliance.Testing;

namespace Appliance.Host.Tests.Running;

/// <summary>The main job through the public surface of the built host, and what a kill or a stop leaves behind.</summary>
public sealed class WorkTests
{
    [Fact]
    public async Task AnEncounterComesInIsCodedSurvivesAKillAndTheEvidenceVerifies()
    {
        using var folder = new TemporaryFolder();
        string key;
        await using (var host = await HostProcess.StartAsync(folder.Path))
        {
            key = (await HostProcess.RunAsync("clients", "add", "ehr-1", "--data", folder.Path)).Out.Trim();
            await SendAsync(host, key, 1);
            await host.MetricAsync("appliance_worker_codes_suggested_total", atLeast: 1);
            await SendAsync(host, key, 2);
            await host.KillAsync();
        }

        await using (var host = await HostProcess.StartAsync(folder.Path))
        {
            // Sent again, it is recognised: nothing is stored or coded twice.
            await SendAsync(host, key, 2);
            await SendAsync(host, key, 3);
            await host.MetricAsync("appliance_worker_codes_suggested_total", atLeast: 1);
            var running = await HostProcess.RunAsync("evidence", "verify", "--data", folder.Path);
            Assert.True(running.Exit == 0, running.Out + running.Error);
            var stopped = await host.StopAsync();
            Assert.True(stopped.Exit == 0, stopped.Error);
            Assert.DoesNotContain(SmallDelivery.Secret, stopped.Error, StringComparison.Ordinal);
        }

        var verified = await HostProcess.RunAsync("evidence", "verify", "--data", folder.Path);
        Assert.True(verified.Exit == 0, verified.Out + verified.Error);
        Assert.Contains(" 0 open crossings", verified.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AVerbOfAStoppedHostWorksOnTheFolderItself()
    {
        using var folder = new TemporaryFolder();
        var added = await HostProcess.RunAsync("clients", "add", "ehr-1", "--data", folder.Path);
        Assert.True(added.Exit == 0, added.Error);
        Assert.Contains($"No appliance runs on the data folder {folder.Path}", added.Error, StringComparison.Ordinal);
        var elsewhere = await HostProcess.RunAsync("clients", "add", "ehr-1", "--data", folder.File("new"));
        Assert.True(elsewhere.Exit == 0, elsewhere.Error);
        Assert.Contains($"There was no data folder {folder.File("new")}: a new one was created.", elsewhere.Error, StringComparison.Ordinal);
        var listed = await HostProcess.RunAsync("clients", "list", "--data", folder.Path);
        Assert.Contains("ehr-1", listed.Out, StringComparison.Ordinal);
        Assert.Equal(1, (await HostProcess.RunAsync("clients", "add", "ehr-1", "--data", folder.Path)).Exit);
    }

    [Fact]
    public async Task FilesGoInAndNotesAreCodedByVerbsAloneWithEvidence()
    {
        using var folder = new TemporaryFolder();
        using var files = new TemporaryFolder();
        await File.WriteAllTextAsync(files.File("one.json"), await SmallDelivery.Bundle(11).ReadAsStringAsync());
        var first = await HostProcess.RunAsync("intake", files.Path, "--data", folder.Path);
        Assert.True(first.Exit == 0, first.Out + first.Error);
        Assert.Contains("3 resources new", first.Out, StringComparison.Ordinal);

        await File.WriteAllTextAsync(files.File("notes.jsonl"), """
            {"id":"a","text":"Assessment: Essential hypertension.","dateOfService":"2026-11-02"}
            {"id":"b","te
            {"id":"c","text":"Assessment: Gout."}

            """);
        var coded = await HostProcess.RunAsync("code", "--in", files.File("notes.jsonl"), "--out", files.File("out.jsonl"), "--threads", "2", "--data", folder.Path);
        Assert.True(coded.Exit == 0, coded.Out + coded.Error);
        var lines = await File.ReadAllLinesAsync(files.File("out.jsonl"));
        Assert.Equal(3, lines.Length);
        Assert.Contains("\"I10\"", lines[0], StringComparison.Ordinal);
        Assert.Contains("APP-WRK-020", lines[1], StringComparison.Ordinal);
        Assert.Contains("notes/s", coded.Error, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(files.File("out.jsonl")));

        var verified = await HostProcess.RunAsync("evidence", "verify", "--data", folder.Path);
        Assert.True(verified.Exit == 0, verified.Out + verified.Error);
    }

    [Fact]
    public async Task ALogThatWasChangedDoesNotVerify()
    {
        using var folder = new TemporaryFolder();
        await HostProcess.RunAsync("clients", "add", "ehr-1", "--data", folder.Path);
        var log = folder.File("evidence.db");
        var bytes = await File.ReadAllBytesAsync(log);
        var at = bytes.AsSpan().IndexOf("key-made"u8);
        Assert.True(at > 0, "The entry is not where it was looked for.");
        bytes[at] = (byte)'K';
        await File.WriteAllBytesAsync(log, bytes);
        var verified = await HostProcess.RunAsync("evidence", "verify", "--data", folder.Path);
        Assert.True(verified.Exit == 4, verified.Out + verified.Error);
        Assert.Contains("does NOT verify", verified.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NothingThatCameInIsInAMetric()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var key = (await HostProcess.RunAsync("clients", "add", "ehr-1", "--data", folder.Path)).Out.Trim();
        await SendAsync(host, key, 7);
        await host.MetricAsync("appliance_worker_codes_suggested_total", atLeast: 1);
        var metrics = await host.Client.GetStringAsync("/metrics");
        Assert.DoesNotContain(SmallDelivery.Secret, metrics, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("1960-05-01", metrics, StringComparison.Ordinal);
        string[] closed = ["le", "priority", "outcome", "shown", "reason", "code", "interaction", "effect", "generation", "state", "result", "kind"];
        Assert.All(
            HostWaiting.Sample().Matches(metrics).Where(m => m.Groups[2].Length > 0),
            m => Assert.All(m.Groups[2].Value.Trim('{', '}').Split(',').Select(l => l.Split('=')[0]), label => Assert.Contains(label, closed)));
    }

    private static async Task SendAsync(HostProcess host, string key, int number)
    {
        using var response = await host.Client.SendAsync(host.Request(HttpMethod.Post, "/fhir", key, SmallDelivery.Bundle(number)));
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }
}
