using System.Net;
using Appliance.Evidence.Packets;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Tiles;
using Appliance.Evidence.Witnessing;
using Appliance.Testing;

namespace Appliance.Host.Tests.Running;

/// <summary>The evidence log as a program that is not ours meets it.</summary>
public sealed class LogTests(SharedHost shared)
{
    [Fact]
    public async Task ACheckpointNeedsNoKeyAndVerifiesUnderThePrintedOne()
    {
        using var response = await shared.Host.Client.GetAsync("/log/checkpoint");
        Assert.Equal((HttpStatusCode.OK, "text/plain", true), (response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.CacheControl?.NoCache));
        var note = SignedNote.Read(await response.Content.ReadAsByteArrayAsync(), out _)!;
        Assert.Single(note.Verify([await KeyAsync()]).Verified);
        Assert.True(Checkpoint.Read(note)!.Size > 0);

        // The verb prints the same sort of thing, to be carried away.
        var printed = await HostProcess.RunAsync("evidence", "checkpoint", "--data", shared.Folder);
        Assert.Equal(0, printed.Exit);
        Assert.Single(SignedNote.Read(System.Text.Encoding.UTF8.GetBytes(printed.Out), out _)!.Verify([await KeyAsync()]).Verified);
    }

    [Fact]
    public async Task HashTilesNeedNoKeyAndNeverChange()
    {
        var size = await SizeAsync();
        var width = Math.Min(size, 256);
        using var response = await shared.Host.Client.GetAsync(width == 256 ? "/log/tile/0/000" : $"/log/tile/0/000.p/{width}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(32 * width, (await response.Content.ReadAsByteArrayAsync()).Length);
        Assert.Contains("immutable", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        using var beyond = await shared.Host.Client.GetAsync("/log/tile/0/999");
        Assert.Equal(HttpStatusCode.NotFound, beyond.StatusCode);
    }

    [Fact]
    public async Task EntriesAreForAuditorsOnly()
    {
        var path = $"/log/tile/entries/000{(await SizeAsync() is var size && size < 256 ? $".p/{size}" : string.Empty)}";
        Assert.Equal(HttpStatusCode.Unauthorized, (await GetAsync(path, null)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(path, await ClientAsync("log-ehr", "ehr"))).Status);
        var (status, bundle) = await GetAsync(path, await ClientAsync("log-auditor", "auditor"));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotEmpty(EntryBundle.Read(bundle, (int)Math.Min(size, 256))!);
    }

    [Fact]
    public async Task AnAuditorSeesNoClinicalData()
    {
        var (status, _) = await GetAsync("/fhir/Patient/1", await ClientAsync("log-only", "auditor"));
        Assert.Equal(HttpStatusCode.Forbidden, status);
    }

    [Fact]
    public async Task TheProofOfAnEntryHoldsUnderThePrintedKeyAndNoOther()
    {
        var printed = await HostProcess.RunAsync("evidence", "proof", "0", "--data", shared.Folder);
        Assert.Equal(0, printed.Exit);
        var proof = TlogProof.Read(System.Text.Encoding.UTF8.GetBytes(printed.Out), out _)!;
        var key = await KeyAsync();
        var entry = proof.Extra.ToArray();
        Assert.Null(proof.Fault(entry, [key]));
        entry[^2] ^= 1;
        Assert.NotNull(proof.Fault(entry, [key]));
        Assert.Equal(1, (await HostProcess.RunAsync("evidence", "proof", "999999999", "--data", shared.Folder)).Exit);
    }

    [Fact]
    public async Task APacketOfAPeriodVerifiesUnderThePrintedKey()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("packet.zip");
        var written = await HostProcess.RunAsync("evidence", "export", "--from", "2020-01-01", "--to", "2100-01-01", "--out", file, "--data", shared.Folder);
        Assert.True(written.Exit == 0, written.Error);
        var key = await KeyAsync();
        var report = PacketVerifier.Verify(file, new PacketTrust(new LogKey(key.Name, key.PublicKey), WitnessPolicy.None), null, TestContext.Current.CancellationToken);
        Assert.True(report.IsGood, string.Join(' ', report.Problems.Select(p => p.Sentence)));
        Assert.Equal(1, (await HostProcess.RunAsync("evidence", "export", "--encounter", "E-00000000", "--out", folder.File("none.zip"), "--data", shared.Folder)).Exit);
        Assert.False(File.Exists(folder.File("none.zip")));
        Assert.Equal(2, (await HostProcess.RunAsync("evidence", "export", "--from", "2020-01-01", "--to", "2100-01-01", "--out", file, "--data", shared.Folder)).Exit);
    }

    [Fact]
    public async Task StorageAndLogAgree()
    {
        var compared = await HostProcess.RunAsync("evidence", "reconcile", "--data", shared.Folder);
        Assert.Equal((0, true), (compared.Exit, compared.Out.Contains("all agree", StringComparison.Ordinal)));
    }

    private async Task<VerifierKey> KeyAsync()
    {
        var printed = await HostProcess.RunAsync("evidence", "key", "--data", shared.Folder);
        Assert.Equal(printed.Out, await shared.Host.Client.GetStringAsync("/log/key"));
        return VerifierKey.Read(printed.Out.TrimEnd())!;
    }

    private async Task<long> SizeAsync() => Checkpoint.Read(SignedNote.Read(await shared.Host.Client.GetByteArrayAsync("/log/checkpoint"), out _)!)!.Size;

    private async Task<string> ClientAsync(string name, string role)
    {
        var added = await HostProcess.RunAsync("clients", "add", name, "--role", role, "--data", shared.Folder);
        Assert.Equal(0, added.Exit);
        return added.Out.Trim();
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> GetAsync(string path, string? key)
    {
        using var response = await shared.Host.Client.SendAsync(shared.Host.Request(HttpMethod.Get, path, key));
        return (response.StatusCode, await response.Content.ReadAsByteArrayAsync());
    }
}
