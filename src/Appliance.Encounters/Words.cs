using Appliance.Domain;
using Appliance.Evidence;

namespace Appliance.Encounters;

/// <summary>Domain values as evidence tokens.</summary>
internal static class Words
{
    /// <summary>An actor; a long id is cut, as a token is shorter than an id may be.</summary>
    public static Token Of(Actor actor)
    {
        var text = actor.ToString();
        return new Token(text.Length > Token.MaxLength ? text[..Token.MaxLength] : text);
    }
}
