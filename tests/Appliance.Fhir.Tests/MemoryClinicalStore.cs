using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Evidence;
using Appliance.Testing;

namespace Appliance.Fhir.Tests;

/// <summary>A store that keeps everything in memory and the promises of <see cref="IClinicalStore"/>: all or nothing, evidence first, versions that count up.</summary>
public sealed class MemoryClinicalStore(IEvidenceLog evidence) : IClinicalStore, IEncounterProgress
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ResourceKey, (StoredResource Resource, ResourceWrite Write)> _resources = [];
    private readonly Dictionary<(string Type, BusinessIdentifier Identifier), HashSet<ResourceKey>> _identifiers = [];
    private readonly Dictionary<ResourceKey, HashSet<ResourceKey>> _members = [];
    private readonly Dictionary<(string, string), ResourceKey> _urls = [];
    private readonly Dictionary<ResourceKey, Pseudonym> _pseudonyms = [];

    /// <summary>The encounters as they were delivered last.</summary>
    public Dictionary<ResourceKey, EncounterDelivery> Encounters { get; } = [];

    /// <summary>Every delivery that was committed.</summary>
    public List<Delivery> Deliveries { get; } = [];

    /// <summary>How many resources there are.</summary>
    public int Count => _resources.Count;

    /// <summary>Called before a commit is looked at.</summary>
    public Func<Delivery, Task>? BeforeCommit { get; set; }

    /// <summary>When set, commits are refused with it.</summary>
    public Refusal? Fault { get; set; }

    /// <summary>All keys.</summary>
    public IReadOnlyList<ResourceKey> Keys
    {
        get
        {
            lock (_gate)
                return [.. _resources.Keys];
        }
    }

    /// <inheritdoc/>
    /// <summary>Nothing is coded here, so nothing waits.</summary>
    public Task SettledAsync(ResourceKey encounter, CancellationToken cancellation) => Task.CompletedTask;

    public Task<StoredResource?> ReadAsync(ResourceKey key, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult(_resources.TryGetValue(key, out var found) ? found.Resource : null);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ResourceKey>> FindByIdentifierAsync(string type, BusinessIdentifier identifier, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<ResourceKey>>([.. _identifiers.GetValueOrDefault((type, identifier), []).Take(2)]);
    }

    /// <inheritdoc/>
    public Task<ResourceKey?> FindBySourceUrlAsync(string clientId, string sourceUrl, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult(_urls.TryGetValue((clientId, sourceUrl), out var key) ? key : (ResourceKey?)null);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ResourceKey>> OfEncounterAsync(ResourceKey encounter, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<ResourceKey>>([.. _members.GetValueOrDefault(encounter, [])]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ResourceKey>> EncountersOfPatientAsync(ResourceKey patient, CancellationToken cancellation)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<ResourceKey>>([.. _resources.Where(r => r.Key.Type == "Encounter" && r.Value.Write.Patient == patient).Select(r => r.Key)]);
    }

    /// <inheritdoc/>
    public async Task<Outcome<DeliveryReceipt>> CommitAsync(Delivery delivery, CancellationToken cancellation)
    {
        if (BeforeCommit is { } before)
            await before(delivery);
        cancellation.ThrowIfCancellationRequested();
        if (Fault is { } fault)
            return fault;
        var actor = new Token(delivery.Client.ToString());
        var received = new EvidenceEntry { Action = EvidenceAction.Received, Phase = EvidencePhase.Fact, Actor = actor, Bytes = delivery.ReceivedBytes, Items = delivery.Resources.Count };
        var sequence = (await evidence.AppendAsync([received, received with { Action = EvidenceAction.Stored }], cancellation))[^1].Sequence;
        lock (_gate)
        {
            foreach (var write in delivery.Resources)
            {
                var version = _resources.TryGetValue(write.Key, out var there) ? there.Resource.Version : 0;
                if (write.ExpectedVersion is { } expected && expected != version)
                    return new Refusal("TEST-CONFLICT", RefusalKind.Conflict, "Somebody else was first.");
            }

            var results = delivery.Resources.Select(w => Write(w, delivery.Client.Id)).ToList();
            foreach (var encounter in delivery.Encounters)
                Encounters[encounter.Key] = encounter;
            Deliveries.Add(delivery);
            return new DeliveryReceipt(results, sequence);
        }
    }

    private StoredVersion Write(ResourceWrite write, string client)
    {
        if (write.SourceUrl is { } url)
            _urls[(client, url)] = write.Key;
        var former = _resources.TryGetValue(write.Key, out var there) ? there.Resource : null;
        if (former is not null && former.Content.Span.SequenceEqual(write.Content.Span))
            return new StoredVersion(write.Key, former.Version, WriteEffect.Unchanged, former.LastUpdated);
        var owner = write.Encounter ?? write.Patient;
        var subject = owner is { } key ? _pseudonyms.TryGetValue(key, out var known) ? known : _pseudonyms[key] = Pseudonym.New() : Pseudonym.None;
        var stored = new StoredResource(write.Key, (former?.Version ?? 0) + 1, write.Content, Some.Moment, subject);
        Index(write, there.Write);
        _resources[write.Key] = (stored, write);
        return new StoredVersion(write.Key, stored.Version, former is null ? WriteEffect.Created : WriteEffect.Updated, stored.LastUpdated);
    }

    private void Index(ResourceWrite write, ResourceWrite? former)
    {
        if (former?.Encounter is { } left)
            _members[left].Remove(write.Key);
        foreach (var identifier in former?.Identifiers ?? [])
            _identifiers[(write.Key.Type, identifier)].Remove(write.Key);
        if (write.Encounter is { } encounter)
            Of(_members, encounter).Add(write.Key);
        foreach (var identifier in write.Identifiers)
            Of(_identifiers, (write.Key.Type, identifier)).Add(write.Key);
    }

    private static HashSet<ResourceKey> Of<TKey>(Dictionary<TKey, HashSet<ResourceKey>> index, TKey key)
        where TKey : notnull => index.TryGetValue(key, out var keys) ? keys : index[key] = [];
}
