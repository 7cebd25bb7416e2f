using Appliance.Evidence.Signing;
using Appliance.Evidence.Tiles;
using Appliance.Evidence.Verification;
using Appliance.Evidence.Witnessing;
using Appliance.Testing;

namespace Appliance.Evidence.Tests.Witnessing;

public sealed class WitnessFeedTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Cosigner _cosigner = Cosigner.Ephemeral("witness.example/w1");

    private CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnEntryIsSequencedThenIntegratedThenWitnessed()
    {
        await using var log = await WitnessedLogAsync(0);
        using var witness = Witness(log);
        var feed = Feed(log, witness);
        Assert.Equal(EntryState.Absent, log.Log.StateOf(0));

        await log.AppendAsync(5);
        await log.Log.SignedAsync(4, Cancellation);
        Assert.Equal(EntryState.Integrated, log.Log.StateOf(4));
        var waiting = log.Log.WitnessedAsync(4, Cancellation);
        Assert.Equal(1, await feed.RoundAsync(Cancellation));

        Assert.Equal(EntryState.Witnessed, log.Log.StateOf(4));
        Assert.Equal(5, (await waiting).Size);
        Assert.Equal(witness.Key, Assert.Single((await waiting).Cosigners).Key);
        Assert.Single(PublishedCheckpoint.Of(log.Store, log.Log.Policy)!.Verify([witness.Key]).Verified);
        Assert.Equal((5L, null), (feed.Witnesses[0].Size, feed.Witnesses[0].Fault));
    }

    [Fact]
    public async Task CosignaturesAreThereAfterARestartAndTheWitnessIsAskedFromWhereItStood()
    {
        await using var log = await WitnessedLogAsync(5);
        using var witness = Witness(log);
        await Feed(log, witness).RoundAsync(Cancellation);
        await log.ReopenAsync();
        witness.Restart();

        Assert.Equal(EntryState.Witnessed, log.Log.StateOf(4));
        await log.AppendAsync(3);
        await Feed(log, witness).RoundAsync(Cancellation);

        Assert.Equal(8, log.Log.Witnessed!.Size);
        Assert.Equal(2, witness.Requests);
        Assert.Empty(EvidenceVerifier.Verify(log.Store, log.Log.FirstKey, null, Cancellation).Problems);
    }

    [Fact]
    public async Task AWitnessThatStandsElsewhereIsFollowedFromTheSizeThatItNames()
    {
        await using var log = await WitnessedLogAsync(9);
        using var witness = Witness(log);
        await Feed(log, witness).RoundAsync(Cancellation);
        log.Store.Cosignatures.Clear();
        await log.AppendAsync(4);

        Assert.Equal(1, await Feed(log, witness).RoundAsync(Cancellation));

        Assert.Equal(13, witness.Witness.Logs[0].Size);
        Assert.Equal(3, witness.Requests);
    }

    [Fact]
    public async Task AWitnessThatIsAwayIsSaidSoAndTriedAgainAfterAPause()
    {
        await using var log = await WitnessedLogAsync(5);
        using var witness = Witness(log);
        witness.IsAway = true;
        var feed = Feed(log, witness);

        Assert.Equal(0, await feed.RoundAsync(Cancellation));
        Assert.Equal("It cannot be reached.", feed.Witnesses[0].Fault);
        witness.IsAway = false;
        Assert.Equal(0, await feed.RoundAsync(Cancellation));
        Assert.Equal(1, witness.Requests);
        log.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await feed.RoundAsync(Cancellation));
        Assert.Null(feed.Witnesses[0].Fault);
        Assert.Equal(EntryState.Witnessed, log.Log.StateOf(4));
    }

    [Fact]
    public async Task TwoOfThreeWitnessesMakeAnEntryWitnessedAndOneDoesNot()
    {
        var cosigners = Enumerable.Range(1, 3).Select(n => Cosigner.Ephemeral($"witness.example/w{n}", n == 3 ? NoteSignatureType.MlDsa44Cosignature : NoteSignatureType.Ed25519Cosignature)).ToList();
        await using var log = await TestLog.OpenAsync(5, options =>
        {
            foreach (var cosigner in cosigners)
                options.WitnessKeys.Add(cosigner.Key.ToString());
            options.WitnessesRequired = 2;
        });
        var witnesses = cosigners.Select(cosigner => new InProcessWitness(_folder.File(cosigner.Key.KeyId + ".db"), cosigner, log.Time, [log.Key])).ToList();
        var feed = new WitnessFeed(log.Log, [.. witnesses.Select(witness => witness.Client)], new WitnessFeedOptions(), log.Time);
        witnesses[0].IsAway = witnesses[1].IsAway = true;

        Assert.Equal(1, await feed.RoundAsync(Cancellation));
        Assert.Equal(EntryState.Integrated, log.Log.StateOf(4));
        Assert.Equal(5, Checkpoint.Read(log.Checkpoint())!.Size);
        witnesses[0].IsAway = false;
        log.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await feed.RoundAsync(Cancellation));

        Assert.Equal(EntryState.Witnessed, log.Log.StateOf(4));
        Assert.Equal(2, log.Log.Witnessed!.Cosigners.Count);
        Assert.Contains("2 of 3", log.Log.Policy.Describe(), StringComparison.Ordinal);
        witnesses.ForEach(witness => witness.Dispose());
    }

    [Fact]
    public async Task AnOldBackupThatWasPutBackIsAnAlarmAndAnEntry()
    {
        await using var log = await WitnessedLogAsync(6);
        await using var backup = await WitnessTests.ForkOf(log, keep: 6, more: 0);
        await log.AppendAsync(6);
        using var witness = Witness(log);
        await Feed(log, witness).RoundAsync(Cancellation);

        // The backup holds what was true once, so it verifies; only the witness knows of the entries that are gone.
        await using var restored = await RestoreAsync(backup);
        Assert.Empty(EvidenceVerifier.Verify(restored.Reader, null, null, Cancellation).Problems);
        var feed = new WitnessFeed(restored, [witness.Client], new WitnessFeedOptions(), log.Time);
        await feed.RoundAsync(Cancellation);

        var alarm = Assert.Single(feed.Alarms);
        Assert.Equal((Change.RollbackSeen, 12L), (alarm.Kind, alarm.SizeSeen));
        Assert.Contains("an old copy was put back", alarm.Describe(), StringComparison.Ordinal);
        var entry = (await restored.ReadAsync(6, 10, Cancellation)).Single().Entry;
        Assert.Equal("The evidence log reported that witness witness.example-w1 saw 12 entries of this log, more than it has.", entry.Describe());
        Assert.NotEqual(EntryState.Witnessed, restored.StateOf(6));
    }

    [Fact]
    public async Task ALogThatWasRewrittenWithItsTrueKeyVerifiesAndIsFoundThroughTheWitnessOnly()
    {
        await using var log = await WitnessedLogAsync(6);
        using var witness = Witness(log);
        await Feed(log, witness).RoundAsync(Cancellation);
        await using var rewritten = await WitnessTests.ForkOf(log, keep: 2, more: 9);

        await using var forged = await RestoreAsync(rewritten);
        Assert.Empty(EvidenceVerifier.Verify(forged.Reader, log.Log.FirstKey, null, Cancellation).Problems);
        var feed = new WitnessFeed(forged, [witness.Client], new WitnessFeedOptions(), log.Time);
        await feed.RoundAsync(Cancellation);

        Assert.Equal((Change.ForkSeen, 6L), (feed.Alarms.Single().Kind, feed.Alarms.Single().SizeSeen));
        Assert.Equal(EntryState.Integrated, forged.StateOf(5));
        Assert.Single(witness.Witness.Logs[0].Conflicts);
        await feed.RoundAsync(Cancellation);
        Assert.Single(feed.Alarms);
    }

    [Fact]
    public async Task AForkThatIsShownToTwoWitnessesGetsNeitherHistoryWitnessed()
    {
        var second = Cosigner.Ephemeral("witness.example/w2");
        await using var log = await TestLog.OpenAsync(6, options =>
        {
            options.WitnessKeys.Add(_cosigner.Key.ToString());
            options.WitnessKeys.Add(second.Key.ToString());
            options.WitnessesRequired = 2;
        });
        using var one = Witness(log);
        using var two = new InProcessWitness(_folder.File("second.db"), second, log.Time, [log.Key]);
        await using var fork = await WitnessTests.ForkOf(log, keep: 2, more: 4);
        await one.Client.SubmitAsync(new AddCheckpointRequest(0, [], log.Checkpoint()), Cancellation);
        await two.Client.SubmitAsync(new AddCheckpointRequest(0, [], fork.Checkpoint()), Cancellation);

        var feed = new WitnessFeed(log.Log, [one.Client, two.Client], new WitnessFeedOptions(), log.Time);
        await feed.RoundAsync(Cancellation);

        Assert.Equal((second.Key, Change.ForkSeen), (feed.Alarms.Single().Witness, feed.Alarms.Single().Kind));
        Assert.Null(log.Log.Witnessed);
        Assert.Equal(EntryState.Integrated, log.Log.StateOf(5));
        Assert.Single(two.Witness.Logs[0].Conflicts);
    }

    [Fact]
    public async Task OfManyCosignedHeadsOneAMinuteIsKept()
    {
        await using var log = await WitnessedLogAsync(0);
        using var witness = Witness(log);
        var feed = Feed(log, witness);
        for (var round = 0; round < 100; round++)
        {
            await log.AppendAsync(1);
            await feed.RoundAsync(Cancellation);
        }

        Assert.InRange(log.Store.Cosignatures.Count, 2, 6);
        Assert.Equal(100, log.Log.Witnessed!.Size);
        Assert.Empty(EvidenceVerifier.Verify(log.Store, log.Log.FirstKey, null, Cancellation).Problems);
    }

    private async Task<TestLog> WitnessedLogAsync(int entries) => await TestLog.OpenAsync(entries, options =>
    {
        options.WitnessKeys.Add(_cosigner.Key.ToString());
        options.WitnessesRequired = 1;
    });

    private InProcessWitness Witness(TestLog log) => new(_folder.File("witness.db"), _cosigner, log.Time, [log.Key]);

    private static WitnessFeed Feed(TestLog log, InProcessWitness witness) => new(log.Log, [witness.Client], new WitnessFeedOptions(), log.Time);

    /// <summary>Opens somebody's copy of the data in place of the honest one, with the same options.</summary>
    private async Task<EvidenceLog> RestoreAsync(TestLog copy)
    {
        var options = new EvidenceOptions { HeadInterval = TimeSpan.Zero, HeadKeepInterval = TimeSpan.Zero, WitnessesRequired = 1 };
        options.WitnessKeys.Add(_cosigner.Key.ToString());
        return await EvidenceLog.OpenAsync(copy.Store, copy.Signer, options, copy.Time, null, Cancellation);
    }
}
