using System.Globalization;
using System.Text;
using System.Text.Json;
using Appliance.Acceptance.Running;
using Appliance.Testing;

namespace Appliance.Acceptance.Survival;

/// <summary>
/// Nothing lost, nothing twice: the host and the worker are killed with SIGKILL in the middle of an intake. The short form runs with every test run; the long
/// form (30 kills during 500 encounters) is <c>.ci/long</c>, which sets the two variables below.
/// </summary>
public sealed class KillTests
{
    private const int Seed = 20261123;
    private const int Senders = 4;

    private static readonly int Encounters = Setting("APPLIANCE_KILL_ENCOUNTERS", 60);
    private static readonly int Kills = Setting("APPLIANCE_KILL_KILLS", 4);

    [Fact]
    public async Task EveryAcknowledgedEncounterSurvivesKillsOfHostAndWorkerOnceAndIsCodedOnce()
    {
        using var folder = new TemporaryFolder();
        var instants = new Random(Seed);
        var intake = new Intake(Encounters);
        string? key = null;
        for (var kill = 1; kill <= Kills + 1; kill++)
        {
            await using var appliance = await ApplianceProcess.StartAsync(folder.Path);
            key ??= await appliance.AddClientAsync("ehr-1");
            using var client = appliance.Client(key);

            // The last round is not killed: it sends what is left. The others die somewhere in their share of the requests.
            var share = Math.Max(1, Encounters / (Kills + 1));
            var until = kill > Kills ? int.MaxValue : intake.Attempts + 1 + instants.Next(share);
            var victimIsHost = instants.Next(2) == 0;
            var spins = instants.Next(20_000);
            var sending = intake.SendAsync(client, Senders, attempts =>
            {
                if (attempts != until)
                {
                    return;
                }

                Thread.SpinWait(spins);
                Kill(victimIsHost ? [appliance.Id] : Workers(appliance.Id));
            });
            await sending;
            if (kill > Kills)
            {
                await Store.UntilNothingWaitsAsync(client, folder.Path);
                await appliance.StopAsync();
            }
        }

        Assert.Equal(Encounters, intake.Acknowledged.Count);
        AssertOnce(folder.Path);
        var verified = await ApplianceProcess.VerbAsync(folder.Path, "evidence", "verify");
        Assert.True(verified.ExitCode == 0, verified.Output + verified.Errors);
    }

    private static void AssertOnce(string dataFolder)
    {
        Assert.Equal(Encounters, Store.Count(dataFolder, "SELECT count(*) FROM encounter"));
        Assert.Equal(Encounters, Store.Count(dataFolder, "SELECT count(*) FROM coding"));
        Assert.Equal(0, Store.Count(dataFolder, "SELECT count(*) FROM encounter WHERE coding_version <> 1"));
        Assert.Equal(0, Store.Count(dataFolder, "SELECT count(*) FROM inbox"));
        Assert.Equal(Encounters, Store.Count(dataFolder, "SELECT count(*) FROM resource WHERE type = 'Encounter'"));
        Assert.Equal(Encounters, Store.Count(dataFolder, "SELECT count(*) FROM resource WHERE type = 'DocumentReference'"));
    }

    private static void Kill(IEnumerable<int> processes)
    {
        foreach (var id in processes)
        {
            try
            {
                System.Diagnostics.Process.GetProcessById(id).Kill();
            }
            catch (ArgumentException)
            {
                // It ended by itself in the meantime.
            }
        }
    }

    /// <summary>The worker processes below a host: its descendants that run the worker's program, the sandbox's launchers left out.</summary>
    private static List<int> Workers(int host)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(p => int.TryParse(Path.GetFileName(p), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .ToDictionary(id => id, ParentOf);
        return [.. parents.Keys.Where(id => Descends(id) && Arguments(id) is [var program, .. var rest] && Path.GetFileName(program) != "bwrap" && rest.Any(a => a.Contains("Appliance.Worker", StringComparison.Ordinal)))];

        bool Descends(int id)
        {
            for (var at = id; parents.TryGetValue(at, out var parent) && parent > 0; at = parent)
            {
                if (parent == host)
                {
                    return true;
                }
            }

            return false;
        }
    }

    private static int ParentOf(int id)
    {
        // /proc/PID/stat: pid (comm) state ppid ...; comm may hold anything but the last parenthesis ends it.
        var stat = Read($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 1 ? int.Parse(fields[1], CultureInfo.InvariantCulture) : 0;
    }

    private static string[] Arguments(int id) => Read($"/proc/{id}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            // The process ended in the meantime.
            return string.Empty;
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    /// <summary>An EHR that sends each encounter until it is acknowledged, and never forgets one that was.</summary>
    private sealed class Intake(int count)
    {
        private static readonly DateOnly DateOfService = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));

        private readonly Queue<int> _unsent = new(Enumerable.Range(1, count));
        private readonly Lock _gate = new();
        private int _attempts;

        public HashSet<int> Acknowledged { get; } = [];

        public int Attempts => Volatile.Read(ref _attempts);

        /// <summary>Sends until nothing is left or the appliance is gone.</summary>
        public async Task SendAsync(HttpClient client, int senders, Action<int> onAttempt) =>
            await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => Task.Run(() => SenderAsync(client, onAttempt))));

        private async Task SenderAsync(HttpClient client, Action<int> onAttempt)
        {
            while (Next() is { } number)
            {
                onAttempt(Interlocked.Increment(ref _attempts));
                if (!await SentAsync(client, number))
                {
                    return;
                }
            }
        }

        private async Task<bool> SentAsync(HttpClient client, int number)
        {
            try
            {
                using var body = new StringContent(SyntheticEncounters.Bundle(number, DateOfService), Encoding.UTF8, "application/fhir+json");
                using var answer = await client.PostAsync(new Uri("/fhir", UriKind.Relative), body);
                var text = await answer.Content.ReadAsStringAsync();
                if (answer.IsSuccessStatusCode)
                {
                    using var bundle = JsonDocument.Parse(text);
                    Assert.Equal("transaction-response", bundle.RootElement.GetProperty("type").GetString());
                    lock (_gate)
                    {
                        Acknowledged.Add(number);
                    }

                    return true;
                }

                Assert.True((int)answer.StatusCode == 503, $"{(int)answer.StatusCode}: {text}");
                Return(number);
                return true;
            }
            catch (HttpRequestException)
            {
                Return(number);
                return false;
            }
        }

        private int? Next()
        {
            lock (_gate)
            {
                return _unsent.TryDequeue(out var number) ? number : null;
            }
        }

        private void Return(int number)
        {
            lock (_gate)
            {
                _unsent.Enqueue(number);
            }
        }
    }
}
