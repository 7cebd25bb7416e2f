using System.Globalization;
using Appliance.Evidence;
using Appliance.Fhir.Intake;
using Appliance.Fhir.Parsing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Appliance.Fhir.Http;

/// <summary>A request that passed the gate.</summary>
/// <param name="Context">The HTTP request.</param>
/// <param name="Caller">Who sent it.</param>
/// <param name="Body">Its body as JSON that passed <see cref="JsonScan"/>; empty when it has none.</param>
internal sealed record Call(HttpContext Context, Caller Caller, ReadOnlyMemory<byte> Body)
{
    /// <summary>What is returned for a write.</summary>
    public Preference Preference => FhirRequest.PreferenceOf(Context.Request);
}

/// <summary>
/// What every interaction has in common: who calls, how much at once, how long, which format, what a failure becomes, and that a refusal leaves evidence.
/// </summary>
internal sealed partial class FhirPipeline(IEvidenceLog evidence, FhirMetrics metrics, TimeProvider clock, IOptions<FhirOptions> options, ILogger<FhirPipeline> log)
{
    private readonly Gate _gate = new(options.Value.MaxConcurrentRequests, options.Value.MaxBytesInFlight);

    /// <summary>Runs an interaction.</summary>
    /// <param name="context">The request.</param>
    /// <param name="interaction">Its name in metrics.</param>
    /// <param name="prefix">Path of the FHIR base.</param>
    /// <param name="hasBody">True when a body is read and parsed.</param>
    /// <param name="work">Does it.</param>
    public async Task RunAsync(HttpContext context, string interaction, string prefix, bool hasBody, Func<Call, CancellationToken, Task<FhirAnswer>> work)
    {
        var started = clock.GetTimestamp();
        var received = new Progress();
        using var time = new CancellationTokenSource(options.Value.RequestTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(time.Token, context.RequestAborted);
        FhirAnswer answer;
        try
        {
            answer = await AnswerAsync(context, prefix, hasBody, received, work, both.Token).ConfigureAwait(false);
        }
        catch (EvidenceUnavailableException)
        {
            answer = FhirAnswer.Of([Refusals.Evidence()]);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or BadHttpRequestException or ObjectDisposedException)
        {
            answer = FhirAnswer.Of([time.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested ? Refusals.Timeout() : Refusals.Gone()]);
        }
        catch (Exception e) when (Fault(e))
        {
            answer = FhirAnswer.Of([Refusals.Fault()]);
        }

        answer = await RecordRefusalAsync(context, answer, received.Bytes).ConfigureAwait(false);
        metrics.Received(received.Bytes);
        await SendAsync(context, answer, prefix).ConfigureAwait(false);
        metrics.Answered(interaction, clock.GetElapsedTime(started));
    }

    /// <summary>Base address as the client sees it, with a slash at its end.</summary>
    public static string BaseOf(HttpRequest request, string prefix) => $"{request.Scheme}://{request.Host}{request.PathBase}{prefix.TrimEnd('/')}/";

    private async Task<FhirAnswer> AnswerAsync(
        HttpContext context, string prefix, bool hasBody, Progress received, Func<Call, CancellationToken, Task<FhirAnswer>> work, CancellationToken cancellation)
    {
        if (FhirRequest.ActorOf(context.User) is not { } actor)
            return FhirAnswer.Of([Refusals.Client()]);
        if (FhirRequest.AnswersInXml(context.Request) is null)
            return FhirAnswer.Of([Refusals.Format()]);
        if (FhirRequest.PriorityOf(context.Request) is not { } priority)
            return FhirAnswer.Of([Refusals.Header(FhirRequest.PriorityHeader)]);
        using var lease = _gate.TryEnter();
        if (lease is null)
            return FhirAnswer.Of([Refusals.Busy()]);
        var caller = new Caller(actor, BaseOf(context.Request, prefix), priority);
        if (!hasBody)
            return await work(new Call(context, caller, default), cancellation).ConfigureAwait(false);

        if (FhirRequest.SendsXml(context.Request) is not { } xml)
            return FhirAnswer.Of([Refusals.MediaType()]);
        var read = await BodyReader.ReadAsync(context, options.Value.MaxBodyBytes, lease, bytes => received.Bytes = bytes, cancellation).ConfigureAwait(false);
        var body = !read.Succeeded ? read : Json(read.Value, xml);
        return body.Succeeded ? await work(new Call(context, caller, body.Value), cancellation).ConfigureAwait(false) : FhirAnswer.Of(body.Refusals);
    }

    private Result<ReadOnlyMemory<byte>> Json(ReadOnlyMemory<byte> body, bool xml)
    {
        var json = xml ? Transcoder.ToJson(body, options.Value) : body;
        return json.Succeeded ? JsonScan.Check(json.Value, options.Value.MaxDepth) : json;
    }

    /// <summary>A refusal is evidence; one that cannot be recorded becomes the refusal to move anything at all.</summary>
    private async Task<FhirAnswer> RecordRefusalAsync(HttpContext context, FhirAnswer answer, long bytes)
    {
        if (answer.Refusal is not { } refusal)
            return answer;
        metrics.Refused(refusal.Code);
        if (FhirRequest.ActorOf(context.User) is not { } actor || refusal.Code == Refusals.EvidenceUnavailable)
            return answer;
        try
        {
            var entry = new EvidenceEntry
            {
                Action = EvidenceAction.Refused,
                Phase = EvidencePhase.Fact,
                Actor = new Token(actor.ToString()),
                From = Zone.Ehr,
                To = Zone.Host,
                Purpose = Purpose.Operations,
                Data = DataClass.ClinicalResources,
                Bytes = bytes,
                Reason = new Token(refusal.Code),
            };
            await evidence.AppendAsync(entry, CancellationToken.None).ConfigureAwait(false);
            return answer;
        }
        catch (EvidenceUnavailableException)
        {
            return FhirAnswer.Of([Refusals.Evidence()]);
        }
    }

    private async Task SendAsync(HttpContext context, FhirAnswer answer, string prefix)
    {
        var moved = false;
        try
        {
            if (!context.RequestAborted.IsCancellationRequested)
                moved = await WriteAsync(context, answer, prefix).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client is gone. Some of the bytes may have reached it, so they count as moved.
            moved = true;
        }
        finally
        {
            await CloseAsync(answer, moved).ConfigureAwait(false);
        }
    }

    private static async Task CloseAsync(FhirAnswer answer, bool moved)
    {
        try
        {
            foreach (var (crossing, bytes) in answer.Crossings)
                _ = moved ? await crossing.DoneAsync(bytes).ConfigureAwait(false) : await crossing.RefusedAsync(new Token(Refusals.ClientGone)).ConfigureAwait(false);
        }
        catch (EvidenceUnavailableException)
        {
            // The intent is durable; the next start closes it as interrupted. The log itself reports its fault.
        }
    }

    private async Task<bool> WriteAsync(HttpContext context, FhirAnswer answer, string prefix)
    {
        var response = context.Response;
        var xml = FhirRequest.AnswersInXml(context.Request) ?? false;
        var body = xml && !answer.Json.IsEmpty ? Transcoder.ToXml(answer.Json.Span) : answer.Json;
        response.StatusCode = answer.Status;
        response.Headers.CacheControl = "no-store";
        if (answer.Version is { } version)
            response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"");
        if (answer.LastModified is { } modified)
            response.Headers.LastModified = modified.ToString("R", CultureInfo.InvariantCulture);
        if (answer.Location is { } location)
            response.Headers.Location = BaseOf(context.Request, prefix) + location;
        if (answer.Status == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = ((int)Math.Ceiling(options.Value.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (answer.Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        if (answer.Status == StatusCodes.Status413PayloadTooLarge)
            response.Headers.Connection = "close";
        if (body.IsEmpty)
            return true;
        response.ContentType = xml ? "application/fhir+xml; charset=utf-8" : "application/fhir+json; charset=utf-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
        return true;
    }

    private bool Fault(Exception exception)
    {
        // The message may quote a resource; the type and the place in our code do not.
        LogFault(exception.GetType().FullName ?? "?", exception.StackTrace ?? string.Empty);
        return true;
    }

    [LoggerMessage(1, LogLevel.Error, "A FHIR request failed with {Exception} at {Place}")]
    private partial void LogFault(string exception, string place);

    private sealed class Progress
    {
        public long Bytes { get; set; }
    }
}
