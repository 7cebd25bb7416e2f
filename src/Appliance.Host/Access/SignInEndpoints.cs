using System.Security.Claims;
using Appliance.Domain;
using Appliance.Evidence;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Appliance.Host.Access;

/// <summary>
/// One-time sign-in: the link opens a page with a button, and only the button uses the link up, so that a mail scanner or a browser that fetches ahead
/// cannot.
/// </summary>
public static class SignInEndpoints
{
    /// <summary>Where links lead to.</summary>
    public const string Path = "/sign-in";

    private const string SignOutPath = "/sign-out";
    private const string SignedOut = "/signed-out";
    private const string Home = "/";

    /// <summary>The address of a link.</summary>
    public static string Address(string host, string token) => $"{host.TrimEnd('/')}{Path}?token={token}";

    /// <summary>Maps the button and the way out; the page itself is the dashboard's.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        // Before the page of the same address, which would take a POST as well.
        app.MapPost(Path, SignInAsync).AllowAnonymous().WithOrder(-1);

        // What a mail scanner asks to see whether a link leads anywhere: the same answer as the page's, and as little used up.
        app.MapMethods(Path, [HttpMethods.Head], () => Results.Content(string.Empty, "text/html; charset=utf-8")).AllowAnonymous().WithOrder(-1);
        app.MapPost(SignOutPath, SignOutAsync).WithOrder(-1);
    }

    private static async Task<IResult> SignInAsync(HttpContext context, IAntiforgery antiforgery, AccessRegister register, FailedAttempts attempts)
    {
        if (!await antiforgery.IsRequestValidAsync(context).ConfigureAwait(false))
        {
            return Refused(Refusals.FormNotOurs);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        Outcome<string> person;
        try
        {
            person = await register.UseLinkAsync(form["token"].ToString(), context.RequestAborted).ConfigureAwait(false);
        }
        catch (EvidenceUnavailableException)
        {
            return Refused(Refusals.EvidenceUnavailable);
        }

        if (person.Refusal is { } refusal)
        {
            return Refused(attempts.Count(context.Connection.RemoteIpAddress) ? refusal : Refusals.TooManyAttempts);
        }

        var identity = AccessClaims.OfPerson(person.Value, CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, new ClaimsPrincipal(identity)).ConfigureAwait(false);
        return SeeOther(Home);
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, IAntiforgery antiforgery, IEvidenceLog evidence)
    {
        if (!await antiforgery.IsRequestValidAsync(context).ConfigureAwait(false))
        {
            return Refused(Refusals.FormNotOurs);
        }

        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme).ConfigureAwait(false);
        if (AccessClaims.ActorOf(context.User) is { } person)
        {
            await AccessEvidence.RecordAsync(evidence, person, Change.SignedOut, string.Empty, context.RequestAborted).ConfigureAwait(false);
        }

        return SeeOther(SignedOut);
    }

    private static SeeOtherResult Refused(Refusal refusal) => SeeOther($"{Path}?fault={refusal.Code}");

    // 303: the browser fetches the next page with GET and a reload does not send the form again (RFC 9110 section 15.4.4).
    private static SeeOtherResult SeeOther(string where) => new SeeOtherResult(where);

    private sealed class SeeOtherResult(string where) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = where;
            return Task.CompletedTask;
        }
    }
}
