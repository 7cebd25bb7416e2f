namespace Appliance.Evidence.Tests;

public sealed class EvidenceDigestTests
{
    private readonly byte[] _key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public async Task TheDigestOfAStreamIsThatOfItsBytes()
    {
        byte[] payload = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i % 251))];

        Assert.Equal(EvidenceDigest.Of(_key, payload).ToArray(), (await EvidenceDigest.OfAsync(_key, new MemoryStream(payload), TestContext.Current.CancellationToken)).ToArray());
    }

    [Fact]
    public void AnotherKeyGivesAnotherDigest() =>
        Assert.NotEqual(EvidenceDigest.Of(_key, [1, 2, 3]).ToArray(), EvidenceDigest.Of([.. _key.Select(b => (byte)(b ^ 1))], [1, 2, 3]).ToArray());

    /// <summary>Fixed for ever: digests in old logs must stay comparable.</summary>
    [Fact]
    public void TheDigestIsHmacSha256UnderAKeyDerivedByHkdf() =>
        Assert.Equal(Expected, Convert.ToHexStringLower(EvidenceDigest.Of(_key, "payload"u8).Span));

    [Fact]
    public void AShortKeyIsRefused() => Assert.Throws<ArgumentException>(() => EvidenceDigest.Of(new byte[15], [1]));

    private const string Expected = "4bcf45cc52fe21db3a1235f30e9a1445c64116101cd3331d6801bc962f67001e";
}
