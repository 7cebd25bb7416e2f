using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Fhir.Encounters;
using R4 = Hl7.Fhir.Model;

namespace Appliance.Fhir.Intake;

/// <summary>Who delivers, and how.</summary>
/// <param name="Client">The client.</param>
/// <param name="BaseUrl">Base of this server as the client sees it, with a slash at its end.</param>
/// <param name="Priority">Queue of the encounters.</param>
internal sealed record Caller(Actor Client, string BaseUrl, CodingPriority Priority);

/// <summary>
/// Writes understood entries: gives ids, resolves references, holds the rules between patients and encounters, puts the touched encounters together and
/// commits all of it or nothing.
/// </summary>
internal sealed class DeliveryService(IClinicalStore store)
{
    private const int Attempts = 4;

    private readonly StripedLocks _conditions = new();
    private readonly StripedLocks _patients = new();

    /// <summary>What became of each entry, in their order; entries that do not write are null.</summary>
    public async Task<Result<StoredVersion?[]>> DeliverAsync(IReadOnlyList<RequestedEntry> entries, Caller caller, long receivedBytes, CancellationToken cancellation)
    {
        // Two conditional creates of one identifier at the same time must not both find nothing.
        using var conditions = await _conditions.TakeAsync(entries.Where(e => e.IfNoneExist is not null).Select(e => (e.Type, e.IfNoneExist!.Value)), cancellation).ConfigureAwait(false);
        for (var attempt = 1; ; attempt++)
        {
            foreach (var entry in entries)
                entry.Reset();
            var view = new StoreView(store, caller.Client.Id);
            var outcome = await TryAsync(entries, view, caller, receivedBytes, cancellation).ConfigureAwait(false);
            if (outcome.Succeeded || outcome.Refusals[0].Kind != RefusalKind.Conflict || outcome.Refusals[0].Code == Refusals.AmbiguousCondition)
                return outcome;

            // Somebody else wrote first. Who named a version is told so; else the delivery is worked out anew on what is there now.
            if (entries.FirstOrDefault(e => e.IfMatch is not null) is { } demanding)
                return Refusals.Stale(demanding.Raw.Path.Length == 0 ? null : demanding.Raw.At("request.ifMatch"));
            if (attempt == Attempts)
                return outcome;
        }
    }

    private async Task<Result<StoredVersion?[]>> TryAsync(IReadOnlyList<RequestedEntry> entries, StoreView view, Caller caller, long receivedBytes, CancellationToken cancellation)
    {
        if (await KeyAssigner.AssignAsync(entries, view, caller.Client.Id, cancellation).ConfigureAwait(false) is { } noKey)
            return noKey;
        var writes = entries.Where(e => e.Writes && !e.AlreadyThere).OrderBy(e => e.Interaction).ToList();
        var resolver = new ReferenceResolver(view, caller.BaseUrl, entries);
        foreach (var write in writes)
        {
            if (await resolver.ResolveAsync(write, cancellation).ConfigureAwait(false) is { } missing)
                return missing;
        }

        var membership = new Membership(view, writes);
        foreach (var write in writes)
        {
            if (await membership.CheckAsync(write, cancellation).ConfigureAwait(false) is { } refusal)
                return refusal;
        }

        // An encounter is put together from all of its notes: nobody else may add one between the reading and the writing.
        using var patients = await _patients.TakeAsync(writes.Where(w => w.Patient is not null).Select(w => w.Patient!.Value), cancellation).ConfigureAwait(false);
        view.Forget();
        var encounters = await new EncounterAssembler(view, writes).AssembleAsync(cancellation).ConfigureAwait(false);
        var resources = writes.ConvertAll(w => Write(w, resolver));
        var results = new StoredVersion?[entries.Count];
        if (writes.Count > 0)
        {
            var receipt = await store.CommitAsync(new Delivery(caller.Client, receivedBytes, resources, encounters) { Priority = caller.Priority }, cancellation).ConfigureAwait(false);
            if (receipt.Refusal is { } refused)
                return refused;
            var byKey = receipt.Value.Resources.ToDictionary(r => r.Key);
            for (var i = 0; i < entries.Count; i++)
                results[i] = entries[i].Writes ? byKey.GetValueOrDefault(entries[i].Key) : null;
        }

        return await AddFoundAsync(entries, results, view, cancellation).ConfigureAwait(false);
    }

