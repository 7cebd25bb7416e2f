using System.Text.Json;
using System.Threading.Channels;
using Appliance.Evidence.Storage;
using Appliance.Evidence.Verification;

namespace Appliance.Host.Control;

/// <summary>Reads the whole evidence log again and tells how far it has come, one JSON object a line.</summary>
public static class EvidenceVerification
{
    /// <summary>Verifies the log of the running host; it may grow meanwhile.</summary>
    internal static async Task StreamAsync(HttpContext context, IEvidenceReader log)
    {
        context.Response.ContentType = "application/x-ndjson";
        await foreach (var line in RunAsync(log, context.RequestAborted).ConfigureAwait(false))
        {
            await JsonSerializer.SerializeAsync(context.Response.Body, line, JsonSerializerOptions.Web, context.RequestAborted).ConfigureAwait(false);
            await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>Verifies a log; the last line holds what was found.</summary>
    public static async IAsyncEnumerable<VerifyLine> RunAsync(IEvidenceReader log, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        // A slow reader gets fewer steps, not a slower verification.
        var steps = Channel.CreateBounded<VerifyLine>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        var work = Task.Run(
            () =>
            {
                try
                {
                    return EvidenceVerifier.Verify(log, pinnedKey: null, new Steps(steps.Writer), cancellation);
                }
                finally
                {
                    steps.Writer.Complete();
                }
            },
            cancellation);
        await foreach (var step in steps.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            yield return step;
        }

        var report = await work.ConfigureAwait(false);
        var problems = report.Problems.Select(p => p.Sentence).ToList();
        yield return new VerifyLine(
            report.Entries,
            report.Entries,
            new VerifyResult(report.Heads, report.OpenCrossings, report.Unsigned, Convert.ToHexStringLower(report.Root.Span), report.FirstBadIndex, problems));
    }

    private sealed class Steps(ChannelWriter<VerifyLine> lines) : IProgress<VerifyProgress>
    {
        public void Report(VerifyProgress value) => lines.TryWrite(new VerifyLine(value.Checked, value.Total, null));
    }
}
