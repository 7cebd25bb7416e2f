using System.Globalization;
using Appliance.Dashboard.Live;
using Appliance.Evidence;

namespace Appliance.Dashboard.Trail;

/// <summary>Which entries the evidence page shows, as its address says it. Immutable; unknown values in an address are ignored.</summary>
public sealed record EvidenceFilter
{
    /// <summary>Only this action; null = all.</summary>
    public EvidenceAction? Action { get; init; }

    /// <summary>Only actors whose token holds this text.</summary>
    public string Actor { get; init; } = string.Empty;

    /// <summary>Only subjects whose pseudonym begins so (hexadecimal digits).</summary>
    public string Subject { get; init; } = string.Empty;

    /// <summary>Only what was refused.</summary>
    public bool RefusedOnly { get; init; }

    /// <summary>The entry to show in full; null = none.</summary>
    public long? Entry { get; init; }

    /// <summary>True when every entry passes.</summary>
    public bool IsOpen => Action is null && Actor.Length == 0 && Subject.Length == 0 && !RefusedOnly;

    /// <summary>Reads the query part of an address.</summary>
    public static EvidenceFilter Parse(string? query)
    {
        var values = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query ?? string.Empty);
        string Value(string name) => values.TryGetValue(name, out var found) ? found.ToString() : string.Empty;
        var action = Value("action");
        return new EvidenceFilter
        {
            Action = action.Length > 0 && !char.IsAsciiDigit(action[0]) && Enum.TryParse<EvidenceAction>(action, true, out var known) && Enum.IsDefined(known) ? known : null,
            Actor = ActorOf(Value("actor")),
            Subject = SubjectOf(Value("subject")),
            RefusedOnly = Value("refused") == "true",
            Entry = long.TryParse(Value("entry"), NumberStyles.None, CultureInfo.InvariantCulture, out var entry) ? entry : null,
        };
    }

    /// <summary>What of a text can be part of an actor's token.</summary>
    public static string ActorOf(string? text) =>
        new([.. (text ?? string.Empty).Trim().Where(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '.' or '_' or '-').Take(Token.MaxLength)]);

    /// <summary>The hexadecimal digits of a pseudonym, with or without <c>E-</c>; empty when it is none.</summary>
    public static string SubjectOf(string? text)
    {
        var trimmed = (text ?? string.Empty).Trim();
        var bare = trimmed.StartsWith("E-", StringComparison.OrdinalIgnoreCase) ? trimmed[2..] : trimmed;
        return bare.Length <= 32 && bare.All(char.IsAsciiHexDigit) ? bare.ToLowerInvariant() : string.Empty;
    }

    /// <summary>True when the entry is shown.</summary>
    public bool Passes(EvidenceEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return (Action is null || entry.Action == Action)
            && (!RefusedOnly || Movement.IsRefusal(entry))
            && (Actor.Length == 0 || entry.Actor.ToString().Contains(Actor, StringComparison.OrdinalIgnoreCase))
            && (Subject.Length == 0 || entry.Subject.ToString("N", CultureInfo.InvariantCulture).StartsWith(Subject, StringComparison.Ordinal));
    }

    /// <summary>The address of this view; what is at its default is left out.</summary>
    public string ToUri()
    {
        var parts = new List<string>();
        if (Action is { } action)
        {
            parts.Add($"action={action}");
        }

        if (Actor.Length > 0)
        {
            parts.Add($"actor={Uri.EscapeDataString(Actor)}");
        }

        if (Subject.Length > 0)
        {
            parts.Add($"subject={Subject}");
        }

        if (RefusedOnly)
        {
            parts.Add("refused=true");
        }

        if (Entry is { } entry)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"entry={entry}"));
        }

        return parts.Count == 0 ? "/evidence" : "/evidence?" + string.Join('&', parts);
    }
}
