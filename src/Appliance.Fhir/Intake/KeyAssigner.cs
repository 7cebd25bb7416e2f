using System.Security.Cryptography;
using System.Text;
using Appliance.Domain;
using Appliance.Domain.Intake;

namespace Appliance.Fhir.Intake;

/// <summary>
/// Gives each created resource its id before anything is written. The same full URL of the same client is the same resource; a client's uuid is kept as
/// id when it is free.
/// </summary>
internal static class KeyAssigner
{
    /// <summary>Sets the keys of the entries; null when every entry has one.</summary>
    public static async Task<Refusal?> AssignAsync(IReadOnlyList<RequestedEntry> entries, StoreView view, string client, CancellationToken cancellation)
    {
        var urls = new HashSet<string>(StringComparer.Ordinal);
        var conditions = new Dictionary<(string, BusinessIdentifier), RequestedEntry>();
        var written = new HashSet<ResourceKey>();
        foreach (var entry in entries.Where(e => e.Writes))
        {
            if (entry.Raw.FullUrl is { Length: > 0 } url && !urls.Add(url))
                return Refusals.Duplicate("A full URL", entry.Raw.At("fullUrl"));
            if (entry.Interaction == Interaction.Create)
            {
                if (entry.IfNoneExist is { } condition && await MeetAsync(entry, condition, conditions, view, cancellation).ConfigureAwait(false) is { } refusal)
                    return refusal;
                if (!entry.AlreadyThere)
                    await CreateAsync(entry, view, client, cancellation).ConfigureAwait(false);
            }

            if (!entry.AlreadyThere && !written.Add(entry.Key))
                return Refusals.Duplicate("A resource", entry.Raw.At(entry.Interaction == Interaction.Update ? "request.url" : "fullUrl"));
        }

        return null;
    }

    private static async Task<Refusal?> MeetAsync(
        RequestedEntry entry,
        BusinessIdentifier condition,
        Dictionary<(string, BusinessIdentifier), RequestedEntry> conditions,
        StoreView view,
        CancellationToken cancellation)
    {
        var found = await view.ByIdentifierAsync(entry.Type, condition, cancellation).ConfigureAwait(false);
        if (found.Count > 1)
            return Refusals.Ambiguous(entry.Raw.Path.Length == 0 ? null : entry.Raw.At("request.ifNoneExist"));
        if (found.Count == 1)
        {
            entry.Key = found[0];
            entry.AlreadyThere = true;
        }
        else if (!conditions.TryAdd((entry.Type, condition), entry))
        {
            // The same conditional create twice in one Bundle: the first makes it, the second finds it.
            entry.Key = conditions[(entry.Type, condition)].Key;
            entry.AlreadyThere = true;
        }

        return null;
    }

    private static async Task CreateAsync(RequestedEntry entry, StoreView view, string client, CancellationToken cancellation)
    {
        entry.ExpectedVersion = 0;
        if (entry.Raw.FullUrl is not { Length: > 0 } url)
        {
            entry.Key = new ResourceKey(entry.Type, RandomId());
            return;
        }

        if (await view.BySourceUrlAsync(url, cancellation).ConfigureAwait(false) is { } known && known.Type == entry.Type)
        {
            entry.Key = known;
            entry.ExpectedVersion = null;
            return;
        }

        entry.Key = new ResourceKey(entry.Type, FhirReference.UuidOf(url) ?? IdOf(client, url));
        if (await view.ReadAsync(entry.Key, cancellation).ConfigureAwait(false) is not null)
            entry.Key = entry.Key with { Id = RandomId() };
    }

    /// <summary>
    /// The id of a resource delivered under a full URL that is no uuid. It follows from the URL, so that two deliveries at the same time meet at one id and one of them
    /// gives way, instead of making two resources.
    /// </summary>
    private static string IdOf(string client, string url) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{client}\n{url}")).AsSpan(0, 16)).ToString("D");

    private static string RandomId() => new Guid(RandomNumberGenerator.GetBytes(16)).ToString("D");
}
