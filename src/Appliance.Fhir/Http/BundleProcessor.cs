using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Evidence;
using Appliance.Fhir.Intake;
using Appliance.Fhir.Parsing;
using Microsoft.Extensions.Options;

namespace Appliance.Fhir.Http;

/// <summary>Carries out a transaction (all of it or nothing) or a batch (each entry alone).</summary>
internal sealed class BundleProcessor(DeliveryService deliveries, Exporter exporter, IClinicalStore store, FhirMetrics metrics, IOptions<FhirOptions> options)
{
    /// <summary>Processes a Bundle.</summary>
    /// <param name="json">The body; it MUST have passed <see cref="JsonScan"/>.</param>
    /// <param name="caller">Who sent it.</param>
    /// <param name="preference">What is returned for a write.</param>
    /// <param name="cancellation">Ends the work; what was committed stays.</param>
    public async Task<FhirAnswer> ProcessAsync(ReadOnlyMemory<byte> json, Caller caller, Preference preference, CancellationToken cancellation)
    {
        var envelope = BundleReader.Read(json, options.Value);
        if (!envelope.Succeeded)
            return FhirAnswer.Of(envelope.Refusals);
        var crossings = new List<(Crossing, long)>();
        var results = envelope.Value.IsTransaction
            ? await TransactionAsync(envelope.Value, caller, json.Length, preference, crossings, cancellation).ConfigureAwait(false)
            : await BatchAsync(envelope.Value, caller, preference, crossings, cancellation).ConfigureAwait(false);
        return results.Succeeded
            ? new FhirAnswer(200, BundleWriter.Responses(envelope.Value.IsTransaction, results.Value, preference)) { Crossings = crossings }
            : FhirAnswer.Of(results.Refusals);
    }

    private async Task<Result<EntryResult[]>> TransactionAsync(
        Envelope envelope, Caller caller, long bytes, Preference preference, List<(Crossing, long)> crossings, CancellationToken cancellation)
    {
        var entries = new List<RequestedEntry>(envelope.Entries.Count);
        var refusals = new List<Refusal>();
        foreach (var raw in envelope.Entries)
        {
            cancellation.ThrowIfCancellationRequested();
            var parsed = EntryParser.Parse(raw, options.Value);
            if (parsed.Succeeded)
                entries.Add(parsed.Value);
            else if (refusals.Count < options.Value.MaxIssues)
                refusals.AddRange(parsed.Refusals.Take(options.Value.MaxIssues - refusals.Count));
        }

        if (refusals.Count > 0)
            return refusals;
        var delivered = await deliveries.DeliverAsync(entries, caller, bytes, cancellation).ConfigureAwait(false);
        if (!delivered.Succeeded)
            return Result<EntryResult[]>.Refused(delivered.Refusals);
        var results = new EntryResult[entries.Count];
        for (var i = 0; i < entries.Count; i++)
            results[i] = await ResultAsync(entries[i], delivered.Value[i], caller, preference, crossings, cancellation).ConfigureAwait(false);
        return results;
    }

    private async Task<Result<EntryResult[]>> BatchAsync(
        Envelope envelope, Caller caller, Preference preference, List<(Crossing, long)> crossings, CancellationToken cancellation)
    {
        var results = new EntryResult[envelope.Entries.Count];
        for (var i = 0; i < results.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var raw = envelope.Entries[i];
            var parsed = EntryParser.Parse(raw, options.Value);
            if (!parsed.Succeeded)
            {
                results[i] = Refused(parsed.Refusals);
                continue;
            }

            var delivered = await deliveries.DeliverAsync([parsed.Value], caller, raw.Resource.Length, cancellation).ConfigureAwait(false);
            results[i] = delivered.Succeeded
                ? await ResultAsync(parsed.Value, delivered.Value[0], caller, preference, crossings, cancellation).ConfigureAwait(false)
                : Refused(delivered.Refusals);
        }

        return results;
    }

    private static EntryResult Refused(IReadOnlyList<Refusal> refusals) => new(OutcomeMapper.StatusOf(refusals[0])) { Refusals = refusals };

    private async Task<EntryResult> ResultAsync(
        RequestedEntry entry, StoredVersion? stored, Caller caller, Preference preference, List<(Crossing, long)> crossings, CancellationToken cancellation)
    {
        if (!entry.Writes)
            return await QueryAsync(entry, caller, crossings, cancellation).ConfigureAwait(false);
        metrics.Written(stored?.Effect);
        var result = new EntryResult(stored?.Effect == WriteEffect.Created ? 201 : 200) { Stored = stored };
        if (preference != Preference.Representation || stored is null || await store.ReadAsync(stored.Key, cancellation).ConfigureAwait(false) is not { } current)
            return result;
        var export = await exporter.ExportAsync(current, caller, cancellation).ConfigureAwait(false);
        crossings.Add((export.Crossing, export.Json.Length));
        return result with { Resource = export.Json };
    }

    private async Task<EntryResult> QueryAsync(RequestedEntry entry, Caller caller, List<(Crossing, long)> crossings, CancellationToken cancellation)
    {
        if (entry.Interaction == Interaction.Read)
        {
            if (await exporter.ReadAsync(entry.Key, caller, cancellation).ConfigureAwait(false) is not { } export)
                return Refused([Refusals.Absent()]);
            crossings.Add((export.Crossing, export.Json.Length));
            var version = new StoredVersion(export.Resource.Key, export.Resource.Version, WriteEffect.Unchanged, export.Resource.LastUpdated);
            return new EntryResult(200) { Resource = export.Json, Stored = version };
        }

        var query = FhirRequest.Query(entry.Raw.Url![(entry.Raw.Url!.IndexOf('?', StringComparison.Ordinal) + 1)..]);
        var found = await exporter.SearchAsync(entry.Type, query, caller, cancellation).ConfigureAwait(false);
        if (!found.Succeeded)
            return Refused(found.Refusals);
        crossings.AddRange(found.Value.Select(e => (e.Crossing, (long)e.Json.Length)));
        return new EntryResult(200) { Resource = BundleWriter.SearchSet(caller.BaseUrl, found.Value, query.Any(p => p.Key == "identifier")) };
    }
}
