using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;
using Appliance.Testing;

namespace Appliance.Host.Tests.Running;

/// <summary>The signing key is changed while the appliance is stopped and while it runs.</summary>
public sealed class KeyRotationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ALogGoesOnWithANewKeyThatTheOldOneSigned()
    {
        var first = await KeysAsync();
        var rotated = await HostProcess.RunAsync("evidence", "rotate-key", "--data", _folder.Path);
        Assert.Equal(0, rotated.Exit);
        var keys = await KeysAsync();
        Assert.Equal([.. first, rotated.Out.Trim()], keys);
        Assert.Equal(0, (await HostProcess.RunAsync("evidence", "verify", "--data", _folder.Path)).Exit);
        var proof = TlogProof.Read(System.Text.Encoding.UTF8.GetBytes((await HostProcess.RunAsync("evidence", "proof", "0", "--data", _folder.Path)).Out), out _)!;
        var entry = proof.Extra.ToArray();
        Assert.Null(proof.Fault(entry, [VerifierKey.Read(keys[^1])!]));
        Assert.NotNull(proof.Fault(entry, [VerifierKey.Read(keys[0])!]));
    }

    private async Task<string[]> KeysAsync() => (await HostProcess.RunAsync("evidence", "key", "--data", _folder.Path)).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
