using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Appliance.Evidence.Signing;

namespace Appliance.Evidence.Witnessing;

/// <summary>
/// Submits checkpoints to one C2SP witness. What the network may be used for is its owner's: the invoker is handed in. Nothing of an entry is sent, only sizes, hashes and signatures.
/// </summary>
/// <param name="http">Sends requests; it must not follow redirects.</param>
/// <param name="prefix">The witness's submission prefix.</param>
/// <param name="key">Its key.</param>
public sealed class WitnessClient(HttpMessageInvoker http, Uri prefix, VerifierKey key)
{
    private readonly Uri _address = new(prefix.AbsoluteUri.TrimEnd('/') + "/add-checkpoint");

    /// <summary>The witness's key.</summary>
    public VerifierKey Key => key;

    /// <summary>Submits a checkpoint once.</summary>
    /// <param name="request">What is submitted.</param>
    /// <param name="cancellation">Gives up; set it to the longest wait.</param>
    /// <exception cref="HttpRequestException">The witness cannot be reached.</exception>
    public async Task<WitnessReply> SubmitAsync(AddCheckpointRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var message = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(request.ToBytes()) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("text/plain") { CharSet = "utf-8" };
        using var response = await http.SendAsync(message, cancellation).ConfigureAwait(false);
        var body = await ReadAsync(response.Content, cancellation).ConfigureAwait(false);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => Cosigned(request, body),
            HttpStatusCode.Conflict => StrictDecimal.Read(Encoding.Latin1.GetString(body.Span).TrimEnd('\n')) is { } size
                ? new WitnessReply(WitnessReplyKind.OtherSize, [], size)
                : new WitnessReply(WitnessReplyKind.NotUnderstood, [], null),
            HttpStatusCode.UnprocessableEntity => new WitnessReply(WitnessReplyKind.Inconsistent, [], null),
            HttpStatusCode.NotFound => new WitnessReply(WitnessReplyKind.LogNotKnown, [], null),
            HttpStatusCode.Forbidden => new WitnessReply(WitnessReplyKind.KeyNotTrusted, [], null),
            _ => new WitnessReply(WitnessReplyKind.NotUnderstood, [], null),
        };
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellation)
    {
        using var stream = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var buffer = new ArrayBufferWriter<byte>();
        int read;
        while ((read = await stream.ReadAsync(buffer.GetMemory(4096), cancellation).ConfigureAwait(false)) > 0)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > SignedNote.MaxBytes)
                throw new HttpRequestException("The witness answered with more than an answer can hold.");
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Takes the lines of the known key; those of other keys are ignored, as the specification says.</summary>
    private WitnessReply Cosigned(AddCheckpointRequest request, ReadOnlyMemory<byte> body)
    {
        var good = SignedNote.ReadSignatures(body.Span)?.Where(signature => key.Verifies(request.Note.Text, signature, out _)).ToList() ?? [];
        return good.Count > 0 ? new WitnessReply(WitnessReplyKind.Cosigned, good, null) : new WitnessReply(WitnessReplyKind.NotUnderstood, [], null);
    }
}

/// <summary>How a witness answered.</summary>
public enum WitnessReplyKind
{
    /// <summary>It cosigned (200).</summary>
    Cosigned,

    /// <summary>It saw another size last, and says which (409).</summary>
    OtherSize,

    /// <summary>The proof does not lead from what it saw to this checkpoint (422).</summary>
    Inconsistent,

    /// <summary>It does not serve this log (404).</summary>
    LogNotKnown,

    /// <summary>It trusts another key for this log (403).</summary>
    KeyNotTrusted,

    /// <summary>Anything else, such as an answer without a good signature of its key.</summary>
    NotUnderstood,
}

/// <summary>A witness's answer.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Signatures">Good cosignatures of its key.</param>
/// <param name="Size">The size it saw last, when it says so.</param>
public sealed record WitnessReply(WitnessReplyKind Kind, IReadOnlyList<NoteSignature> Signatures, long? Size);
