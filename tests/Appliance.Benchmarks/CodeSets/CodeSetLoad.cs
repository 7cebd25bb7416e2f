using System.Diagnostics;
using System.Globalization;
using Appliance.CodeSets;

namespace Appliance.Benchmarks.CodeSets;

/// <summary>Load time, resident memory, validity look-ups and searches of the built-in code sets.</summary>
internal static class CodeSetLoad
{
    private static readonly string[] Queries =
    [
        "diabetes type 2 kidney", "fracture neck femur left", "E11.2", "chronic kidney disease stage 3b", "hypertensive heart", "asthma exacerbation", "diabetis", "pneumonia strep", "otitis media right",
        "depression recurrent moderate", "osteoarthritis knee", "burn hand second degree", "malignant neoplasm breast upper outer", "s72.0", "migraine aura", "atrial fibrillation persistent",
    ];

    public static Task RunAsync(LoadOptions options)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var started = Stopwatch.GetTimestamp();
        var library = CodeSetLibrary.LoadBuiltIn();
        var load = Stopwatch.GetElapsedTime(started);
        var set = library.Newest;
        var codes = set.Entries.Select(e => e.Code).ToArray();
        Say($"load of {library.Releases.Count} releases: {load.TotalMilliseconds:N0} ms, {(GC.GetTotalMemory(true) - before) / 1e6:N1} MB managed");

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var looked = 0L;
        var billable = 0L;
        started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < options.Seconds)
        {
            foreach (var code in codes)
            {
                billable += set.Check(code) == CodeValidity.Billable ? 1 : 0;
            }

            looked += codes.Length;
        }

        Say($"validity: {looked / Stopwatch.GetElapsedTime(started).TotalSeconds / 1e6:N1} M look-ups/s on one core, {GC.GetAllocatedBytesForCurrentThread() - allocated} bytes allocated, {100.0 * billable / looked:N0} % billable");

        set.Warm();
        var times = new List<double>();
        for (var round = 0; round < 50; round++)
        {
            foreach (var query in Queries)
            {
                started = Stopwatch.GetTimestamp();
                var hits = set.Search(query, 20);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                billable += hits.Count;
            }
        }

        times.Sort();
        Say($"search: p50 {times[times.Count / 2]:N2} ms, p99 {times[(int)(times.Count * 0.99)]:N2} ms; {(GC.GetTotalMemory(true) - before) / 1e6:N1} MB managed with the search index");
        GC.KeepAlive(library);
        return Task.CompletedTask;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
