using System.Globalization;
using Appliance.Evidence;

namespace Appliance.Testing;

/// <summary>Appends crossings from eight callers until its process is killed, and prints a line for each entry that was acknowledged: number, space, leaf hash.</summary>
public static class AcknowledgingWriter
{
    /// <summary>Does not return.</summary>
    /// <param name="path">The log's file.</param>
    public static async Task RunAsync(string path)
    {
        await using var log = await SqliteEvidenceLog.OpenAsync(new EvidenceOptions { Path = path }, TimeProvider.System);
        var output = TextWriter.Synchronized(Console.Out);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AppendAsync(log, output))));
    }

    private static async Task AppendAsync(EvidenceLog log, TextWriter output)
    {
        while (true)
        {
            var movement = Some.Movement() with { Crossing = Guid.NewGuid() };
            foreach (var phase in (EvidencePhase[])[EvidencePhase.Intent, EvidencePhase.Done])
            {
                var entry = await log.AppendAsync(movement with { Phase = phase }, CancellationToken.None);
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{entry.Sequence} {Convert.ToHexString(entry.LeafHash.Span)}"));
            }
        }
    }
}
