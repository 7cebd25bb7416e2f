using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Appliance.Fhir.Http;

/// <summary>Reads a body up to its bound: one that announces more is refused unread, one that grows over it is refused when it does.</summary>
internal static class BodyReader
{
    private const int FirstBuffer = 64 * 1024;

    /// <summary>The body, or why it was not read.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">The most bytes.</param>
    /// <param name="lease">Accounts for the bytes that are held.</param>
    /// <param name="progress">Told of the bytes read so far, for the evidence of a refusal.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<Result<ReadOnlyMemory<byte>>> ReadAsync(HttpContext context, long limit, Gate.Lease lease, Action<long> progress, CancellationToken cancellation)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (context.Request.ContentLength > limit)
            return Refusals.TooLarge(limit);

        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(context.Request.ContentLength ?? FirstBuffer, 256, FirstBuffer));
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation).ConfigureAwait(false);
            try
            {
                if (body.WrittenCount + read.Buffer.Length > limit)
                    return Refusals.TooLarge(limit);
                if (!lease.TryTake(read.Buffer.Length))
                    return Refusals.Busy();
                foreach (var segment in read.Buffer)
                    body.Write(segment.Span);
                progress(body.WrittenCount);
            }
            finally
            {
                // Also of a body that is refused: the web server reads on in it, and takes a read that was not ended for a fault.
                reader.AdvanceTo(read.Buffer.End);
            }

            if (read.IsCompleted)
                return body.WrittenMemory;
        }
    }
}
