using System.Text;
using Appliance.Evidence.Packets;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Tiles;
using Appliance.Evidence.Witnessing;
using FsCheck.Fluent;

namespace Appliance.Evidence.Tests;

/// <summary>Every parser that reads what others wrote answers any bytes: by a value that writes back to the same bytes, or by its one refusal; never by another exception, and never without end.</summary>
public sealed class ParserTests
{
    private static readonly byte[] Checkpoint = Encoding.UTF8.GetBytes("example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n");

    [Fact]
    public void AnyBytesAsACheckpoint() => Same(bytes => Evidence.Signing.Checkpoint.Read(Encoding.Latin1.GetString(bytes)) is { } read ? Encoding.Latin1.GetBytes(read.ToString()) : null, Checkpoint);

    [Fact]
    public void AnyBytesAsAVerifierKey()
    {
        var cosigner = Cosigner.Ephemeral("witness.example/w1", NoteSignatureType.MlDsa44Cosignature).Key.ToString();
        Same(
            bytes => VerifierKey.Read(Encoding.Latin1.GetString(bytes)) is { } key ? Encoding.Latin1.GetBytes(key.ToString()) : null,
            Encoding.ASCII.GetBytes("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
            Encoding.ASCII.GetBytes(cosigner));
    }

    [Fact]
    public void AnyBytesAsSignatureLines()
    {
        var line = Encoding.UTF8.GetBytes(Cosigner.Ephemeral("witness.example/w1").Sign(Encoding.UTF8.GetString(Checkpoint), Testing.Some.Moment) + "\n");
        Same(bytes => SignedNote.ReadSignatures(bytes) is { } read ? Encoding.UTF8.GetBytes(string.Concat(read.Select(signature => signature + "\n"))) : null, line);
    }

    [Fact]
    public void AnyBytesAsAnEntryBundle() => Same(
        bytes =>
        {
            try
            {
                return EntryBundle.Write(EntryBundle.Read(bytes, 3));
            }
            catch (InvalidDataException)
            {
                return null;
            }
        },
        EntryBundle.Write([[1, 2, 3], [4], [5, 6]]));

    [Fact]
    public async Task AnyBytesAsThePartsOfAPacket()
    {
        await using var log = await TestLog.OpenAsync(20);
        await log.Log.RotateKeyAsync(log.Signer, LogSigner.Ephemeral(), CancellationToken.None);
        var keys = PacketKeys.Write(KeyChain.Load(log.Store, log.Log.FirstKey), 21, log.Log.Policy);
        Prop.ForAll(Mutations.Of(keys), bytes => Refuses(() => PacketKeys.Read(bytes))).Hold(1000);
        var facts = new PacketFacts(PacketScope.OfPeriod(Testing.Some.Moment, Testing.Some.Moment.AddDays(1)), TestLog.Origin, 20, 5, 1, 5, Testing.Some.Moment, WitnessPolicy.None, []);
        Prop.ForAll(Mutations.Of(facts.ToManifest()), bytes => Refuses(() => PacketFacts.ReadManifest(bytes))).Hold(2000);
    }

    [Fact]
    public async Task AnyBytesAsTheAnswerOfAWitness()
    {
        await using var log = await TestLog.OpenAsync(5);
        var cosigner = Cosigner.Ephemeral("witness.example/w1");
        var good = Encoding.UTF8.GetBytes(cosigner.Sign(log.Checkpoint().Text, Testing.Some.Moment) + "\n");
        Prop.ForAll(Mutations.Of(good), Gen.Elements(200, 409, 422, 500).ToArbitrary(), (bytes, status) =>
        {
            using var http = new HttpMessageInvoker(new Answering(status, bytes));
            var reply = new WitnessClient(http, new Uri("http://witness.example/"), cosigner.Key).SubmitAsync(new AddCheckpointRequest(0, [], log.Checkpoint()), CancellationToken.None).GetAwaiter().GetResult();
            return reply.Kind != WitnessReplyKind.Cosigned || reply.Signatures.All(signature => cosigner.Key.Verifies(log.Checkpoint().Text, signature, out _));
        }).Hold(1000);
    }

    /// <summary>Counts that would not fit into memory are refused before anything is made for them.</summary>
    [Fact]
    public void GiganticCountsAreRefused()
    {
        Assert.Null(TlogProof.Read(Encoding.ASCII.GetBytes($"{TlogProof.Header}\nindex 9223372036854775808\n\n" + Encoding.UTF8.GetString(Checkpoint)), out _));
        Assert.Null(Evidence.Signing.Checkpoint.Read("log\n99999999999999999999999999\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"));
        Assert.False(MerkleProof.Includes(long.MaxValue - 1, long.MaxValue, new byte[32], new byte[32], [.. Enumerable.Range(0, 63).Select(_ => new byte[32])]));
        Assert.False(MerkleProof.IsConsistent(long.MaxValue - 1, new byte[32], long.MaxValue, new byte[32], [.. Enumerable.Range(0, 63).Select(_ => new byte[32])]));
        Assert.Null(AddCheckpointRequest.Read(Encoding.ASCII.GetBytes("old 0\n" + string.Concat(Enumerable.Repeat("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 64)) + "\n")));
        Assert.Null(SignedNote.ReadSignatures(new byte[SignedNote.MaxBytes + 1]));
    }

    private static void Same(Func<byte[], byte[]?> again, params byte[][] seeds) =>
        Prop.ForAll(Mutations.Of(seeds), bytes => again(bytes) is not { } written || written.AsSpan().SequenceEqual(bytes)).Hold(3000);

    private static bool Refuses(Action read)
    {
        try
        {
            read();
        }
        catch (InvalidDataException)
        {
            // The one refusal.
        }

        return true;
    }

    private sealed class Answering(int status, byte[] body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage((System.Net.HttpStatusCode)status) { Content = new ByteArrayContent(body) });
    }
}
