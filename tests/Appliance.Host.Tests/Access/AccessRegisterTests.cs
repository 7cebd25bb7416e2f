using Appliance.Domain;
using Appliance.Evidence;
using Appliance.Host.Access;
using Appliance.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Appliance.Host.Tests.Access;

public sealed class AccessRegisterTests : IDisposable
{
    private static readonly Actor Operator = new(ActorKind.Operator, "uid-1000");

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(Some.Moment);
    private readonly CollectingEvidenceLog _log = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ALinkSignsInThePersonItWasIssuedFor()
    {
        using var register = Open();
        var link = (await register.IssueLinkAsync("coder-02", Operator, default)).Value;
        Assert.Equal("coder-02", (await register.UseLinkAsync(link.Token, default)).Value);
    }

    [Fact]
    public async Task TheNameOfTheBuiltInSamplesIsNotGivenToAClient()
    {
        using var register = Open();
        Assert.Equal("APP-HST-027", (await register.AddClientAsync("samples", ClientRole.Ehr, Operator, default)).Refusal?.Code);
        Assert.Empty(register.Clients);
        Assert.Empty(_log.Entries);
    }

    [Fact]
    public async Task ALinkWorksOnce()
    {
        using var register = Open();
        var link = (await register.IssueLinkAsync("coder-01", Operator, default)).Value;
        Assert.True((await register.UseLinkAsync(link.Token, default)).Succeeded);
        Assert.Equal(Refusals.LinkNotValid, (await register.UseLinkAsync(link.Token, default)).Refusal);
    }

