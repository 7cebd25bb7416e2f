using System.Collections.Concurrent;
using System.Text;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Grains;
using Appliance.Encounters.Keys;
using Appliance.Encounters.Storage.Commit;
using Appliance.Encounters.Storage.Sqlite;
using Appliance.Evidence;
using Microsoft.Data.Sqlite;

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
    private readonly TimeProvider _time;
    private readonly ClinicalSql _sql;
    private readonly ConcurrentQueue<PendingCommit> _waiting = new();

    /// <summary>Creates the store.</summary>
    public ClinicalStore(ClinicalDatabase database, KeyStore keys, IEvidenceLog evidence, WakeQueue wake, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(database);
        (_database, _keys, _evidence, _wake, _time) = (database, keys, evidence, wake, time);
        _sql = new ClinicalSql(database.Connection);
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
                using (await _database.WriteAsync(cancellation).ConfigureAwait(false))
                {
                    var members = TakeGroup();
                    if (members.Count == 0)
                    {
                        continue;
                    }

                    group = new CommitGroup(members, _sql, _keys, _evidence, _time, AtStep);
                    await RunAsync(members, group.WriteAsync).ConfigureAwait(false);
                }

                await RunAsync(group.Members, group.AnswerAsync).ConfigureAwait(false);
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

        return await own.Answer.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<StoredResource?> ReadAsync(ResourceKey key, CancellationToken cancellation)
    {
        using var connection = _database.OpenReader();
        var locator = _keys.Index.Locator(key);
        using var reader = Query(
            connection,
            "SELECT r.version, r.scope, r.content, r.updated_at, s.id, s.pseudonym FROM resource r LEFT JOIN subject s ON s.id = r.scope WHERE r.locator = $0",
            locator);
        if (!reader.Read() || _keys.Find(ClinicalSql.ReadGuid(reader, 1)) is not { } dataKey)
        {
            return Task.FromResult<StoredResource?>(null);
        }

        var version = reader.GetInt64(0);
        var content = FieldCipher.Open(dataKey, ResourceCells.Table, ResourceCells.Content, ResourceCells.Row(locator, version), (byte[])reader[2]);
        var subject = reader.IsDBNull(4) ? Pseudonym.None : Subject.OpenPseudonym(dataKey, dataKey.Owner, (byte[])reader[5]);
        return Task.FromResult<StoredResource?>(
            new StoredResource(key, version, content, DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3)), subject));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ResourceKey>> FindByIdentifierAsync(string type, BusinessIdentifier identifier, CancellationToken cancellation) =>
        Task.FromResult(Keys(
            "SELECT r.locator, r.type, r.scope, r.fhir_id FROM identifier i JOIN resource r ON r.locator = i.locator WHERE i.mac = $0 LIMIT 2",
            _keys.Index.Identifier(type, identifier)));

    /// <inheritdoc/>
    public Task<ResourceKey?> FindBySourceUrlAsync(string clientId, string sourceUrl, CancellationToken cancellation)
    {
        var found = Keys(
            "SELECT r.locator, r.type, r.scope, r.fhir_id FROM source_url u JOIN resource r ON r.locator = u.locator WHERE u.mac = $0",
            _keys.Index.SourceUrl(clientId, sourceUrl));
        return Task.FromResult<ResourceKey?>(found.Count == 0 ? null : found[0]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ResourceKey>> OfEncounterAsync(ResourceKey encounter, CancellationToken cancellation) =>
        Task.FromResult(Keys(
            "SELECT r.locator, r.type, r.scope, r.fhir_id FROM subject s JOIN resource r ON r.encounter = s.id WHERE s.locator = $0",
            _keys.Index.Locator(encounter)));

    /// <inheritdoc/>
    public Task<IReadOnlyList<ResourceKey>> EncountersOfPatientAsync(ResourceKey patient, CancellationToken cancellation) =>
        Task.FromResult(Keys(
            "SELECT r.locator, r.type, r.scope, r.fhir_id FROM resource r WHERE r.patient = $0",
            _keys.Index.Locator(patient)));

    /// <inheritdoc/>
    public void Dispose() => _sql.Dispose();

    private static async Task RunAsync(IReadOnlyList<PendingCommit> members, Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            foreach (var member in members)
            {
                member.Fail(e);
            }

            throw;
        }
    }

    private static SqliteDataReader Query(SqliteConnection connection, string sql, byte[] value)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$0", value);
        return command.ExecuteReader();
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

    private IReadOnlyList<ResourceKey> Keys(string sql, byte[] mac)
    {
        using var connection = _database.OpenReader();
        using var reader = Query(connection, sql, mac);
        var found = new List<ResourceKey>();
        while (reader.Read())
        {
            if (_keys.Find(ClinicalSql.ReadGuid(reader, 2)) is { } dataKey)
            {
                var id = FieldCipher.Open(dataKey, ResourceCells.Table, ResourceCells.FhirId, (byte[])reader[0], (byte[])reader[3]);
                found.Add(new ResourceKey(reader.GetString(1), Encoding.UTF8.GetString(id)));
            }
        }

        return found;
    }
}
