using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Keys;
using Appliance.Encounters.Storage.Sqlite;

namespace Appliance.Encounters.Storage.Commit;

/// <summary>
/// Decides what a group of deliveries will write, one after the other as if each were committed alone. Used by the holder of the write right only, so
/// that what it reads is still true when it is written.
/// </summary>
internal sealed class CommitPlanner(ClinicalSql sql, KeyStore keys, DateTimeOffset now)
{
    private readonly Dictionary<ResourceKey, Subject> _subjects = [];
    private readonly Dictionary<ResourceKey, ResourceHead> _heads = [];

    /// <summary>Subjects of the group that no earlier delivery knew.</summary>
    public HashSet<Guid> NewSubjects { get; } = [];

    /// <summary>Finds every subject of the deliveries and makes those that are missing; the keys of new ones are durable when it returns.</summary>
    public void ResolveSubjects(IEnumerable<Delivery> deliveries)
    {
        var fresh = new List<(ResourceKey Key, Guid Id, KeyScope Scope)>();
        foreach (var (key, scope) in deliveries.SelectMany(SubjectsOf).Distinct())
        {
            var locator = keys.Index.Locator(key);
            if (sql.Subject(locator) is { } row)
            {
                var dataKey = keys.Find(row.Id);
                var pseudonym = dataKey is null ? Pseudonym.None : Subject.OpenPseudonym(dataKey, row.Id, row.Pseudonym);
                _subjects[key] = new Subject(row.Id, row.Scope, locator, pseudonym, dataKey);
            }
            else
            {
                fresh.Add((key, EncounterId.New().Value, scope));
            }
        }

        if (fresh.Count == 0)
        {
            return;
        }

        var created = keys.Create([.. fresh.Select(f => (f.Id, f.Scope))]);
        foreach (var ((key, id, scope), dataKey) in fresh.Zip(created))
        {
            _subjects[key] = new Subject(id, scope, keys.Index.Locator(key), Pseudonym.New(), dataKey);
            NewSubjects.Add(id);
        }
    }

    /// <summary>Decides one delivery; what it writes is what the next one finds.</summary>
    public CommitPlan Plan(Delivery delivery)
    {
        var heads = new Dictionary<ResourceKey, ResourceHead>();
        var writes = new List<PlannedWrite>(delivery.Resources.Count);
        foreach (var write in delivery.Resources)
        {
            var (subject, encounter) = OwnerOf(write);
            if (subject.Key is null)
            {
                return CommitPlan.Refused(delivery, Refusals.KeyErased with { Location = write.Key.Type });
            }

            var locator = keys.Index.Locator(write.Key);
            var head = heads.GetValueOrDefault(write.Key) ?? _heads.GetValueOrDefault(write.Key) ?? sql.Head(locator);
            if (write.ExpectedVersion is { } expected && expected != (head?.Version ?? 0))
            {
                return CommitPlan.Refused(delivery, Refusals.VersionConflict(expected, head?.Version ?? 0) with { Location = write.Key.Type });
            }

            var mac = ContentDigest.Of(subject.Key, write.Content.Span);
            var becomes = Becomes(write.Key, head, subject.Id, mac);
            heads[write.Key] = new ResourceHead(becomes.Version, subject.Id, mac, becomes.LastUpdated.ToUnixTimeMilliseconds());
            writes.Add(new PlannedWrite(write, subject, encounter, locator, mac, becomes));
        }

        foreach (var (key, head) in heads)
        {
            _heads[key] = head;
        }

        var plan = new CommitPlan(delivery, null, writes, []);
        return plan.ChangesAnything ? plan with { Notices = [.. delivery.Encounters.Select(e => new PlannedNotice(e, _subjects[e.Key]))] } : plan;
    }

    private static IEnumerable<(ResourceKey Key, KeyScope Scope)> SubjectsOf(Delivery delivery)
    {
        foreach (var write in delivery.Resources)
        {
            if (EncounterOf(write) is { } encounter)
            {
                yield return (encounter, KeyScope.Encounter);
            }
            else if (PatientOf(write) is { } patient)
            {
                yield return (patient, KeyScope.Patient);
            }
        }

        foreach (var encounter in delivery.Encounters)
        {
            yield return (encounter.Key, KeyScope.Encounter);
        }
    }

    private static ResourceKey? EncounterOf(ResourceWrite write) => write.Key.Type == "Encounter" ? write.Key : write.Encounter;

    private static ResourceKey? PatientOf(ResourceWrite write) => write.Key.Type == "Patient" ? write.Key : write.Patient;

    private (Subject Subject, Guid? Encounter) OwnerOf(ResourceWrite write)
    {
        if (EncounterOf(write) is { } encounter)
        {
            return (_subjects[encounter], _subjects[encounter].Id);
        }

        return PatientOf(write) is { } patient
            ? (_subjects[patient], null)
            : (new Subject(Guid.Empty, KeyScope.Installation, [], Pseudonym.None, keys.Find(Guid.Empty)), null);
    }

    private StoredVersion Becomes(ResourceKey key, ResourceHead? head, Guid scope, byte[] mac)
    {
        if (head is null)
        {
            return new StoredVersion(key, 1, WriteEffect.Created, now);
        }

        return head.Scope == scope && head.Mac.AsSpan().SequenceEqual(mac)
            ? new StoredVersion(key, head.Version, WriteEffect.Unchanged, DateTimeOffset.FromUnixTimeMilliseconds(head.UpdatedAt))
            : new StoredVersion(key, head.Version + 1, WriteEffect.Updated, now);
    }
}
