using Appliance.Domain;
using Appliance.Encounters.Reconciliation;
using Appliance.Evidence;
using Appliance.Host.Access;
using Appliance.Host.Composition;
using Appliance.Host.Operations;

namespace Appliance.Host.Control;

/// <summary>What the verbs ask of the owner of the data folder. Outside the control socket these addresses do not exist.</summary>
public static class ControlEndpoints
{
    /// <summary>Below it all of them are.</summary>
    public const string Prefix = "/control";

    /// <summary>Hides the endpoints from everything but the control socket.</summary>
    public static void UseControlOnlyOverItsSocket(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Path.StartsWithSegments(Prefix, StringComparison.Ordinal) && context.Features.Get<OperatorPeer>() is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return next(context);
    });

    /// <summary>Maps them.</summary>
    public static void MapControl(this IEndpointRouteBuilder app)
    {
        var control = app.MapGroup(Prefix).RequireAuthorization(AccessPolicies.Operator);
        control.MapGet("/status", (ListeningAddress address) => new OwnerStatus(ApplianceVersion.Text, Environment.ProcessId, address.Listening));
        control.MapPost("/link", LinkAsync);
        control.MapGet("/clients", (AccessRegister register) => register.Clients.Select(Line));
        control.MapPost("/clients", AddClientAsync);
        control.MapDelete("/clients/{name}", RevokeClientAsync);
        control.MapPost("/evidence/verify", EvidenceVerification.StreamAsync);
        control.MapPost("/evidence/reconcile", ReconcileAsync);
        control.MapPost("/evidence/rotate-key", RotateKeyAsync);
        control.MapPost("/code", BatchCoding.StreamAsync);
        control.MapCodingProfiles();
    }

    private static Task LinkAsync(HttpContext context, LinkRequest request, AccessRegister register, ListeningAddress address) => AnswerAsync(context, async by =>
    {
        var link = await register.IssueLinkAsync(request.Person, by, context.RequestAborted).ConfigureAwait(false);
        return link.Refusal is { } refusal
            ? refusal
            : (Outcome<object>)new LinkAnswer(SignInEndpoints.Address(address.ForPeople, link.Value.Token), link.Value.Person, link.Value.Expires);
    });

    private static Task AddClientAsync(HttpContext context, ClientRequest request, AccessRegister register) => AnswerAsync(context, async by =>
    {
        var key = await register.AddClientAsync(request.Name, request.Role, by, context.RequestAborted).ConfigureAwait(false);
        return key.Refusal is { } refusal ? refusal : (Outcome<object>)new ClientAnswer(request.Name, key.Value);
    });

    private static Task RevokeClientAsync(HttpContext context, string name, AccessRegister register) => AnswerAsync(context, async by =>
    {
        var client = await register.RevokeClientAsync(name, by, context.RequestAborted).ConfigureAwait(false);
        return client.Refusal is { } refusal ? refusal : (Outcome<object>)Line(client.Value);
    });

    private static Task ReconcileAsync(HttpContext context, Reconciler reconciler) => AnswerAsync(context, async _ =>
    {
        var report = await reconciler.RunAsync(context.RequestAborted).ConfigureAwait(false);
        return (Outcome<object>)new ReconcileAnswer(report.Compared, report.Busy, report.Erased, [.. report.Gaps.Select(g => new GapLine(g.Subject, g.Text))]);
    });

    private static Task RotateKeyAsync(HttpContext context, EvidenceLog log, EvidenceOptions options) => AnswerAsync(context, async _ =>
    {
        var entry = await SqliteEvidenceLog.RotateKeyAsync(log, options, context.RequestAborted).ConfigureAwait(false);
        return (Outcome<object>)new RotateAnswer(entry.Sequence, log.Key.Verifier.ToString());
    });

    private static ClientLine Line(ClientKey client) => new(client.Name, client.AddedAt, client.RevokedAt, client.Role);

    internal static async Task AnswerAsync(HttpContext context, Func<Actor, Task<Outcome<object>>> work)
    {
        Outcome<object> answer;
        try
        {
            answer = AccessClaims.ActorOf(context.User) is { } by ? await work(by).ConfigureAwait(false) : Refusals.NotAllowed;
        }
        catch (EvidenceUnavailableException)
        {
            answer = Refusals.EvidenceUnavailable;
        }

        if (answer.Refusal is { } refusal)
        {
            await RefusalAnswer.WriteAsync(context, refusal).ConfigureAwait(false);
        }
        else
        {
            await context.Response.WriteAsJsonAsync(answer.Value, answer.Value.GetType(), context.RequestAborted).ConfigureAwait(false);
        }
    }
}