    /// <summary>Versions of the resources that conditional creates found.</summary>
    private static async Task<Result<StoredVersion?[]>> AddFoundAsync(IReadOnlyList<RequestedEntry> entries, StoredVersion?[] results, StoreView view, CancellationToken cancellation)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (results[i] is null && entries[i].AlreadyThere && await view.ReadAsync(entries[i].Key, cancellation).ConfigureAwait(false) is { } there)
                results[i] = new StoredVersion(there.Key, there.Version, WriteEffect.Unchanged, there.LastUpdated);
        }

        return results;
    }

    private static ResourceWrite Write(RequestedEntry entry, ReferenceResolver resolver) =>
        new(entry.Key, ResourceBytes.Store(entry.Raw.Resource.Span, entry.Key.Id, entry.Rewrites, resolver.FullUrls))
        {
            ExpectedVersion = entry.ExpectedVersion,
            Patient = entry.Patient,
            Encounter = entry.Encounter,
            Identifiers = entry.Identifiers,
            SourceUrl = entry.Interaction == Interaction.Create && entry.Raw.FullUrl is { Length: > 0 } url ? url : null,
        };

    /// <summary>Whose data a resource is, and that its patient and its encounter agree.</summary>
    private sealed class Membership(StoreView view, List<RequestedEntry> writes)
    {
        private readonly Dictionary<ResourceKey, RequestedEntry> _encounters = writes.Where(w => w.Type == "Encounter").ToDictionary(w => w.Key);

        public async Task<Refusal?> CheckAsync(RequestedEntry entry, CancellationToken cancellation)
        {
            if (entry.Type == "Encounter")
                return await CheckEncounterAsync(entry, cancellation).ConfigureAwait(false);
            if (entry.Encounter is not { } encounter)
                return null;
            var owner = await OwnerAsync(encounter, cancellation).ConfigureAwait(false);
            if (entry.Patient is not null && entry.Patient != owner)
                return Refusals.ForeignEncounter(entry.PathOf(entry.EncounterReference!));
            entry.Patient = owner;
            return null;
        }

        private async Task<Refusal?> CheckEncounterAsync(RequestedEntry entry, CancellationToken cancellation)
        {
            var place = entry.Raw.Path.Length == 0 ? "Encounter.subject" : entry.Raw.At("resource.subject");
            if (entry.Patient is null)
                return Refusals.NoSubject(place);
            if (entry.ExpectedVersion == 0 || await StoredOwnerAsync(entry.Key, cancellation).ConfigureAwait(false) is not { } former || former == entry.Patient)
                return null;

            // Its notes would stay behind with the other patient.
            var others = await view.Store.OfEncounterAsync(entry.Key, cancellation).ConfigureAwait(false);
            return others.All(k => k == entry.Key || writes.Exists(w => w.Key == k)) ? null : Refusals.ForeignEncounter(place);
        }

        private async Task<ResourceKey?> OwnerAsync(ResourceKey encounter, CancellationToken cancellation) =>
            _encounters.TryGetValue(encounter, out var delivered) ? delivered.Patient : await StoredOwnerAsync(encounter, cancellation).ConfigureAwait(false);

        private async Task<ResourceKey?> StoredOwnerAsync(ResourceKey encounter, CancellationToken cancellation) =>
            (await view.ResourceAsync(encounter, cancellation).ConfigureAwait(false) as R4.Encounter)?.Subject?.Reference is { } reference
                && FhirReference.TryRelative(reference, out var key) ? key : null;
    }
}
