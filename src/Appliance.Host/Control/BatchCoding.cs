using System.Text.Json;
using Appliance.Domain;
using Appliance.Encounters.Batch;
using Appliance.Encounters.Workers;
using Appliance.Evidence;
using Appliance.Host.Access;
using Appliance.Host.Operations;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Appliance.Host.Control;

/// <summary>Notes in, suggestions out, both as lines of JSON and both at the same time over one HTTP/2 stream; the totals follow in the trailer.</summary>
internal static class BatchCoding
{
    /// <summary>Name of the trailer.</summary>
    public const string Trailer = "appliance-batch";

    /// <summary>Name of the policy that a claim needs.</summary>
    public const string GuidelinePolicy = "guideline";

    /// <summary>Name of the policy that reports every mentioned condition.</summary>
    public const string MentionsPolicy = "mentions";

    public static async Task StreamAsync(HttpContext context, ICodingWorkers workers, IEvidenceLog evidence, TimeProvider time, CodingProfiles profiles, int? threads, string? policy, bool? explain, string? profile)
    {
        var used = profile is null ? null : profiles.Find(profile);
        if (profile is not null && used is null)
        {
            await RefusalAnswer.WriteAsync(context, Refusals.ProfileUnknown).ConfigureAwait(false);
            return;
        }

        // The operator's own file: as long as it is, at the speed at which it is coded.
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        var response = context.Response;
        response.ContentType = "application/x-ndjson";
        response.DeclareTrailer(Trailer);
        await response.StartAsync(context.RequestAborted).ConfigureAwait(false);
        var options = new BatchOptions(AccessClaims.ActorOf(context.User)!.Value)
        {
            InFlight = Math.Clamp(threads ?? BatchOptions.DefaultInFlight, 1, 1024),
            Instructions = new CodingInstructions
            {
                Policy = policy == MentionsPolicy ? CodingPolicy.Mentions : CodingPolicy.Guideline,
                Explain = explain ?? false,
                Profile = used,
            },
        };
        var last = new BatchProgress(0, 0, 0, 0, TimeSpan.Zero);
        var outcome = await new CodeBatch(workers, evidence, time)
            .RunAsync(context.Request.Body, response.Body, options, new Newest(p => last = p), context.RequestAborted).ConfigureAwait(false);
        var total = outcome.Succeeded ? outcome.Value : last;
        response.AppendTrailer(Trailer, JsonSerializer.Serialize(ResultOf(total, outcome.Refusal), JsonSerializerOptions.Web));
    }

    private static BatchResult ResultOf(BatchProgress total, Refusal? refusal) => new(
        total.Lines, total.Refused, total.Notes, total.Suggestions, total.Elapsed.TotalSeconds, total.NotesPerSecond, refusal?.Code, refusal?.Message);

    private sealed class Newest(Action<BatchProgress> take) : IProgress<BatchProgress>
    {
        public void Report(BatchProgress value) => take(value);
    }
}