    [Fact]
    public async Task OfManyBrowsersThatPressTheButtonTogetherOneIsLetIn()
    {
        using var register = Open();
        var link = (await register.IssueLinkAsync("coder-01", Operator, default)).Value;
        using var start = new Barrier(16);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Factory.StartNew(
            async () =>
            {
                start.SignalAndWait();
                return await register.UseLinkAsync(link.Token, default);
            },
            default,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap()));
        Assert.Single(answers, a => a.Succeeded);
        Assert.Single(_log.Entries, e => e.Entry.Change == Change.LinkUsed);
    }

    [Fact]
    public async Task ALinkIsGoodForLessThanFifteenMinutes()
    {
        using var register = Open();
        var early = (await register.IssueLinkAsync("coder-01", Operator, default)).Value;
        var late = (await register.IssueLinkAsync("coder-01", Operator, default)).Value;
        _time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.True((await register.UseLinkAsync(early.Token, default)).Succeeded);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Refusals.LinkNotValid, (await register.UseLinkAsync(late.Token, default)).Refusal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not-a-token")]
    public async Task WhatIsNoTokenIsNotValid(string? token)
    {
        using var register = Open();
        Assert.Equal(Refusals.LinkNotValid, (await register.UseLinkAsync(token, default)).Refusal);
    }

    [Fact]
    public async Task AnUnusedLinkOutlivesARestartAndAUsedOneStaysUsed()
    {
        SignInToken unused, used;
        using (var before = Open())
        {
            unused = (await before.IssueLinkAsync("coder-01", Operator, default)).Value;
            used = (await before.IssueLinkAsync("coder-01", Operator, default)).Value;
            await before.UseLinkAsync(used.Token, default);
        }

        using var after = Open();
        Assert.False((await after.UseLinkAsync(used.Token, default)).Succeeded);
        Assert.True((await after.UseLinkAsync(unused.Token, default)).Succeeded);
    }

    [Fact]
    public async Task NeitherTokensNorKeysAreOnDisk()
    {
        using var register = Open();
        var link = (await register.IssueLinkAsync("coder-01", Operator, default)).Value;
        var key = (await register.AddClientAsync("ehr-1", ClientRole.Ehr, Operator, default)).Value;
        var text = await ReadAsync();
        Assert.DoesNotContain(link.Token, text, StringComparison.Ordinal);
        Assert.DoesNotContain(key, text, StringComparison.Ordinal);
        Assert.DoesNotContain(key["apk_".Length..], text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKeyFindsItsClientUntilItIsRevoked()
    {
        using var register = Open();
        var key = (await register.AddClientAsync("ehr-1", ClientRole.Ehr, Operator, default)).Value;
        var other = (await register.AddClientAsync("ehr-2", ClientRole.Ehr, Operator, default)).Value;
        Assert.Equal("ehr-1", register.FindByKey(key)?.Name);
        Assert.True((await register.RevokeClientAsync("ehr-1", Operator, default)).Succeeded);
        Assert.Null(register.FindByKey(key));
        Assert.Equal("ehr-2", register.FindByKey(other)?.Name);
        Assert.Null(register.FindByKey(key + "x"));
    }

    [Fact]
    public async Task ARevocationOutlivesARestart()
    {
        string key;
        using (var before = Open())
        {
            key = (await before.AddClientAsync("ehr-1", ClientRole.Ehr, Operator, default)).Value;
            await before.RevokeClientAsync("ehr-1", Operator, default);
        }

        using var after = Open();
        Assert.Null(after.FindByKey(key));
        Assert.NotNull(Assert.Single(after.Clients).RevokedAt);
    }

    [Fact]
    public async Task ANameIsNotGivenTwiceEvenAfterItsKeyWasRevoked()
    {
        using var register = Open();
        await register.AddClientAsync("ehr-1", ClientRole.Ehr, Operator, default);
        await register.RevokeClientAsync("ehr-1", Operator, default);
        Assert.Equal("APP-HST-013", (await register.AddClientAsync("ehr-1", ClientRole.Ehr, Operator, default)).Refusal?.Code);
        Assert.Equal("APP-HST-014", (await register.RevokeClientAsync("ehr-1", Operator, default)).Refusal?.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ehr")]
    [InlineData("-ehr")]
    [InlineData("a b")]
    [InlineData("a_b")]
    [InlineData("123456789012345678901234567890123")]
    public async Task AnIdOutsideTheAlphabetIsRefused(string id)
    {
        using var register = Open();
        Assert.Equal(Refusals.BadClientName, (await register.AddClientAsync(id, ClientRole.Ehr, Operator, default)).Refusal);
        Assert.Equal(Refusals.BadPerson, (await register.IssueLinkAsync(id, Operator, default)).Refusal);
    }

    [Fact]
    public async Task EveryChangeIsInTheEvidenceWithWhoMadeIt()
    {
        using var register = Open();
        var link = (await register.IssueLinkAsync("coder-01", Operator, default)).Value;
        await register.UseLinkAsync(link.Token, default);
        await register.AddClientAsync("ehr-1", ClientRole.Ehr, Operator, default);
        await register.RevokeClientAsync("ehr-1", Operator, default);
        Assert.Equal(
            [("operator:uid-1000", Change.LinkIssued), ("person:coder-01", Change.LinkUsed), ("operator:uid-1000", Change.KeyMade), ("operator:uid-1000", Change.KeyRevoked)],
            _log.Entries.Select(e => (e.Entry.Actor.ToString(), e.Entry.Change)));
        Assert.All(_log.Entries, e => Assert.Equal(EvidenceAction.AccessChanged, e.Entry.Action));
    }

    [Fact]
    public async Task NothingChangesWhenTheEvidenceCannotBeWritten()
    {
        var full = new FailingEvidenceLog(appendsBeforeFailure: 1);
        using var register = new AccessRegister(AccessJournal.Open(File, _time.GetUtcNow()).Value, full, _time);
        var link = (await register.IssueLinkAsync("coder-01", Operator, default)).Value;
        await Assert.ThrowsAsync<EvidenceUnavailableException>(() => register.UseLinkAsync(link.Token, default));
        await Assert.ThrowsAsync<EvidenceUnavailableException>(() => register.AddClientAsync("ehr-1", ClientRole.Ehr, Operator, default));
        Assert.Empty(register.Clients);
        full.Healthy = true;
        Assert.True((await register.UseLinkAsync(link.Token, default)).Succeeded);
    }

    [Fact]
    public async Task ALineThatACrashCutShortIsDropped()
    {
        string key;
        using (var before = Open())
        {
            key = (await before.AddClientAsync("ehr-1", ClientRole.Ehr, Operator, default)).Value;
        }

        await System.IO.File.AppendAllTextAsync(File, "{\"kind\":\"ClientRevoked\",\"at\":\"2026-");
        using (var after = Open())
        {
            Assert.NotNull(after.FindByKey(key));
            await after.AddClientAsync("ehr-2", ClientRole.Ehr, Operator, default);
        }

        using var again = Open();
        Assert.Equal(["ehr-1", "ehr-2"], again.Clients.Select(c => c.Name));
    }

    [Fact]
    public async Task AJournalOfANewerApplianceIsLeftAlone()
    {
        await System.IO.File.WriteAllTextAsync(File, "{\"format\":2}\n{\"new\":true}\n");
        Assert.Equal("APP-HST-005", AccessJournal.Open(File, _time.GetUtcNow()).Refusal?.Code);
        Assert.Equal("{\"format\":2}\n{\"new\":true}\n", await System.IO.File.ReadAllTextAsync(File));
    }

    [Fact]
    public async Task AJournalFullOfUsedLinksIsWrittenAnewAndLosesNoClient()
    {
        string key;
        using (var before = Open())
        {
            key = (await before.AddClientAsync("ehr-1", ClientRole.Ehr, Operator, default)).Value;
            for (var i = 0; i < 300; i++)
            {
                await before.UseLinkAsync((await before.IssueLinkAsync("coder-01", Operator, default)).Value.Token, default);
            }
        }

        using (var after = Open())
        {
            Assert.NotNull(after.FindByKey(key));
            await after.AddClientAsync("ehr-2", ClientRole.Ehr, Operator, default);
        }

        Assert.Equal(3, (await ReadAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        using var again = Open();
        Assert.Equal(2, again.Clients.Count);
    }

    private string File => _folder.File("access.jsonl");

    private AccessRegister Open() => new(AccessJournal.Open(File, _time.GetUtcNow()).Value, _log, _time);

    private async Task<string> ReadAsync()
    {
        await using var stream = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
