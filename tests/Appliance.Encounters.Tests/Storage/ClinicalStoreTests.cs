using System.Text;
using System.Text.Json.Nodes;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Tests.Doubles;
using Appliance.Evidence;
using Appliance.Testing;

namespace Appliance.Encounters.Tests.Storage;

public sealed class ClinicalStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CollectingEvidenceLog _evidence = new();
    private readonly OpenStore _open;

    public ClinicalStoreTests() => _open = new OpenStore(_folder.Path, _evidence);

    public void Dispose()
    {
        _open.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task WhatWasStoredIsReadBackByteForByte()
    {
        var delivery = Deliveries.Visit();
        var receipt = (await _open.CommitAsync(delivery)).Value;
        Assert.All(receipt.Resources, r => Assert.Equal((1, WriteEffect.Created), (r.Version, r.Effect)));
        foreach (var write in delivery.Resources)
        {
            var stored = await _open.ReadAsync(write.Key);
            Assert.Equal(write.Content.ToArray(), stored!.Content.ToArray());
            Assert.NotEqual(Pseudonym.None, stored.Subject);
        }

        Assert.Null(await _open.ReadAsync(new ResourceKey("Patient", "nobody")));
    }

    [Fact]
    public async Task ASecondDeliveryOfTheSameContentChangesNothing()
    {
        await _open.CommitAsync(Deliveries.Visit());
        var before = _evidence.Count;
        var receipt = (await _open.CommitAsync(Deliveries.Visit())).Value;
        Assert.All(receipt.Resources, r => Assert.Equal((1, WriteEffect.Unchanged), (r.Version, r.Effect)));
        Assert.Single(_open.Inbox());
        Assert.All(_evidence.Entries.Skip((int)before), e => Assert.Equal((EvidenceAction.Received, EvidencePhase.Fact, "unchanged"), (e.Entry.Action, e.Entry.Phase, e.Entry.Detail.ToString())));
        Assert.Equal(_evidence.Count - 1, receipt.EvidenceSequence);
    }

    [Fact]
    public async Task MetaAndWhiteSpaceDoNotMakeContentDifferent()
    {
        var key = new ResourceKey("Organization", "o1");
        await _open.CommitAsync(new Delivery(Some.Client, 1, [new ResourceWrite(key, """{"id":"o1","name":"A"}"""u8.ToArray())], []));
        var same = new ResourceWrite(key, """{ "meta": {"versionId":"7", "tag":[{}]}, "id":"o1", "name":"A" }"""u8.ToArray());
        Assert.Equal(WriteEffect.Unchanged, (await _open.CommitAsync(new Delivery(Some.Client, 1, [same], []))).Value.Resources[0].Effect);
        var other = new ResourceWrite(key, """{"id":"o1","name":"B","contact":[{"meta":1}]}"""u8.ToArray());
        Assert.Equal((2, WriteEffect.Updated), (await _open.CommitAsync(new Delivery(Some.Client, 1, [other], []))).Value.Resources.Select(r => (r.Version, r.Effect)).Single());
    }

    [Fact]
    public async Task AFailedVersionRefusesTheWholeDelivery()
    {
        await _open.CommitAsync(Deliveries.Visit());
        var changed = Deliveries.Visit(text: "Another text.");
        var demanding = changed with { Resources = [.. changed.Resources.Select((r, i) => i == 2 ? r with { ExpectedVersion = 4 } : r)] };
        var refusal = (await _open.CommitAsync(demanding)).Refusal!;
        Assert.Equal((RefusalKind.Conflict, "APP-ENC-003"), (refusal.Kind, refusal.Code));
        Assert.Equal(1, (await _open.ReadAsync(changed.Resources[2].Key))!.Version);
        Assert.Single(_open.Inbox());
        Assert.Equal((EvidenceAction.Refused, "APP-ENC-003"), (_evidence.Entries[^1].Entry.Action, _evidence.Entries[^1].Entry.Reason.ToString()));
        var fitting = changed with { Resources = [.. changed.Resources.Select(r => r with { ExpectedVersion = 1 })] };
        Assert.True((await _open.CommitAsync(fitting)).Succeeded);
    }

    [Fact]
    public async Task ManyDeliveriesForOneEncounterAtTheSameTimeAreSerialisedAndNoneIsLost()
    {
        var deliveries = Enumerable.Range(0, 40).Select(i =>
        {
            var write = Deliveries.Write(new ResourceKey("DocumentReference", $"d{i}"), new JsonObject { ["n"] = i }) with { Encounter = Deliveries.Encounter() };
            var shared = Deliveries.Write(new ResourceKey("Condition", "shared"), new JsonObject { ["n"] = i }) with { Encounter = Deliveries.Encounter() };
            return Deliveries.Visit() with { Resources = [write, shared] };
        });
        var receipts = await Task.WhenAll(deliveries.Select(d => Task.Run(() => _open.CommitAsync(d))));
        Assert.Equal(Enumerable.Range(1, 40).Select(v => (long)v), receipts.Select(r => r.Value.Resources[1].Version).Order());
        Assert.Equal(41, (await _open.Store.OfEncounterAsync(Deliveries.Encounter(), default)).Count);
        Assert.Equal(40, _open.Inbox().Count);
        Assert.Single(_open.Inbox().Select(i => i.Encounter).Distinct());
    }

    [Fact]
    public async Task ResourcesAreFoundByIdentifierBySourceByEncounterAndByPatient()
    {
        await _open.CommitAsync(Deliveries.Visit());
        var mrn = new BusinessIdentifier("urn:mrn", "MRN-" + Deliveries.Canary + "e1");
        Assert.Equal([Deliveries.Patient("p-e1")], await _open.Store.FindByIdentifierAsync("Patient", mrn, default));
        Assert.Empty(await _open.Store.FindByIdentifierAsync("Encounter", mrn, default));
        Assert.Equal(Deliveries.Patient("p-e1"), await _open.Store.FindBySourceUrlAsync(Some.Client.Id, "urn:uuid:patient-e1", default));
        Assert.Null(await _open.Store.FindBySourceUrlAsync("ehr-2", "urn:uuid:patient-e1", default));
        Assert.Equal(2, (await _open.Store.OfEncounterAsync(Deliveries.Encounter(), default)).Count);
        Assert.Equal([Deliveries.Encounter()], await _open.Store.EncountersOfPatientAsync(Deliveries.Patient("p-e1"), default));
    }

    [Fact]
    public async Task AnIdentifierThatWasTakenAwayNoLongerFinds()
    {
        var delivery = Deliveries.Visit();
        await _open.CommitAsync(delivery);
        var renamed = Deliveries.Write(Deliveries.Patient("p-e1"), new JsonObject { ["name"] = "Other" }) with { Identifiers = [new BusinessIdentifier("", "x")] };
        await _open.CommitAsync(delivery with { Resources = [renamed] });
        Assert.Empty(await _open.Store.FindByIdentifierAsync("Patient", delivery.Resources[0].Identifiers[0], default));
        Assert.Single(await _open.Store.FindByIdentifierAsync("Patient", new BusinessIdentifier("", "x"), default));
    }

    [Fact]
    public async Task EvidenceIsAnnouncedBeforeAndToldAfterForEachSubject()
    {
        await _open.CommitAsync(Deliveries.Visit());
        var entries = _evidence.Entries.Select(e => (e.Entry.Action, e.Entry.Phase)).ToList();
        (EvidenceAction, EvidencePhase)[] each = [(EvidenceAction.Received, EvidencePhase.Intent), (EvidenceAction.Stored, EvidencePhase.Intent)];
        Assert.Equal([.. each, .. each], entries[..4]);
        Assert.All(entries[4..], e => Assert.Equal(EvidencePhase.Done, e.Phase));
        Assert.Equal(4, entries[4..].Count);
        Assert.Equal(2, _evidence.Entries.Select(e => e.Entry.Subject).Distinct().Count());
        Assert.All(_evidence.Entries, e => Assert.Equal(32, e.Entry.Digest!.Value.Length));
        Assert.All(_evidence.Entries.GroupBy(e => e.Entry.Crossing), g => Assert.Equal(2, g.Count()));
    }

    [Fact]
    public async Task AnErasedKeyLeavesNothingReadableAndCutsThePseudonym()
    {
        await _open.CommitAsync(Deliveries.Visit());
        var subject = (await _open.ReadAsync(Deliveries.Encounter()))!.Subject;
        Assert.Contains(_evidence.Entries, e => e.Entry.Subject == subject.Value);
        _open.Keys.Erase(_open.Inbox().Single().Encounter);
        Assert.Null(await _open.ReadAsync(Deliveries.Encounter()));
        Assert.NotNull(await _open.ReadAsync(Deliveries.Patient("p-e1")));
        Assert.Empty(await _open.Store.OfEncounterAsync(Deliveries.Encounter(), default));
        Assert.Equal("APP-ENC-007", (await _open.CommitAsync(Deliveries.Visit(text: "More."))).Refusal!.Code);
        Assert.False(OnDisk.Holds(_folder.Path, subject.Value.ToByteArray(bigEndian: true)));
    }

    [Fact]
    public async Task NoIdentifierNorTextLiesInAnyFileInClear()
    {
        await _open.CommitAsync(Deliveries.Visit(id: "MRN-" + Deliveries.Canary, text: Deliveries.Canary));
        Assert.True(_open.Inbox().Count > 0);
        Assert.False(OnDisk.Holds(_folder.Path, Encoding.UTF8.GetBytes(Deliveries.Canary)));
        Assert.False(OnDisk.Holds(_folder.Path, Encoding.Unicode.GetBytes(Deliveries.Canary)));
    }

    [Fact]
    public async Task AFullDiskRefusesAndNothingOfTheDeliveryIsThere()
    {
        await _open.CommitAsync(Deliveries.Visit("e0"));
        _open.Database.LimitPages(1);
        var refusal = (await _open.CommitAsync(Deliveries.Visit("e1", new string('x', 3_000_000)))).Refusal!;
        Assert.Equal((RefusalKind.Unavailable, "APP-ENC-004"), (refusal.Kind, refusal.Code));
        Assert.Null(await _open.ReadAsync(Deliveries.Encounter("e1")));
        Assert.Single(_open.Inbox());
        Assert.All(_evidence.Entries.TakeLast(4), e => Assert.Equal((EvidencePhase.Refused, 0L), (e.Entry.Phase, e.Entry.Bytes)));
        _open.Database.LimitPages(1_000_000);
        Assert.True((await _open.CommitAsync(Deliveries.Visit("e1"))).Succeeded);
    }

    [Fact]
    public async Task TextThatIsNoProperUnicodeSurvivesWithItsOffsets()
    {
        var text = "a\0b\uD800c \u0001utf16: 😀 \uDC00";
        await _open.CommitAsync(Deliveries.Visit("e1", [new Note(new NoteId("n"), text)]));
        var row = _open.Inbox().Single();
        var cells = new Encounters.Storage.EncounterCells(_open.Keys.Find(row.Encounter)!);
        var delivery = cells.Inbox(row);
        Assert.Equal(text, delivery.Facts.Notes[0].Text);
        Assert.Equal(new EncounterId(row.Encounter), delivery.Facts.Id);
    }

    [Fact]
    public async Task ADeliveryThatIsNoJsonIsRefusedAndTakesNoOtherAlong()
    {
        var key = new ResourceKey("Organization", "o1");
        Task<Outcome<DeliveryReceipt>> good, bad;
        using (await _open.Database.WriteAsync(default))
        {
            bad = _open.CommitAsync(new Delivery(Some.Client, 1, [new ResourceWrite(key, "{\"id\":"u8.ToArray())], []));
            good = _open.CommitAsync(Deliveries.Visit());
        }

        Assert.Equal("APP-ENC-019", (await bad).Refusal!.Code);
        Assert.True((await good).Succeeded);
    }

    [Fact]
    public async Task AClientThatGivesUpWhileItWaitsIsNotStored()
    {
        using var gone = new CancellationTokenSource();
        using (await _open.Database.WriteAsync(default))
        {
            var waiting = _open.Store.CommitAsync(Deliveries.Visit(), gone.Token);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        }

        await _open.CommitAsync(Deliveries.Visit("e2"));
        Assert.Null(await _open.ReadAsync(Deliveries.Encounter()));
        Assert.NotNull(await _open.ReadAsync(Deliveries.Encounter("e2")));
    }
}
