using System.Globalization;
using System.Security.Claims;
using Appliance.Domain;
using Microsoft.AspNetCore.Components.Authorization;

namespace Appliance.Dashboard.Shell;

/// <summary>The person at the screen, from the claims of the sign-in.</summary>
/// <param name="authentication">Who is signed in on this circuit.</param>
public sealed class SignedInPerson(AuthenticationStateProvider authentication)
{
    /// <summary>Claim type that holds the <see cref="Actor"/> in its text form (<c>person:coder-04</c>).</summary>
    public const string ActorClaim = "appliance:actor";

    /// <summary>The person.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in: a page forgot to demand it.</exception>
    public async Task<Actor> GetAsync()
    {
        var state = await authentication.GetAuthenticationStateAsync();
        return Read(state.User) ?? throw new InvalidOperationException("No signed-in person on this circuit.");
    }

    /// <summary>The person of these claims, or null.</summary>
    public static Actor? Read(ClaimsPrincipal? user)
    {
        const string prefix = "person:";
        var claim = user?.FindFirst(ActorClaim)?.Value;
        return claim is not null && claim.StartsWith(prefix, StringComparison.Ordinal) && claim.Length > prefix.Length
            ? new Actor(ActorKind.Person, claim[prefix.Length..])
            : null;
    }

    /// <summary>The id in reading form: <c>coder-04</c> becomes <c>Coder 04</c>.</summary>
    public static string DisplayName(Actor person)
    {
        var words = person.Id.Replace('-', ' ');
        return words.Length == 0 ? "-" : char.ToUpper(words[0], CultureInfo.InvariantCulture) + words[1..];
    }
}
