using Appliance.Domain;
using Appliance.Domain.Intake;

namespace Appliance.Encounters.Storage.Commit;

/// <summary>One resource of a delivery, decided: what it becomes and under whose key.</summary>
internal sealed record PlannedWrite(ResourceWrite Write, Subject Subject, Guid? Encounter, byte[] Locator, byte[] Mac, StoredVersion Becomes)
{
    public bool Changes => Becomes.Effect != WriteEffect.Unchanged;
}

/// <summary>One encounter that hears of the delivery.</summary>
internal sealed record PlannedNotice(EncounterDelivery Delivery, Subject Subject);

/// <summary>What a delivery brings one subject.</summary>
internal sealed record SubjectShare(Subject Subject, long Bytes, long Items, long StoredBytes, long StoredItems, byte[] Digest);

/// <summary>A delivery, decided but not yet written: either refused or a list of writes.</summary>
internal sealed record CommitPlan(Delivery Delivery, Refusal? Refusal, IReadOnlyList<PlannedWrite> Writes, IReadOnlyList<PlannedNotice> Notices)
{
    public bool ChangesAnything => Writes.Any(w => w.Changes);

    /// <summary>The name under which the built-in samples are delivered.</summary>
    private const string SampleLoader = "samples";

    public bool IsSample => Delivery.Client.Id == SampleLoader;

    public static CommitPlan Refused(Delivery delivery, Refusal refusal) => new(delivery, refusal, [], []);

    /// <summary>The delivery by subject, in the order in which subjects first occur.</summary>
    public IReadOnlyList<SubjectShare> Shares() =>
        [.. Writes.GroupBy(w => w.Subject.Id).Select(group =>
        {
            var subject = group.First().Subject;
            using var digest = subject.Key!.StartDigest();
            foreach (var write in group)
            {
                digest.AppendData(write.Mac);
            }

            var stored = group.Where(w => w.Changes).ToList();
            return new SubjectShare(
                subject,
                group.Sum(w => (long)w.Write.Content.Length),
                group.Count(),
                stored.Sum(w => (long)w.Write.Content.Length),
                stored.Count,
                digest.GetHashAndReset());
        })];
}
