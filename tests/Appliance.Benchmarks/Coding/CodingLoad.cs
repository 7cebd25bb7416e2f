using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Appliance.Coding;
using Appliance.Domain;
using Appliance.Testing;
using static System.FormattableString;

namespace Appliance.Benchmarks.Coding;

/// <summary>
/// The coding engine in process, one thread a core: notes a second, the time of a note, memory as the notes go on (<c>--entries</c> notes in all, ten readings), one note of a megabyte.
/// The notes are those beside the repository, over and over.
/// </summary>
internal static class CodingLoad
{
    private static readonly string[] Files = ["data/notes/acibench_train.jsonl", "data/notes/codiesp/dev.jsonl"];

    public static Task RunAsync(LoadOptions options)
    {
        var started = Stopwatch.GetTimestamp();
        var engine = InstalledEngine.Load(null).Engine;
        Say(Invariant($"engine ready after {Stopwatch.GetElapsedTime(started).TotalMilliseconds:N0} ms (no lexicon image beside this program)"));
        foreach (var file in Files)
        {
            if (SharedData.Path(file) is not { } path)
            {
                Say(Invariant($"{file} is not here"));
                continue;
            }

            var notes = File.ReadLines(path).Select(Read).ToArray();
            Run(engine, notes, notes.Length * 4);
            Say(Invariant($"{System.IO.Path.GetFileName(file)}: {notes.Length} notes of {notes.Average(n => n.Notes[0].Text.Length):N0} characters"));
            var part = Math.Max(1, options.Entries / Files.Length / 10);
            for (var reading = 1; reading <= 10; reading++)
                Say("  " + Run(engine, notes, part));
        }

        var long_ = Some.Encounter(string.Join('\n', Enumerable.Range(0, 16_000).Select(i => $"On day {i} of the stay he had hypertension, type 2 diabetes with neuropathy, no chest pain.")));
        started = Stopwatch.GetTimestamp();
        var coded = engine.Code(long_, CancellationToken.None);
        Say(Invariant($"one note of {long_.Notes[0].Text.Length / 1e6:N1} M characters: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:N0} ms, {coded.Suggestions.Count} suggestions, {coded.Refusals.Count} refusals"));
        return Task.CompletedTask;
    }

    private static string Run(CodingEngine engine, Encounter[] notes, int count)
    {
        var times = new ConcurrentBag<double[]>();
        var next = -1;
        var allocated = GC.GetTotalAllocatedBytes();
        var started = Stopwatch.GetTimestamp();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var threads = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() =>
        {
            var own = new List<double>();
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                var at = Stopwatch.GetTimestamp();
                engine.Code(notes[i % notes.Length], CancellationToken.None);
                own.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
            }

            times.Add([.. own]);
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var all = times.SelectMany(t => t).Order().ToArray();
        using var process = Process.GetCurrentProcess();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{count:N0} notes: {count / seconds:N0} notes/s on {threads.Count} threads, {count / (process.TotalProcessorTime - cpu).TotalSeconds:N0} per CPU second; p50 {all[all.Length / 2]:N2} p99 {all[(int)(all.Length * 0.99)]:N2} max {all[^1]:N1} ms; {(GC.GetTotalAllocatedBytes() - allocated) / count / 1000:N0} kB allocated a note; {GC.GetTotalMemory(forceFullCollection: true) / 1e6:N1} MB live, {process.WorkingSet64 / 1e6:N0} MB resident");
    }

    private static Encounter Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        var text = json.RootElement.TryGetProperty("text", out var value) ? value.GetString() : json.RootElement.GetProperty("note").GetString();
        return new Encounter(EncounterId.New(), [new Note(new NoteId("n"), text!)]) { Setting = Setting.Outpatient };
    }

    private static void Say(string text) => Console.WriteLine(text);
}
