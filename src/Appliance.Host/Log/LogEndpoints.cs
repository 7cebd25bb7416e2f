using Appliance.Evidence;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Tiles;
using Appliance.Host.Access;
using Appliance.Host.Operations;
using Microsoft.AspNetCore.Authorization;

namespace Appliance.Host.Log;

/// <summary>
/// The evidence log for programs that are not ours, as C2SP tlog-tiles says. Checkpoints and hashes may be read by anybody who reaches the appliance: they hold
/// nothing but numbers and hashes. Entries, and proofs that name one, ask for the auditor's role.
/// </summary>
public static class LogEndpoints
{
    /// <summary>The log's prefix.</summary>
    public const string Prefix = "/log";

    private const string ProofType = "text/plain; charset=utf-8";

    /// <summary>Maps them.</summary>
    public static void MapLog(this IEndpointRouteBuilder app)
    {
        var log = app.MapGroup(Prefix);
        log.MapGet("/key", (EvidenceLog evidence) => Results.Text(LogKeys.Text(evidence))).AllowAnonymous();
        log.MapGet("/proof/{sequence:long}", Proof).RequireAuthorization(AccessPolicies.Auditor);
        log.MapGet("/packet", PacketEndpoint.AnswerAsync).RequireAuthorization(AccessPolicies.Auditor);
        log.MapGet("/{**path}", ServeAsync).AllowAnonymous();
    }

    private static async Task ServeAsync(HttpContext context, string path, EvidenceLog evidence, IAuthorizationService authorization)
    {
        TileResource? resource;
        try
        {
            resource = new TileServer(evidence.Reader, evidence.Policy).Get(path);
        }
        catch (Exception damage) when (damage is InvalidDataException or EvidenceDamagedException)
        {
            await RefusalAnswer.WriteAsync(context, Refusals.EvidenceDamaged).ConfigureAwait(false);
            return;
        }

        if (resource is null)
        {
            await RefusalAnswer.WriteAsync(context, Refusals.NoLogResource).ConfigureAwait(false);
            return;
        }

        if (resource.HoldsEntries && !(await authorization.AuthorizeAsync(context.User, AccessPolicies.Auditor).ConfigureAwait(false)).Succeeded)
        {
            await RefusalAnswer.WriteAsync(context, context.User.Identity?.IsAuthenticated == true ? Refusals.NotAllowed : Refusals.AuditorNeeded).ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = resource.ContentType;
        context.Response.Headers.CacheControl = resource.CacheControl;
        context.Response.ContentLength = resource.Body.Length;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(resource.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static IResult Proof(long sequence, EvidenceLog evidence, HttpContext context)
    {
        if (LogKeys.ProofOf(evidence, sequence) is not { } proof)
        {
            return new Refused(Refusals.NoProof(sequence));
        }

        context.Response.Headers.CacheControl = "no-store";
        return Results.File(proof.ToBytes(), ProofType, $"entry-{sequence}{TlogProof.Extension}");
    }

    private sealed class Refused(Domain.Refusal refusal) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => RefusalAnswer.WriteAsync(httpContext, refusal);
    }
}
