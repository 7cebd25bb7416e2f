using System.Diagnostics.CodeAnalysis;
using Appliance.Domain.Intake;
using R4 = Hl7.Fhir.Model;

namespace Appliance.Fhir.Intake;

/// <summary>The forms that references, addresses and conditions take.</summary>
internal static class FhirReference
{
    /// <summary>FHIR R4 data type id.</summary>
    public static bool IsId(ReadOnlySpan<char> id)
    {
        if (id.Length is 0 or > 64)
            return false;
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.'))
                return false;
        }

        return true;
    }

    /// <summary><c>Type/id</c>, with or without <c>/_history/n</c>, of a known type.</summary>
    public static bool TryRelative(string value, out ResourceKey key)
    {
        key = default;
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0)
            return false;
        var rest = value.AsSpan(slash + 1);
        var end = rest.IndexOf('/');
        if (end >= 0)
        {
            if (!rest[end..].StartsWith("/_history/", StringComparison.Ordinal))
                return false;
            rest = rest[..end];
        }

        var type = value[..slash];
        if (!R4.ModelInfo.IsKnownResource(type) || !IsId(rest))
            return false;
        key = new ResourceKey(type, rest.ToString());
        return true;
    }

    /// <summary><c>Type?identifier=system|value</c>.</summary>
    public static bool TryConditional(string value, [NotNullWhen(true)] out string? type, out BusinessIdentifier identifier)
    {
        type = null;
        identifier = default;
        var mark = value.IndexOf('?', StringComparison.Ordinal);
        if (mark <= 0 || !R4.ModelInfo.IsKnownResource(value[..mark]) || !TryIdentifierQuery(value[(mark + 1)..], out identifier))
            return false;
        type = value[..mark];
        return true;
    }

    /// <summary><c>identifier=system|value</c>, percent-encoded or not, and nothing else.</summary>
    public static bool TryIdentifierQuery(string query, out BusinessIdentifier identifier)
    {
        identifier = default;
        if (query.StartsWith('?'))
            query = query[1..];
        const string name = "identifier=";
        return query.StartsWith(name, StringComparison.Ordinal) && !query.Contains('&', StringComparison.Ordinal)
            && TryToken(Uri.UnescapeDataString(query[name.Length..].Replace('+', ' ')), out identifier);
    }

    /// <summary>A search token <c>system|value</c> or <c>|value</c>; the value alone is not enough.</summary>
    public static bool TryToken(string token, out BusinessIdentifier identifier)
    {
        identifier = default;
        var bar = token.IndexOf('|', StringComparison.Ordinal);
        if (bar < 0 || bar == token.Length - 1 || token.Contains(',', StringComparison.Ordinal))
            return false;
        identifier = new BusinessIdentifier(token[..bar], token[(bar + 1)..]);
        return true;
    }

    /// <summary>The type that an absolute address of a RESTful server names, or null.</summary>
    public static string? TypeOfAbsolute(string value)
    {
        if (!value.StartsWith("http://", StringComparison.Ordinal) && !value.StartsWith("https://", StringComparison.Ordinal))
            return null;
        var parts = value.Split('/');
        var history = Array.IndexOf(parts, "_history");
        var at = (history > 0 ? history : parts.Length) - 2;
        return at > 2 && R4.ModelInfo.IsKnownResource(parts[at]) ? parts[at] : null;
    }

    /// <summary>The base of an absolute full URL (<c>https://ehr/fhir/</c>), or null for a urn.</summary>
    public static string? BaseOf(string? fullUrl) =>
        fullUrl is not null && TypeOfAbsolute(fullUrl) is { } type ? fullUrl[..fullUrl.LastIndexOf(type + "/", StringComparison.Ordinal)] : null;

    /// <summary>The lower-case uuid of a <c>urn:uuid:</c>, or null.</summary>
    public static string? UuidOf(string? fullUrl) =>
        fullUrl is not null && fullUrl.StartsWith("urn:uuid:", StringComparison.OrdinalIgnoreCase) && Guid.TryParseExact(fullUrl[9..], "D", out var uuid)
            ? uuid.ToString("D")
            : null;

    /// <summary>The number of a weak or strong entity tag, <c>W/"3"</c>.</summary>
    public static bool TryETag(string value, out long version)
    {
        var text = value.Trim();
        if (text.StartsWith("W/", StringComparison.Ordinal))
            text = text[2..];
        return long.TryParse(text.Trim('"'), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out version);
    }
}
