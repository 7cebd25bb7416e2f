using System.Text.RegularExpressions;
using Appliance.Domain;

namespace Appliance.Fhir.Files;

/// <summary>Counts what became of resources.</summary>
internal sealed partial class IntakeTally
{
    private readonly Dictionary<(string Code, string? Location), FileRefusal> _refusals = [];

    public long Created { get; private set; }

    public long Updated { get; private set; }

    public long Unchanged { get; private set; }

    public long Refused { get; private set; }

    public long Delivered => Created + Updated + Unchanged;

    public IReadOnlyList<FileRefusal> Refusals => [.. _refusals.Values.OrderByDescending(r => r.Count).ThenBy(r => r.Code, StringComparer.Ordinal)];

    /// <summary>Counts a resource that is in the appliance.</summary>
    public void Add(string? effect, int status)
    {
        if (effect == "created" || (effect is null && status == 201))
            Created++;
        else if (effect == "updated")
            Updated++;
        else
            Unchanged++;
    }

    /// <summary>Counts a resource that is not.</summary>
    public void Refuse(Refusal refusal, string place)
    {
        Refused++;
        var location = refusal.Location is null ? null : Entry().Replace(refusal.Location, string.Empty);
        var key = (refusal.Code, location);
        _refusals[key] = _refusals.TryGetValue(key, out var known)
            ? known with { Count = known.Count + 1 }
            : new FileRefusal(refusal.Code, refusal.Message, location, 1, place);
    }

    /// <summary>The part of a path that differs from resource to resource.</summary>
    [GeneratedRegex(@"^Bundle\.entry\[[0-9]+\]\.(resource\.)?")]
    private static partial Regex Entry();
}
