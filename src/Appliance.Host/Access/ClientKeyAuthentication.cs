using System.Security.Claims;
using System.Text.Encodings.Web;
using Appliance.Domain;
using Appliance.Evidence;
using Appliance.Host.Operations;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Appliance.Host.Access;

/// <summary>
/// <c>Authorization: Bearer KEY</c> (RFC 6750). A wrong or revoked key is recorded as a refusal before it is answered; the answer does not say which of
/// the two it was.
/// </summary>
public sealed class ClientKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    AccessRegister register,
    FailedAttempts attempts,
    IEvidenceLog evidence)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string SchemeName = "ClientKey";

    private const string Bearer = "Bearer ";
    private static readonly object RefusalItem = new();

    /// <summary>The key that a hub connection sends in its address, because a browser's WebSocket cannot send a header; only accepted under <c>/hubs</c>.</summary>
    private const string HubToken = "access_token";

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Key() is not { } key)
        {
            return AuthenticateResult.NoResult();
        }

        if (register.FindByKey(key) is { } client)
        {
            var actor = new Actor(ActorKind.Client, client.Name);
            var identity = new ClaimsIdentity([new Claim(AccessClaims.Actor, actor.ToString()), new Claim(ClaimTypes.Role, AccessClaims.RoleOf(client.Role))], SchemeName);
            return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
        }

        var refusal = Refusals.TooManyAttempts;
        if (attempts.Count(Context.Connection.RemoteIpAddress))
        {
            refusal = Refusals.KeyNotValid;
            await RecordAsync().ConfigureAwait(false);
        }

        Context.Items[RefusalItem] = refusal;
        return AuthenticateResult.Fail(refusal.Code);
    }

    /// <inheritdoc/>
    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // A route that lists two schemes challenges both; the first has answered.
        if (Response.HasStarted)
        {
            return;
        }

        await Context.AuthenticateAsync(SchemeName).ConfigureAwait(false);
        var refusal = Context.Items[RefusalItem] as Refusal ?? Refusals.KeyMissing;
        Response.Headers.WWWAuthenticate = refusal.Code == Refusals.KeyMissing.Code
            ? "Bearer realm=\"appliance\""
            : "Bearer realm=\"appliance\", error=\"invalid_token\"";
        await RefusalAnswer.WriteAsync(Context, refusal).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Response.HasStarted ? Task.CompletedTask : RefusalAnswer.WriteAsync(Context, Refusals.NotAllowed);

    private string? Key()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return header[Bearer.Length..].Trim();
        }

        return Request.Path.StartsWithSegments("/hubs", StringComparison.Ordinal) && Request.Query.TryGetValue(HubToken, out var token) ? token.ToString() : null;
    }

    private async Task RecordAsync()
    {
        try
        {
            await AccessEvidence.RecordTurnedAwayAsync(evidence, Refusals.KeyNotValid, Context.RequestAborted).ConfigureAwait(false);
        }
        catch (EvidenceUnavailableException)
        {
            // Nothing moves either way: the request is refused, and /health/ready tells that the log is unwell.
        }
    }
}
