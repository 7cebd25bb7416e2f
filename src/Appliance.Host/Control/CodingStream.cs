using System.Net;
using System.Text.Json;
using Appliance.Domain;

namespace Appliance.Host.Control;

/// <summary>A verb's side of <see cref="BatchCoding"/>: sends lines of notes and reads lines of suggestions, both at the same time over one stream.</summary>
internal static class CodingStream
{
    /// <summary>Has lines coded by the owner of the data folder.</summary>
    /// <param name="client">To the owner.</param>
    /// <param name="query">How, as <see cref="BatchCoding"/> reads it.</param>
    /// <param name="write">Writes the lines of notes.</param>
    /// <param name="read">Reads the lines of suggestions to their end.</param>
    /// <param name="cancellation">Stops both.</param>
    /// <returns>The totals, or why nothing was coded.</returns>
    public static async Task<Outcome<BatchResult>> RunAsync(
        ControlClient client, string query, Func<Stream, CancellationToken, Task> write, Func<Stream, CancellationToken, Task> read, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "control/code" + query) { Content = new Written(write) };
        using var response = await client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            return await ControlClient.RefusalOfAsync(response, cancellation).ConfigureAwait(false);
        }

        await read(await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        var trailer = response.TrailingHeaders.TryGetValues(BatchCoding.Trailer, out var values) ? values.FirstOrDefault() : null;
        return trailer is not null && JsonSerializer.Deserialize<BatchResult>(trailer, JsonSerializerOptions.Web) is { } result ? result : Refusals.OwnerWentAway;
    }

    /// <summary>Sends what is written, as it is written; the answer comes meanwhile.</summary>
    private sealed class Written(Func<Stream, CancellationToken, Task> write) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            await write(stream, cancellationToken).ConfigureAwait(false);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
