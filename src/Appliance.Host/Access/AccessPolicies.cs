using System.Net;
using Appliance.Domain;
using Appliance.Host.Control;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;

namespace Appliance.Host.Access;

/// <summary>Who may do what. Whatever does not name a policy demands a signed-in person.</summary>
public static class AccessPolicies
{
    /// <summary>Programs with the key of an EHR, and the operator over the control socket.</summary>
    public const string Fhir = "Fhir";

    /// <summary>Who may read entries of the evidence log as they come: signed-in people, and programs with the key of an auditor.</summary>
    public const string Hub = "Hub";

    /// <summary>Who may read entries of the evidence log: the same, and the operator over the control socket.</summary>
    public const string Auditor = "Auditor";

    /// <summary>The operator over the control socket.</summary>
    public const string Operator = "Operator";

    /// <summary>Anybody on this machine; from elsewhere, people and programs that are known.</summary>
    public const string Metrics = "Metrics";

    private const string AnyScheme = "Appliance";

    /// <summary>Adds the three ways to be known (cookie, client key, control socket) and the policies.</summary>
    public static void AddApplianceAccess(this IServiceCollection services, int signedInHours)
    {
        services.AddAuthentication(AnyScheme)
            .AddPolicyScheme(AnyScheme, null, o => o.ForwardDefaultSelector = SchemeOf)
            .AddScheme<AuthenticationSchemeOptions, ClientKeyAuthentication>(ClientKeyAuthentication.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, ControlAuthentication>(ControlAuthentication.SchemeName, null)
            .AddCookie(CookieAuthenticationDefaults.AuthenticationScheme, o => ConfigureCookie(o, signedInHours));
        services.AddAuthorizationBuilder()
            .SetDefaultPolicy(Of(ActorKind.Person))
            .SetFallbackPolicy(Of(ActorKind.Person))
            .AddPolicy(Fhir, OfProgram(AccessClaims.EhrRole, ActorKind.Operator))
            .AddPolicy(Hub, OfProgram(AccessClaims.AuditorRole, ActorKind.Person))
            .AddPolicy(Auditor, OfProgram(AccessClaims.AuditorRole, ActorKind.Person, ActorKind.Operator))
            .AddPolicy(Operator, Of(ActorKind.Operator))
            .AddPolicy(Metrics, p => p.RequireAssertion(c => AccessClaims.ActorOf(c.User) is not null || c.Resource is HttpContext http && IsHere(http)));
        services.AddCascadingAuthenticationState();
    }

    private static AuthorizationPolicy Of(params ActorKind[] kinds) =>
        new AuthorizationPolicyBuilder(AnyScheme).RequireAssertion(c => AccessClaims.IsOneOf(c.User, kinds)).Build();

    /// <summary>Programs with a role, and others.</summary>
    private static AuthorizationPolicy OfProgram(string role, params ActorKind[] others) => new AuthorizationPolicyBuilder(AnyScheme)
        .RequireAssertion(c => AccessClaims.IsOneOf(c.User, others) || (AccessClaims.IsOneOf(c.User, ActorKind.Client) && c.User.IsInRole(role)))
        .Build();

    private static bool IsHere(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    private static string SchemeOf(HttpContext context)
    {
        if (context.Features.Get<OperatorPeer>() is not null)
        {
            return ControlAuthentication.SchemeName;
        }

        var request = context.Request;
        var withKey = request.Path.StartsWithSegments("/fhir", StringComparison.Ordinal)
            || request.Headers.Authorization.Count > 0
            || (request.Path.StartsWithSegments("/hubs", StringComparison.Ordinal) && request.Query.ContainsKey("access_token"));
        return withKey ? ClientKeyAuthentication.SchemeName : CookieAuthenticationDefaults.AuthenticationScheme;
    }

    private static void ConfigureCookie(CookieAuthenticationOptions options, int signedInHours)
    {
        options.Cookie.Name = "appliance";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromHours(signedInHours);
        options.SlidingExpiration = true;
        options.LoginPath = SignInEndpoints.Path;
        options.Events.OnRedirectToLogin = context =>
        {
            // A page leads to the sign-in page; anything a program asks for says 401.
            if (HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
            {
                context.Response.Redirect(SignInEndpoints.Path);
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            }

            return Task.CompletedTask;
        };
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }
}
