using Appliance.Domain.Intake;
using Appliance.Evidence;
using Appliance.Fhir.Intake;

namespace Appliance.Fhir.Http;

/// <summary>Reads what is stored for a client. The evidence that it leaves is durable before its bytes are handed on.</summary>
internal sealed class Exporter(IClinicalStore store, IEvidenceLog evidence)
{
    /// <summary>A resource with its version in its meta, on its way out.</summary>
    internal sealed record Export(StoredResource Resource, byte[] Json, Crossing Crossing);

    /// <summary>One resource, or null when there is none.</summary>
    public async Task<Export?> ReadAsync(ResourceKey key, Caller caller, CancellationToken cancellation) =>
        await store.ReadAsync(key, cancellation).ConfigureAwait(false) is { } stored ? await ExportAsync(stored, caller, cancellation).ConfigureAwait(false) : null;

    /// <summary>Announces that a resource leaves.</summary>
    public async Task<Export> ExportAsync(StoredResource stored, Caller caller, CancellationToken cancellation)
    {
        var json = ResourceBytes.Return(stored.Content.Span, stored.Key.Id, stored.Version, stored.LastUpdated);
        var crossing = await Crossing.BeginAsync(evidence, Movement(stored, caller, json.Length), cancellation).ConfigureAwait(false);
        return new Export(stored, json, crossing);
    }

    /// <summary>The resources that a search finds: by id or by identifier, at most two by the latter.</summary>
    public async Task<Result<IReadOnlyList<Export>>> SearchAsync(string type, IReadOnlyList<KeyValuePair<string, string>> query, Caller caller, CancellationToken cancellation)
    {
        var asked = query.Where(p => p.Key is not ("_format" or "_pretty")).ToList();
        if (asked.Count != 1)
            return Refusals.Search();
        IReadOnlyList<ResourceKey> keys;
        if (asked[0].Key == "_id" && FhirReference.IsId(asked[0].Value))
            keys = [new ResourceKey(type, asked[0].Value)];
        else if (asked[0].Key == "identifier" && FhirReference.TryToken(asked[0].Value, out var identifier))
            keys = await store.FindByIdentifierAsync(type, identifier, cancellation).ConfigureAwait(false);
        else
            return Refusals.Search();

        var found = new List<Export>();
        foreach (var key in keys)
        {
            if (await ReadAsync(key, caller, cancellation).ConfigureAwait(false) is { } export)
                found.Add(export);
        }

        return found;
    }

    private static EvidenceEntry Movement(StoredResource stored, Caller caller, long bytes) => new()
    {
        Action = EvidenceAction.Exported,
        Phase = EvidencePhase.Intent,
        Actor = new Token(caller.Client.ToString()),
        Subject = stored.Subject.Value,
        From = Zone.Host,
        To = Zone.Ehr,
        Purpose = Purpose.Operations,
        Data = DataClass.ClinicalResources,
        Bytes = bytes,
        Items = 1,
    };
}
