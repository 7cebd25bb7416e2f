using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Appliance.Fhir.Files;
using Appliance.Testing;

namespace Appliance.Fhir.Tests;

public sealed class FileIntakeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FilesFoldersAndPackedFilesGoInInTheOrderOfTheirDependence()
    {
        await using var server = await FhirServer.StartAsync();
        Write("DocumentReference.ndjson", Given.Note("Patient/p1", "Encounter/e1", "n1"), Given.Note("Patient/p2", "Encounter/e2", "n2"));
        Write("Encounter.000.ndjson.gz", Given.Encounter("Patient/p1", "e1"), Given.Encounter("Patient/p2", "e2"));
        Write("Patient.ndjson", Given.Patient("p1"), Given.Patient("p2"));
        Write("a/Jane_Roe.json", Given.Visit());
        Write("readme.txt", new JsonObject());

        var summary = await RunAsync(server);

        Assert.Equal((4, 9L, 0L), (summary.Files, summary.Created, summary.Refused));
        Assert.Equal(3, server.Store.Encounters.Values.Sum(e => e.Facts.Notes.Count));
    }

    [Fact]
    public async Task EveryRefusalIsExplainedOnceWithoutNamesAndTheRestGoesIn()
    {
        await using var server = await FhirServer.StartAsync();
        var bad = Given.Encounter("Patient/p1", "e2");
        bad["status"] = "zz-status";
        var foreign = Given.Note("Patient/nobody", "Encounter/e1", "n2");
        Write("Roe_Jane.ndjson", Given.Patient("p1"), Given.Encounter("Patient/p1", "e1"), bad, Given.Note("Patient/p1", "Encounter/e1", "n1"), foreign, foreign.DeepClone().AsObject());
        File.AppendAllText(_folder.File("Roe_Jane.ndjson"), "{\"resourceType\":\"Patient\",\"broken\n[1]\n");
        File.WriteAllText(_folder.File("Roe_Cut.json"), "{\"resourceType\":");

        var summary = await RunAsync(server);

        Assert.Equal((3L, 6L), (summary.Created, summary.Refused));
        Assert.Equal(
            [Refusals.FileUnreadable, Refusals.BreaksR4, Refusals.MissingReference, Refusals.ResourceWithoutId],
            summary.Refusals.Select(r => r.Code).Order(StringComparer.Ordinal).OrderBy(c => c != Refusals.FileUnreadable));
        Assert.Equal((2L, "subject.reference", "file 2, line 5"), summary.Refusals.Where(r => r.Code == Refusals.MissingReference).Select(r => (r.Count, r.Location, r.First)).Single());
        Assert.Equal(("status", "file 2, line 3"), summary.Refusals.Where(r => r.Code == Refusals.BreaksR4).Select(r => (r.Location, r.First)).Single());
        Assert.DoesNotContain("Roe", string.Join('\n', summary.Refusals), StringComparison.Ordinal);
        Assert.DoesNotContain("zz", string.Join('\n', summary.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASecondRunGoesOnWhereTheFirstStopped()
    {
        await using var server = await FhirServer.StartAsync();
        Write("Patient.ndjson", [.. Enumerable.Range(0, 50).Select(i => Given.Patient($"p{i}"))]);
        Write("Encounter.ndjson", [.. Enumerable.Range(0, 50).Select(i => Given.Encounter($"Patient/p{i}", $"e{i}"))]);
        var stopped = new CancellationTokenSource();
        server.Store.BeforeCommit = _ =>
        {
            if (server.Store.Keys.Count(k => k.Type == "Encounter") >= 20)
                stopped.Cancel();
            return Task.CompletedTask;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(server, o => (o.MaxResources, o.InFlight) = (10, 1), stopped.Token));
        server.Store.BeforeCommit = null;
        server.Store.Deliveries.Clear();
        var second = await RunAsync(server, o => o.MaxResources = 10);
        var third = await RunAsync(server);

        Assert.Equal(100, server.Store.Count);
        Assert.InRange(server.Store.Deliveries.Count, 3, 4);
        Assert.Equal((1, 0L), (second.FilesDoneBefore, second.Refused));
        Assert.Equal((2, 0L), (third.FilesDoneBefore, third.Created + third.Unchanged));
    }

    [Fact]
    public async Task ResourcesThatNameLaterOnesAreDeliveredInTheEnd()
    {
        await using var server = await FhirServer.StartAsync();
        var part = Given.Encounter("Patient/p1", "e1");
        part["partOf"] = Given.Reference("Encounter/e2");
        Write("Encounter.ndjson", part, Given.Encounter("Patient/p1", "e2"));
        Write("Patient.ndjson", Given.Patient("p1"));

        var summary = await RunAsync(server, o => o.MaxResources = 1);

        Assert.Equal((3L, 0L), (summary.Created, summary.Refused));
    }

    [Fact]
    public async Task AnOverloadedApplianceIsWaitedFor()
    {
        await using var server = await FhirServer.StartAsync(o => o.RetryAfter = TimeSpan.FromSeconds(1));
        Write("Patient.ndjson", Given.Patient("p1"));
        var tries = 0;
        server.Store.BeforeCommit = _ =>
        {
            server.Store.Fault = tries++ == 0 ? new("TEST-BUSY", Domain.RefusalKind.Pushback, "Busy.") : null;
            return Task.CompletedTask;
        };
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(2) };

        var run = RunAsync(server, clock: clock);
        while (!run.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(1, (await run).Created);
    }

    private Task<FileIntakeSummary> RunAsync(FhirServer server, Action<FileIntakeOptions>? configure = null, CancellationToken cancellation = default, TimeProvider? clock = null)
    {
        var client = server.NewClient("operator:uid-1000");
        client.BaseAddress = new Uri(server.Base, "/");
        var options = new FileIntakeOptions { StateFile = Path.Combine(Path.GetTempPath(), _folder.Path + ".state") };
        configure?.Invoke(options);
        return new FileIntake(client, options, clock ?? TimeProvider.System).RunAsync([_folder.Path], null, cancellation);
    }

    private void Write(string name, params JsonObject[] resources)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using Stream file = File.Create(path);
        using var stream = name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        stream.Write(Encoding.UTF8.GetBytes(string.Join('\n', resources.Select(r => r.ToJsonString())) + "\n"));
    }
}
