using System.Globalization;
using System.Security.Cryptography;

namespace Appliance.Domain;

/// <summary>The appliance's own identity of an encounter: 128 random bits, never derived from the EHR's identifiers. The default value is <see cref="None"/>.</summary>
public readonly record struct EncounterId(Guid Value)
{
    /// <summary>No encounter.</summary>
    public static readonly EncounterId None;

    /// <summary>A fresh identity from the operating system's random source.</summary>
    public static EncounterId New() => new(RandomGuid.Next());

    /// <summary>Reads the 32 hexadecimal digits that <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, out EncounterId id)
    {
        var parsed = Guid.TryParseExact(text, "N", out var value);
        id = new EncounterId(value);
        return parsed;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", CultureInfo.InvariantCulture);
}

/// <summary>
/// The name under which a subject appears in evidence and outside the encounter page: 128 random bits kept under the encounter's (or the patient's)
/// key, so that destroying the key cuts the link. Not derived from the person.
/// </summary>
public readonly record struct Pseudonym(Guid Value)
{
    /// <summary>No subject: the entry is about the appliance itself.</summary>
    public static readonly Pseudonym None;

    /// <summary>A fresh pseudonym from the operating system's random source.</summary>
    public static Pseudonym New() => new(RandomGuid.Next());

    /// <summary>The short form for screens: <c>E-</c> and the first eight hexadecimal digits. Not unique; use it beside a link.</summary>
    public string Short => this == None ? "-" : "E-" + ToString()[..8].ToUpperInvariant();

    /// <summary>Reads the 32 hexadecimal digits that <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, out Pseudonym pseudonym)
    {
        var parsed = Guid.TryParseExact(text, "N", out var value);
        pseudonym = new Pseudonym(value);
        return parsed;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", CultureInfo.InvariantCulture);
}

/// <summary>Identity of a note inside its encounter, as its source gave it (a FHIR logical id, or the <c>id</c> of a batch line). At most 256 characters.</summary>
public readonly record struct NoteId(string Value)
{
    /// <summary>The longest note id that is accepted, in UTF-16 units.</summary>
    public const int MaxLength = 256;

    /// <inheritdoc/>
    public override string ToString() => Value ?? string.Empty;
}

/// <summary>Who acts: a signed-in person, an EHR client, or a part of the appliance. The id is ours (<c>coder-04</c>), never a person's name or login.</summary>
/// <param name="Kind">What sort of actor.</param>
/// <param name="Id">Letters, digits, dash and dot; at most 64 characters.</param>
public readonly record struct Actor(ActorKind Kind, string Id)
{
    /// <summary>The appliance's host process.</summary>
    public static readonly Actor Host = new(ActorKind.Process, "host");

    /// <inheritdoc/>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()}:{Id}";
}

/// <summary>What sort of actor an <see cref="Actor"/> is.</summary>
public enum ActorKind
{
    /// <summary>A part of the appliance.</summary>
    Process = 0,

    /// <summary>A signed-in person.</summary>
    Person = 1,

    /// <summary>A program outside that holds a client key.</summary>
    Client = 2,

    /// <summary>An operator at the command line of this machine, known by the uid of the peer of the control socket.</summary>
    Operator = 3,
}

internal static class RandomGuid
{
    public static Guid Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new Guid(bytes);
    }
}
