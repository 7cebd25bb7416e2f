using System.Text;
using Appliance.Evidence.Signing;
using FsCheck.Fluent;

namespace Appliance.Evidence.Tests.Signing;

public sealed class SignedNoteTests
{
    /// <summary>The example of the documentation of golang.org/x/mod/sumdb/note: a note that two keys signed.</summary>
    private const string GoNote =
        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        + "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    [Fact]
    public void ANoteThatGoSignedIsReadAndVerified()
    {
        var note = SignedNote.Read(Encoding.UTF8.GetBytes(GoNote), out var fault)!;
        var key = VerifierKey.Read("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")!;

        Assert.Null(fault);
        Assert.Equal(key, Assert.Single(note.Verify([key]).Verified).Key);
        Assert.Equal(GoNote, note.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("\n\n— a AAAAAAA=\n")]
    [InlineData("text\n— a AAAAAAA=\n")]
    [InlineData("text\n\n— a AAAAAAA=")]
    [InlineData("text\n\n- a AAAAAAA=\n")]
    [InlineData("text\n\n—a AAAAAAA=\n")]
    [InlineData("text\n\n—  AAAAAAA=\n")]
    [InlineData("text\n\n— a+b AAAAAAA=\n")]
    [InlineData("text\n\n— a AAAA\n")]
    [InlineData("text\n\n— a AAAAAAB=\n")]
    [InlineData("text\n\n— a AAAA AAA=\n")]
    [InlineData("text\n\n— a AAAAAAA\n")]
    [InlineData("te\txt\n\n— a AAAAAAA=\n")]
    [InlineData("te\rxt\n\n— a AAAAAAA=\n")]
    [InlineData("text\n\n— a AAAAAAA=\ntail")]
    public void WhatIsNoNoteIsRefused(string text)
    {
        Assert.Null(SignedNote.Read(Encoding.UTF8.GetBytes(text), out var fault));
        Assert.NotNull(fault);
    }

    [Fact]
    public void TheLastEmptyLinePartsTextFromSignatures()
    {
        var note = SignedNote.Read("one\n\ntwo\n\n— a AAAAAAA=\n"u8, out _)!;

        Assert.Equal("one\n\ntwo\n", note.Text);
    }

    [Fact]
    public void SixteenSignaturesAreReadAndFarTooManyAreNot()
    {
        static byte[] With(int count) => Encoding.UTF8.GetBytes("text\n\n" + string.Concat(Enumerable.Range(0, count).Select(i => $"— a{i} AAAAAAA=\n")));

        Assert.Equal(16, SignedNote.Read(With(16), out _)!.Signatures.Count);
        Assert.Null(SignedNote.Read(With(65), out _));
        Assert.Null(SignedNote.Read(new byte[SignedNote.MaxBytes + 1], out _));
        Assert.Null(SignedNote.Read([0xFF, (byte)'\n', (byte)'\n'], out _));
    }

    [Fact]
    public void ASignatureOfAnUnknownKeyCountsForNothingAndAWrongOneOfAKnownKeySpoilsTheNote()
    {
        var (first, second) = (LogSigner.Ephemeral(), LogSigner.Ephemeral());
        var (one, two) = (new LogKey("log.example/one", first.PublicKey), new LogKey("log.example/two", second.PublicKey));
        var head = first.Sign(one.Origin, 5, new byte[32], Testing.Some.Moment);
        var note = CheckpointText.NoteOf(head, one);

        Assert.Single(note.Verify([one.Verifier, two.Verifier]).Verified);
        Assert.Empty(note.Verify([two.Verifier]).Verified);
        var spoiled = note.With([new NoteSignature(two.Origin, two.KeyHash, new byte[64])]);
        Assert.Single(spoiled.Verify([one.Verifier]).Verified);
        Assert.Empty(spoiled.Verify([one.Verifier, two.Verifier]).Verified);
        Assert.Equal(two.Origin, spoiled.Verify([one.Verifier, two.Verifier]).Wrong!.Name);
    }

    [Fact]
    public void EveryFlippedByteOfANoteIsNoticed()
    {
        var signer = LogSigner.Ephemeral();
        var key = new LogKey("log.example/one", signer.PublicKey);
        var good = CheckpointText.NoteOf(signer.Sign(key.Origin, 5, new byte[32], Testing.Some.Moment), key).ToBytes();
        for (var place = 0; place < good.Length; place++)
        {
            good[place] ^= 1;
            Assert.Empty(SignedNote.Read(good, out _)?.Verify([key.Verifier]).Verified ?? []);
            good[place] ^= 1;
        }
    }

    [Theory]
    [InlineData("log\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 0)]
    [InlineData("log\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nmore\nand more\n", 2)]
    public void ACheckpointIsRead(string text, int extensions)
    {
        var checkpoint = Checkpoint.Read(text)!;

        Assert.Equal(extensions, checkpoint.Extensions.Count);
        Assert.Equal(text, checkpoint.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("log\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("log\n05\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("log\n-5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("log\n9223372036854775808\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("log\n5\nAAAA\n")]
    [InlineData("\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")]
    [InlineData("log\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n")]
    [InlineData("log\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\nmore\n")]
    public void WhatIsNoCheckpointIsRefused(string text) => Assert.Null(Checkpoint.Read(text));

    [Fact]
    public void AnythingThatIsReadWritesBackToTheSameBytes() =>
        Prop.ForAll(Mutations.Of(Encoding.UTF8.GetBytes(GoNote)), bytes => SignedNote.Read(bytes, out _) is not { } note || note.ToBytes().AsSpan().SequenceEqual(bytes)).Hold(3000);
}
