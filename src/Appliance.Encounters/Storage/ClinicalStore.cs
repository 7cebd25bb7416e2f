using System.Collections.Concurrent;
using System.Text;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Grains;
using Appliance.Encounters.Keys;
using Appliance.Encounters.Live;
using Appliance.Encounters.Storage.Commit;
using Appliance.Encounters.Storage.Sqlite;
using Appliance.Evidence;

namespace Appliance.Encounters.Storage;

/// <summary>
/// The store of clinical data. Deliveries that arrive together are committed together: whoever obtains the write right first takes along those that wait.
/// </summary>
public sealed class ClinicalStore : IClinicalStore, IDisposable
{
    private const int GroupSize = 64;
    private const long GroupBytes = 16 * 1024 * 1024;

    private readonly ClinicalDatabase _database;
    private readonly KeyStore _keys;
    private readonly IEvidenceLog _evidence;
    private readonly WakeQueue _wake;
    private readonly EncounterMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ClinicalSql _sql;
    private readonly ClinicalReader _reader;
    private readonly ConcurrentQueue<PendingCommit> _waiting = new();

    /// <summary>Creates the store.</summary>
    public ClinicalStore(ClinicalDatabase database, KeyStore keys, IEvidenceLog evidence, WakeQueue wake, EncounterMetrics metrics, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(database);
        (_database, _keys, _evidence, _wake, _metrics, _time) = (database, keys, evidence, wake, metrics, time);
        _sql = new ClinicalSql(database.Connection);
        _reader = new ClinicalReader(database);
    }

    /// <summary>Called between the steps of a commit; what it throws is the end of the process, as far as the store can tell.</summary>
    internal Action<CommitStep>? AtStep { get; set; }

    /// <inheritdoc/>
    public async Task<Outcome<DeliveryReceipt>> CommitAsync(Delivery delivery, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        var own = new PendingCommit(delivery);
        _waiting.Enqueue(own);
        try
        {
            while (!own.IsSettled)
            {
                CommitGroup group;
                long began;
                using (await _database.WriteAsync(cancellation).ConfigureAwait(false))
                {
                    var members = TakeGroup();
                    if (members.Count == 0)
                    {
                        continue;
                    }

                    began = _time.GetTimestamp();
                    group = new CommitGroup(members, _sql, _keys, _evidence, _time, AtStep);
                    if (!await RunAsync(members, group.WriteAsync).ConfigureAwait(false))
                    {
                        continue;
                    }
                }

                await RunAsync(group.Members, group.AnswerAsync).ConfigureAwait(false);
                _metrics.Committed(group.Members.Count, _time.GetElapsedTime(began));
                foreach (var (plan, notice) in group.Notices)
                {
                    _wake.Wake(notice.Subject.Id, plan.Delivery.Priority);
                }
            }
        }
        catch (OperationCanceledException) when (own.TryWithdraw())
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            // Too late to give up: it is in a group, whose leader answers.
        }

        var answer = await own.Answer.ConfigureAwait(false);
        if (answer.Refusal is { } refusal)
        {
            _metrics.Refused(refusal.Code);
        }
        else
        {
            _metrics.Stored(answer.Value);
        }

        return answer;
    }

    /// <inheritdoc/>
    public Task<StoredResource?> ReadAsync(ResourceKey key, CancellationToken cancellation)
    {
        var locator = _keys.Index.Locator(key);
        if (_reader.Resource(locator) is not { } resource || _keys.Find(resource.Scope) is not { } dataKey)
        {
            return Task.FromResult<StoredResource?>(null);
        }

        var content = FieldCipher.Open(dataKey, ResourceCells.Table, ResourceCells.Content, ResourceCells.Row(locator, resource.Version), resource.Content);
        var subject = resource.Pseudonym is null ? Pseudonym.None : Subject.OpenPseudonym(dataKey, dataKey.Owner, resource.Pseudonym);
        return Task.FromResult<StoredResource?>(
            new StoredResource(key, resource.Version, content, DateTimeOffset.FromUnixTimeMilliseconds(resource.UpdatedAt), subject));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ResourceKey>> FindByIdentifierAsync(string type, BusinessIdentifier identifier, CancellationToken cancellation) =>
        Task.FromResult(Open(_reader.ByIdentifier(_keys.Index.Identifier(type, identifier))));

    /// <inheritdoc/>
    public Task<ResourceKey?> FindBySourceUrlAsync(string clientId, string sourceUrl, CancellationToken cancellation)
    {
        var found = Open(_reader.BySourceUrl(_keys.Index.SourceUrl(clientId, sourceUrl)));
        return Task.FromResult<ResourceKey?>(found.Count == 0 ? null : found[0]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ResourceKey>> OfEncounterAsync(ResourceKey encounter, CancellationToken cancellation) =>
        Task.FromResult(Open(_reader.OfEncounter(_keys.Index.Locator(encounter))));

    /// <inheritdoc/>
    public Task<IReadOnlyList<ResourceKey>> EncountersOfPatientAsync(ResourceKey patient, CancellationToken cancellation) =>
        Task.FromResult(Open(_reader.EncountersOfPatient(_keys.Index.Locator(patient))));

    /// <inheritdoc/>
    public void Dispose() => _sql.Dispose();

    /// <summary>What a group meets unexpectedly is told to its members, not to whoever leads it.</summary>
    private static async Task<bool> RunAsync(IReadOnlyList<PendingCommit> members, Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            foreach (var member in members)
            {
                member.Fail(e);
            }

            return false;
        }
    }

    private List<PendingCommit> TakeGroup()
    {
        var members = new List<PendingCommit>();
        long bytes = 0;
        while (members.Count < GroupSize && bytes < GroupBytes && _waiting.TryDequeue(out var next))
        {
            if (next.TryTake())
            {
                members.Add(next);
                bytes += next.Delivery.ReceivedBytes;
            }
        }

        return members;
    }

    /// <summary>Names whose key was erased are left out.</summary>
    private IReadOnlyList<ResourceKey> Open(IReadOnlyList<SealedName> names)
    {
        var keys = new List<ResourceKey>(names.Count);
        foreach (var name in names)
        {
            if (_keys.Find(name.Scope) is { } dataKey)
            {
                keys.Add(new ResourceKey(name.Type, Encoding.UTF8.GetString(FieldCipher.Open(dataKey, ResourceCells.Table, ResourceCells.FhirId, name.Locator, name.FhirId))));
            }
        }

        return keys;
    }
}
