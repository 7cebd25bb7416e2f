using System.Diagnostics;
using System.Globalization;
using Appliance.Evidence;
using Appliance.Evidence.Packets;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Tiles;
using Appliance.Evidence.Witnessing;
using Appliance.Testing;
using Microsoft.Data.Sqlite;

namespace Appliance.Verifier.Tests;

public sealed class VerifierCommandTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private string _key = string.Empty;
    private string _output = string.Empty;

    private CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Log => _folder.File("evidence.db");

    public async ValueTask InitializeAsync()
    {
        var options = new EvidenceOptions { Path = Log, HeadInterval = TimeSpan.Zero, HeadKeepInterval = TimeSpan.Zero };
        await using var log = await SqliteEvidenceLog.OpenAsync(options, TimeProvider.System, null, Cancellation);
        _key = log.Key.ToString();
        for (var part = 0; part < 3; part++)
        {
            await log.AppendAsync([.. Enumerable.Range(0, 100).Select(n => Some.Fact() with { Items = n, Subject = new Guid(n % 10 + 1, 0, 0, new byte[8]) })], Cancellation);
            await File.WriteAllBytesAsync(_folder.File($"checkpoint-{log.Count}"), PublishedCheckpoint.Of(log.Reader, WitnessPolicy.None)!.ToBytes(), Cancellation);
        }

        TileFolder.Export(log.Reader, WitnessPolicy.None, _folder.File("tiles"), Cancellation);
        new PacketWriter(log.Reader, WitnessPolicy.None, TimeProvider.System).WriteFolder(_folder.File("packet"), PacketScope.OfSubject(new Guid(4, 0, 0, new byte[8])), null, Cancellation);
        await File.WriteAllBytesAsync(_folder.File("entry"), log.Reader.ReadLeaves(42, 1)[0], Cancellation);
        var proof = new TlogProof(42, new TreeReader(log.Reader).Inclusion(42, 300), PublishedCheckpoint.Of(log.Reader, WitnessPolicy.None)!);
        await File.WriteAllBytesAsync(_folder.File("entry.tlog-proof"), proof.ToBytes(), Cancellation);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void AGoodLogFolderPacketProofAndPairAreGood()
    {
        Assert.Equal(0, Run("log", Log, "--key", _key, "--checkpoint", _folder.File("checkpoint-100"), "--checkpoint", _folder.File("checkpoint-300")));
        Assert.Contains("300 entries", _output, StringComparison.Ordinal);
        Assert.Contains("There is no witness", _output, StringComparison.Ordinal);
        Assert.EndsWith("GOOD\n", _output, StringComparison.Ordinal);
        Assert.Equal(0, Run("log", _folder.File("tiles"), "--key", _key));
        Assert.Equal(0, Run("packet", _folder.File("packet"), "--key", _key));
        Assert.Contains("Each of 30 entries", _output, StringComparison.Ordinal);
        Assert.Equal(0, Run("proof", _folder.File("entry.tlog-proof"), "--entry", _folder.File("entry"), "--key", _key));
        Assert.Equal(0, Run("consistency", _folder.File("checkpoint-100"), _folder.File("checkpoint-300"), "--log", Log, "--key", _key));
        Assert.Equal(0, Run("log", Log, "--own-key"));
        Assert.EndsWith("GOOD in itself; the key was not checked.\n", _output, StringComparison.Ordinal);
    }

    [Fact]
    public void AChangedEntryIsNamed()
    {
        Sql("UPDATE entries SET leaf = CAST(replace(CAST(leaf AS TEXT), '\"items\":\"17\"', '\"items\":\"18\"') AS BLOB) WHERE seq = 117");

        Assert.Equal(1, Run("log", Log, "--key", _key));
        Assert.EndsWith("BAD: first bad entry 117\n", _output, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherKeyIsBad()
    {
        const string Other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

        Assert.Equal(1, Run("log", Log, "--key", Other));
        Assert.Equal(1, Run("log", _folder.File("tiles"), "--key", Other));
        Assert.Equal(1, Run("packet", _folder.File("packet"), "--key", Other));
        Assert.Equal(1, Run("proof", _folder.File("entry.tlog-proof"), "--entry", _folder.File("entry"), "--key", Other));
        Assert.Equal(1, Run("consistency", _folder.File("checkpoint-100"), _folder.File("checkpoint-300"), "--log", Log, "--key", Other));
    }

    [Fact]
    public void AnOldBackupThatWasPutBackIsFoundWithACheckpointThatWasKept()
    {
        Sql("DELETE FROM heads WHERE size > 200; DELETE FROM entries WHERE seq >= 200");

        Assert.Equal(0, Run("log", Log, "--key", _key));
        Assert.Equal(1, Run("log", Log, "--key", _key, "--checkpoint", _folder.File("checkpoint-300")));
        Assert.Contains("an old copy was put back", _output, StringComparison.Ordinal);
    }

    [Fact]
    public void AWitnessThatDidNotCosignIsMissed()
    {
        var witness = Evidence.Signing.Cosigner.Ephemeral("witness.example/w1").Key.ToString();

        Assert.Equal(1, Run("log", Log, "--key", _key, "--witness", witness));
        Assert.Equal(1, Run("packet", _folder.File("packet"), "--key", _key, "--witness", witness));
        Assert.Equal(1, Run("proof", _folder.File("entry.tlog-proof"), "--entry", _folder.File("entry"), "--key", _key, "--witness", witness));
    }

    [Fact]
    public void ATamperedProofOrAnotherEntryIsBad()
    {
        File.AppendAllText(_folder.File("entry"), " ");
        Assert.Equal(1, Run("proof", _folder.File("entry.tlog-proof"), "--entry", _folder.File("entry"), "--key", _key));
        Assert.EndsWith("BAD: first bad entry 42\n", _output, StringComparison.Ordinal);
        File.WriteAllText(_folder.File("entry.tlog-proof"), "nothing");
        Assert.Equal(1, Run("proof", _folder.File("entry.tlog-proof"), "--entry", _folder.File("entry"), "--key", _key));
        Assert.Equal(1, Run("consistency", _folder.File("checkpoint-300"), _folder.File("checkpoint-100"), "--log", Log, "--key", _key));
    }

    [Fact]
    public void WhatCannotBeReadOrUnderstoodHasItsOwnExitCode()
    {
        Assert.Equal(3, Run("log", _folder.File("absent"), "--key", _key));
        Assert.Equal(3, Run("packet", _folder.File("absent"), "--key", _key));
        Assert.Equal(3, Run("proof", _folder.File("absent"), "--entry", _folder.File("entry"), "--key", _key));
        Assert.Equal(3, Run("log", _folder.Folder("empty"), "--key", _key));
        string[][] lines = [["log"], ["log", Log], ["log", Log, "--key"], ["log", Log, "--key", "no"], ["log", Log, "--key", _key, "--own-key"], ["proof", Log, "--key", _key], ["eat", Log, "--key", _key], ["log", Log, "--key", _key, "--required", "1"]];
        foreach (var line in lines)
            Assert.Equal(2, Run(line));
        Assert.Equal(0, Run());
        Assert.Contains("Exit code", _output, StringComparison.Ordinal);
    }

    [Fact]
    public void TheExecutableRunsOnItsOwn()
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "appliance-verify.dll"), "log", Log, "--key", _key]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.EndsWith("GOOD\n", output, StringComparison.Ordinal);
    }

    private int Run(params string[] arguments)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var errors = new StringWriter(CultureInfo.InvariantCulture);
        var code = VerifierCommand.Run(arguments, output, errors, Cancellation);
        _output = output.ToString();
        return code;
    }

    private void Sql(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Log};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
