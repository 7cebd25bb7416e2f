using Appliance.Domain;
using Appliance.Domain.Intake;

namespace Appliance.Fhir.Intake;

/// <summary>
/// Finds what each reference names and how it is to be written. References to a patient or an encounter must lead somewhere; all others are resolved where
/// that is possible and else kept as sent.
/// </summary>
internal sealed class ReferenceResolver(StoreView view, string baseUrl, IReadOnlyList<RequestedEntry> entries)
{
    private static readonly string[] PatientHolders = ["subject", "patient", "beneficiary", "for", "individual"];
    private static readonly string[] EncounterHolders = ["encounter", "context"];

    private readonly Dictionary<string, ResourceKey> _byFullUrl = entries.Where(e => e.Writes && e.Raw.FullUrl is { Length: > 0 })
        .ToDictionary(e => e.Raw.FullUrl!, e => e.Key, StringComparer.Ordinal);

    private readonly HashSet<ResourceKey> _delivered = [.. entries.Where(e => e.Writes).Select(e => e.Key)];
    private readonly Dictionary<string, ResourceKey?> _elsewhere = new(StringComparer.Ordinal);

    /// <summary>The full URLs of the delivery and what they became.</summary>
    public IReadOnlyDictionary<string, ResourceKey> FullUrls => _byFullUrl;

    /// <summary>Resolves the references of an entry and finds its patient and its encounter; null when all is well.</summary>
    public async Task<Refusal?> ResolveAsync(RequestedEntry entry, CancellationToken cancellation)
    {
        entry.References = ResourceBytes.References(entry.Raw.Resource.Span);
        foreach (var reference in entry.References)
        {
            var target = await TargetAsync(reference.Value, entry, cancellation).ConfigureAwait(false);
            if (target is { } key)
            {
                reference.Target = key;
                if (key.Type is "Patient" or "Encounter" && !await IsThereAsync(key, cancellation).ConfigureAwait(false))
                    return Refusals.NoTarget(key.Type == "Patient" ? "a patient" : "an encounter", entry.PathOf(reference));
                if (!FhirReference.TryRelative(reference.Value, out var literal) || literal != key)
                    entry.Rewrites[reference.Value] = key;
            }
            else if (IsVital(reference))
            {
                return Refusals.NoTarget(EncounterHolders.Contains(reference.Holder) ? "an encounter" : "a patient", entry.PathOf(reference));
            }
        }

        Belong(entry);
        return null;
    }

    private static void Belong(RequestedEntry entry)
    {
        entry.EncounterReference = entry.References.Where(r => r.Target?.Type == "Encounter" && EncounterHolders.Contains(r.Holder)).MinBy(r => r.Depth);
        entry.Encounter = entry.Type == "Encounter" ? entry.Key : entry.EncounterReference?.Target;
        entry.Patient = entry.Type == "Patient"
            ? entry.Key
            : entry.References.Where(r => r.Target?.Type == "Patient" && PatientHolders.Contains(r.Holder)).MinBy(r => r.Depth)?.Target;
    }

    private static bool IsVital(FoundReference reference) =>
        FhirReference.TryConditional(reference.Value, out var type, out _) || (type = FhirReference.TypeOfAbsolute(reference.Value)) is not null
            ? type is "Patient" or "Encounter"
            : reference.Depth <= 2 && (reference.Holder is "subject" or "patient" or "beneficiary" || reference.Holder == "encounter");

    private async ValueTask<bool> IsThereAsync(ResourceKey key, CancellationToken cancellation) =>
        _delivered.Contains(key) || await view.ReadAsync(key, cancellation).ConfigureAwait(false) is not null;

    private async ValueTask<ResourceKey?> TargetAsync(string value, RequestedEntry entry, CancellationToken cancellation)
    {
        if (_byFullUrl.TryGetValue(value, out var key))
            return key;
        if (FhirReference.TryRelative(value, out key))
            return FhirReference.BaseOf(entry.Raw.FullUrl) is { } root && _byFullUrl.TryGetValue(root + key, out var moved) ? moved : key;
        if (value.StartsWith(baseUrl, StringComparison.OrdinalIgnoreCase) && FhirReference.TryRelative(value[baseUrl.Length..], out key))
            return key;
        if (!_elsewhere.TryGetValue(value, out var found))
            _elsewhere[value] = found = await LookUpAsync(value, cancellation).ConfigureAwait(false);
        return found;
    }

    private async ValueTask<ResourceKey?> LookUpAsync(string value, CancellationToken cancellation)
    {
        if (!FhirReference.TryConditional(value, out var type, out var identifier))
            return value.Contains(':', StringComparison.Ordinal) ? await view.BySourceUrlAsync(value, cancellation).ConfigureAwait(false) : null;
        var here = entries.Where(e => e.Writes && e.Type == type && e.Identifiers.Contains(identifier)).Select(e => e.Key).Distinct().Take(2).ToList();
        if (here.Count > 0)
            return here.Count == 1 ? here[0] : null;
        var stored = await view.ByIdentifierAsync(type, identifier, cancellation).ConfigureAwait(false);
        return stored.Count == 1 ? stored[0] : null;
    }
}
