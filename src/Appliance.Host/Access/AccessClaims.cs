using System.Security.Claims;
using Appliance.Domain;

namespace Appliance.Host.Access;

/// <summary>What a request's identity says, the same whichever way it was established.</summary>
public static class AccessClaims
{
    /// <summary>The actor as evidence names it: <c>person:coder-01</c>, <c>client:ehr-1</c>, <c>operator:uid-1000</c>.</summary>
    public const string Actor = "appliance:actor";

    /// <summary>May see and decide on encounters.</summary>
    public const string CoderRole = "coder";

    /// <summary>May see evidence and the boundary.</summary>
    public const string PrivacyOfficerRole = "privacy-officer";

    /// <summary>A program that sends and reads clinical data.</summary>
    public const string EhrRole = "ehr";

    /// <summary>May read entries of the evidence log.</summary>
    public const string AuditorRole = "auditor";

    /// <summary>The role of a program, in the words of its claim.</summary>
    public static string RoleOf(ClientRole role) => role == ClientRole.Auditor ? AuditorRole : EhrRole;

    /// <summary>The actor of a request; null when nobody is signed in.</summary>
    public static Actor? ActorOf(ClaimsPrincipal? user)
    {
        if (user?.FindFirst(Actor)?.Value is not { } text)
        {
            return null;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Enum.TryParse<ActorKind>(text[..colon], ignoreCase: true, out var kind) ? new Actor(kind, text[(colon + 1)..]) : null;
    }

    /// <summary>True when the request comes from one of these kinds of actor.</summary>
    public static bool IsOneOf(ClaimsPrincipal? user, params ReadOnlySpan<ActorKind> kinds) =>
        ActorOf(user) is { } actor && kinds.Contains(actor.Kind);

    /// <summary>The identity of a signed-in person.</summary>
    public static ClaimsIdentity OfPerson(string person, string scheme) => new(
        [
            new Claim(ClaimTypes.Name, person),
            new Claim(Actor, new Actor(ActorKind.Person, person).ToString()),
            new Claim(ClaimTypes.Role, CoderRole),
            new Claim(ClaimTypes.Role, PrivacyOfficerRole),
        ],
        scheme);
}
