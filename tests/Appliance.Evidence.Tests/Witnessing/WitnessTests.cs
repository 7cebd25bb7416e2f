using System.Text;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;
using Appliance.Evidence.Tiles;
using Appliance.Evidence.Witnessing;
using Appliance.Testing;
using FsCheck.Fluent;
using Microsoft.Data.Sqlite;

namespace Appliance.Evidence.Tests.Witnessing;

public sealed class WitnessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Cosigner _cosigner = Cosigner.Ephemeral("witness.example/w1");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AFirstCheckpointAndThenEachThatExtendsItIsCosigned()
    {
        await using var log = await TestLog.OpenAsync(10);
        using var witness = Open(log);

        Assert.Equal(200, Submit(witness, log, 0, 4).Status);
        var answer = Submit(witness, log, 4, 10);

        Assert.Equal(200, answer.Status);
        var signature = Assert.Single(SignedNote.ReadSignatures(answer.Body.Span)!);
        Assert.True(_cosigner.Key.Verifies(NoteOf(log, 10).Text, signature, out var at));
        Assert.Equal(log.Time.GetUtcNow(), at);
        Assert.Equal((TestLog.Origin, 10L), witness.Logs.Select(known => (known.Origin, known.Size)).Single());
    }

    [Fact]
    public async Task AnotherOldSizeIsAnsweredWithTheSizeThatWasCosignedLast()
    {
        await using var log = await TestLog.OpenAsync(10);
        using var witness = Open(log);
        Submit(witness, log, 0, 7);

        var answer = Submit(witness, log, 3, 10);

        Assert.Equal((409, WitnessAnswer.SizeType, "7\n"), (answer.Status, answer.ContentType, Encoding.ASCII.GetString(answer.Body.Span)));
        Assert.Equal(7, witness.Logs[0].Size);
    }

    [Fact]
    public async Task AForkIsRefusedAndItsSignedCheckpointIsKeptAsProof()
    {
        await using var log = await TestLog.OpenAsync(10);
        await using var fork = await ForkOf(log, keep: 3, more: 9);
        using var witness = Open(log);
        Submit(witness, log, 0, 7);

        Assert.Equal(422, Submit(witness, fork, 7, 12).Status);
        Assert.Equal(409, Submit(witness, fork, 7, 7).Status);
        Assert.Equal(200, Submit(witness, log, 7, 10).Status);
        Assert.Equal([7, 12L], witness.Logs[0].Conflicts.Select(note => Checkpoint.Read(note)!.Size));
    }

    [Fact]
    public async Task AShorterHistoryIsRefused()
    {
        await using var log = await TestLog.OpenAsync(10);
        using var witness = Open(log);
        Submit(witness, log, 0, 10);

        Assert.Equal(409, Submit(witness, log, 0, 5).Status);
        Assert.Equal(409, Submit(witness, log, 5, 5).Status);
        Assert.Equal(400, witness.AddCheckpoint(new AddCheckpointRequest(10, [], NoteOf(log, 5)).ToBytes()).Status);
        Assert.Equal(10, witness.Logs[0].Size);
    }

    [Fact]
    public async Task UnknownLogsKeysAndBodiesGetTheirOwnStatus()
    {
        await using var log = await TestLog.OpenAsync(10);
        await using var other = await TestLog.OpenAsync(10);
        using var witness = Open(log);
        using var stranger = Witness.Open(_folder.File("other.db"), [_cosigner], [], log.Time);

        Assert.Equal(403, Submit(witness, other, 0, 10).Status);
        Assert.Equal(404, Submit(stranger, log, 0, 10).Status);
        Assert.Equal(400, witness.AddCheckpoint("old 0\n"u8).Status);
        Assert.Equal(400, witness.AddCheckpoint([]).Status);
        Assert.Equal(422, witness.AddCheckpoint(new AddCheckpointRequest(0, [new byte[32]], NoteOf(log, 10)).ToBytes()).Status);
    }

    [Fact]
    public async Task WhatWasCosignedIsRememberedAfterARestartAndASecondProcessIsRefused()
    {
        await using var log = await TestLog.OpenAsync(10);
        using (var witness = Open(log))
        {
            Submit(witness, log, 0, 10);
            Assert.Equal(EvidenceCodes.InUse, Assert.Throws<EvidenceOpenException>(() => Open(log)).Code);
        }

        using var again = Open(log);

        Assert.Equal(10, again.Logs[0].Size);
        Assert.Equal(409, Submit(again, log, 0, 5).Status);
    }

    [Fact]
    public async Task OneWitnessServesSeveralLogs()
    {
        await using var one = await TestLog.OpenAsync(5);
        var signer = LogSigner.Ephemeral();
        var second = new LogKey("clinic.example/evidence", signer.PublicKey);
        var note = CheckpointText.NoteOf(signer.Sign(second.Origin, 0, Evidence.Merkle.MerkleHash.Empty(), Some.Moment), second);
        using var witness = Witness.Open(_folder.File("witness.db"), [_cosigner], [one.Key, second.Verifier], one.Time);

        Assert.Equal(200, Submit(witness, one, 0, 5).Status);
        Assert.Equal(200, witness.AddCheckpoint(new AddCheckpointRequest(0, [], note).ToBytes()).Status);
        Assert.Equal(["clinic.example/evidence", TestLog.Origin], witness.Logs.Select(log => log.Origin));
    }

    [Fact]
    public async Task ManySubmissionsAtOnceNeverTakeTheWitnessBack()
    {
        await using var log = await TestLog.OpenAsync(64);
        using var witness = Open(log);
        Submit(witness, log, 0, 1);
        var requests = Enumerable.Range(2, 60).Select(size => new AddCheckpointRequest(1, new TreeReader(log.Store).Consistency(1, size), NoteOf(log, size)).ToBytes()).ToList();

        var answers = new int[requests.Count];
        await Parallel.ForAsync(0, requests.Count, (i, _) =>
        {
            answers[i] = witness.AddCheckpoint(requests[i]).Status;
            return ValueTask.CompletedTask;
        });

        // All say that the witness stands at 1; only one of them can be right.
        Assert.Single(answers, 200);
        Assert.Equal(answers.Length - 1, answers.Count(status => status == 409));
    }

    [Fact]
    public async Task ADatabaseOfSomethingElseIsRefused()
    {
        await using var log = await TestLog.OpenAsync();
        await using (var connection = new SqliteConnection($"Data Source={_folder.File("witness.db")};Pooling=False"))
        {
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE patients (name TEXT)";
            command.ExecuteNonQuery();
        }

        Assert.Equal(EvidenceCodes.Unreadable, Assert.Throws<EvidenceOpenException>(() => Open(log)).Code);
    }

    [Fact]
    public async Task AnythingThatIsReadAsARequestWritesBackToTheSameBytes()
    {
        await using var log = await TestLog.OpenAsync(20);
        var good = new AddCheckpointRequest(7, new TreeReader(log.Store).Consistency(7, 20), NoteOf(log, 20)).ToBytes();

        Prop.ForAll(Mutations.Of(good), bytes => AddCheckpointRequest.Read(bytes) is not { } request || request.ToBytes().AsSpan().SequenceEqual(bytes)).Hold(2000);
    }

    /// <summary>A log with the same key whose first entries are the same and whose others are not: what somebody who has the key can make.</summary>
    internal static async Task<TestLog> ForkOf(TestLog log, int keep, int more)
    {
        var fork = await TestLog.OpenAsync(signer: log.Signer);
        var tree = new Evidence.Merkle.MerkleTree();
        var json = new Evidence.Canonical.CanonicalJsonWriter();
        for (var n = 0; n < keep + more; n++)
        {
            var leaf = n < keep ? log.Store.Leaves[n] : Evidence.Canonical.EntryFormat.Write(n, Some.Fact() with { At = Some.Moment.AddDays(1), Items = 1000 + n }, json);
            tree.Append(Evidence.Merkle.MerkleHash.Leaf(leaf), null);
            var head = log.Signer.Sign(TestLog.Origin, n + 1, tree.Root(), Some.Moment);
            fork.Store.Commit(new StoreBatch(n, [leaf], [], new StoredHead(n + 1, head.RootHash.ToArray(), head.Signature.ToArray(), n + 1), null));
        }

        return fork;
    }

    /// <summary>The checkpoint of a log at a size, signed if the log itself did not sign one there.</summary>
    internal static SignedNote NoteOf(TestLog log, long size) => log.Store.Heads.TryGetValue(size, out var head)
        ? PublishedCheckpoint.NoteOf(log.Store, head)
        : CheckpointText.NoteOf(log.Signer.Sign(TestLog.Origin, size, new TreeReader(log.Store).Root(size), Some.Moment), log.Log.Key);

    private static WitnessAnswer Submit(Witness witness, TestLog log, long old, long size) =>
        witness.AddCheckpoint(new AddCheckpointRequest(old, new TreeReader(log.Store).Consistency(old, size), NoteOf(log, size)).ToBytes());

    private Witness Open(TestLog log) => Witness.Open(_folder.File("witness.db"), [_cosigner], [log.Key], log.Time);
}
