using Appliance.Domain.Intake;
using Appliance.Fhir.Parsing;
using R4 = Hl7.Fhir.Model;

namespace Appliance.Fhir.Intake;

/// <summary>The store as one request sees it: each resource and each identifier is asked for once.</summary>
internal sealed class StoreView(IClinicalStore store, string client)
{
    private readonly Dictionary<ResourceKey, StoredResource?> _stored = [];
    private readonly Dictionary<ResourceKey, R4.Resource?> _parsed = [];
    private readonly Dictionary<string, ResourceKey?> _urls = new(StringComparer.Ordinal);
    private readonly Dictionary<(string, BusinessIdentifier), IReadOnlyList<ResourceKey>> _identifiers = [];

    public IClinicalStore Store => store;

    /// <summary>Forgets what was read, so that it is read anew under a lock.</summary>
    public void Forget()
    {
        _stored.Clear();
        _parsed.Clear();
    }

    public async ValueTask<StoredResource?> ReadAsync(ResourceKey key, CancellationToken cancellation)
    {
        if (!_stored.TryGetValue(key, out var found))
            _stored[key] = found = await store.ReadAsync(key, cancellation).ConfigureAwait(false);
        return found;
    }

    public async ValueTask<R4.Resource?> ResourceAsync(ResourceKey key, CancellationToken cancellation)
    {
        if (!_parsed.TryGetValue(key, out var resource))
        {
            var stored = await ReadAsync(key, cancellation).ConfigureAwait(false);
            _parsed[key] = resource = stored is null ? null : ResourceParser.ParseStored(stored.Content.Span);
        }

        return resource;
    }

    public async ValueTask<ResourceKey?> BySourceUrlAsync(string url, CancellationToken cancellation)
    {
        if (!_urls.TryGetValue(url, out var key))
            _urls[url] = key = await store.FindBySourceUrlAsync(client, url, cancellation).ConfigureAwait(false);
        return key;
    }

    public async ValueTask<IReadOnlyList<ResourceKey>> ByIdentifierAsync(string type, BusinessIdentifier identifier, CancellationToken cancellation)
    {
        if (!_identifiers.TryGetValue((type, identifier), out var keys))
            _identifiers[(type, identifier)] = keys = await store.FindByIdentifierAsync(type, identifier, cancellation).ConfigureAwait(false);
        return keys;
    }
}
