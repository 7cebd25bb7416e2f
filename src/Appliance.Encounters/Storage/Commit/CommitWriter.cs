using System.Buffers.Binary;
using System.Text;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Keys;
using Appliance.Encounters.Storage.Sqlite;

namespace Appliance.Encounters.Storage.Commit;

/// <summary>Seals and writes planned deliveries inside the open transaction.</summary>
internal sealed class CommitWriter(ClinicalSql sql, KeyStore keys, IReadOnlySet<Guid> newSubjects, DateTimeOffset now)
{
    private readonly HashSet<Guid> _inserted = [];

    public void Write(CommitPlan plan)
    {
        foreach (var write in plan.Writes.Where(w => w.Changes))
        {
            EnsureSubject(write.Subject);
            WriteResource(write);
        }

        foreach (var notice in plan.Notices)
        {
            EnsureSubject(notice.Subject);
            WriteNotice(plan, notice);
        }

        foreach (var write in plan.Writes.Where(w => w.Write.SourceUrl is not null))
        {
            sql.PutSourceUrl(keys.Index.SourceUrl(plan.Delivery.Client.Id, write.Write.SourceUrl!), write.Locator);
        }
    }

    private void EnsureSubject(Subject subject)
    {
        if (newSubjects.Contains(subject.Id) && _inserted.Add(subject.Id))
        {
            sql.InsertSubject(subject.Id, subject.Scope, subject.Locator, Subject.SealPseudonym(subject.Key!, subject.Id, subject.Pseudonym));
        }
    }

    private void WriteResource(PlannedWrite write)
    {
        var key = write.Subject.Key!;
        var becomes = write.Becomes;
        var row = new ResourceRow(
            write.Locator,
            becomes.Key.Type,
            becomes.Version,
            write.Subject.Id,
            write.Encounter,
            becomes.Key.Type == "Encounter" && write.Write.Patient is { } patient ? keys.Index.Locator(patient) : null,
            FieldCipher.Seal(key, ResourceCells.Table, ResourceCells.FhirId, write.Locator, Encoding.UTF8.GetBytes(becomes.Key.Id)),
            write.Mac,
            FieldCipher.Seal(key, ResourceCells.Table, ResourceCells.Content, ResourceCells.Row(write.Locator, becomes.Version), write.Write.Content.Span),
            now.ToUnixTimeMilliseconds());
        if (becomes.Effect == WriteEffect.Created)
        {
            sql.InsertResource(row);
        }
        else
        {
            sql.ReplaceResource(row);
        }

        foreach (var identifier in write.Write.Identifiers)
        {
            sql.InsertIdentifier(keys.Index.Identifier(becomes.Key.Type, identifier), write.Locator);
        }
    }

    private void WriteNotice(CommitPlan plan, PlannedNotice notice)
    {
        var id = Guid.NewGuid();
        var delivery = notice.Delivery with { Facts = notice.Delivery.Facts with { Id = new EncounterId(notice.Subject.Id) } };
        sql.InsertInbox(new InboxRow
        {
            Id = id,
            Encounter = notice.Subject.Id,
            Priority = plan.Delivery.Priority,
            Sample = plan.IsSample,
            Bytes = plan.Writes.Where(w => w.Encounter == notice.Subject.Id).Sum(w => (long)w.Write.Content.Length),
            ReceivedAt = now.ToUnixTimeMilliseconds(),
            Delivery = FieldCipher.Seal(notice.Subject.Key!, "inbox", "delivery", ClinicalSql.Bytes(id), DomainJson.Write(delivery)),
        });
    }
}

/// <summary>How the cells of table <c>resource</c> are named in associated data. A superseded version keeps its address in <c>resource_history</c>.</summary>
internal static class ResourceCells
{
    public const string Table = "resource";
    public const string FhirId = "fhir_id";
    public const string Content = "content";

    public static byte[] Row(byte[] locator, long version)
    {
        var row = new byte[locator.Length + sizeof(long)];
        locator.CopyTo(row, 0);
        BinaryPrimitives.WriteInt64BigEndian(row.AsSpan(locator.Length), version);
        return row;
    }
}
