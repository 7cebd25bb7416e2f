using System.Text;
using Appliance.Coding.Calibration;
using Appliance.Domain;

namespace Appliance.Coding.Tests.Calibration;

public sealed class CodingProfileTests
{
    private static string Written => Encoding.UTF8.GetString(SyntheticNotes.Bytes(SyntheticNotes.Profile));

    [Fact]
    public void AProfileIsReadBackAsItWasWritten()
    {
        var bytes = SyntheticNotes.Bytes(SyntheticNotes.Profile);

        var read = CodingProfile.Load(new MemoryStream(bytes)).Value;

        Assert.Equal(SyntheticNotes.Profile.Hash, read.Hash);
        Assert.Equal(bytes, SyntheticNotes.Bytes(read));
        Assert.Equal(SyntheticNotes.Profile.Training, read.Training);
        Assert.Equal(SyntheticNotes.Profile.Measured, read.Measured);
        Assert.Equal(SyntheticNotes.Profile.Thresholds, read.Thresholds);
    }

    [Theory]
    [InlineData("", "APP-COD-011")]
    [InlineData("[]", "APP-COD-011")]
    [InlineData("{}", "APP-COD-011")]
    [InlineData("{\"format\":\"appliance-coding-profile\",\"version\":1}", "APP-COD-011")]
    [InlineData("{\"format\":\"appliance-coding-profile\",\"version\":2,\"sha256\":\"\",\"profile\":{}}", "APP-COD-012")]
    [InlineData("{\"format\":\"appliance-coding-profile\",\"version\":1,\"sha256\":\"00\",\"profile\":{}}", "APP-COD-013")]
    [InlineData("{\"format\":\"appliance-coding-profile\",\"version\":1,\"sha256\":\"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"profile\":{}}", "APP-COD-014")]
    [InlineData("{\"format\":{\"deep\":[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]}}", "APP-COD-011")]
    public void AFileThatIsNoProfileIsRefused(string text, string refusal) => Assert.Equal(refusal, Load(text).Refusal!.Code);

    [Fact]
    public void AProfileThatIsCutOffIsRefused()
    {
        var written = Written;
        foreach (var length in new[] { 1, 60, written.Length / 2, written.Length - 3 })
            Assert.Equal("APP-COD-011", Load(written[..length]).Refusal!.Code);
    }

    [Fact]
    public void AProfileThatWasChangedIsRefused() =>
        Assert.Equal("APP-COD-013", Load(Written.Replace("\"notes\":", "\"notes\":1", StringComparison.Ordinal)).Refusal!.Code);

    [Theory]
    [InlineData("\"display\":", "\"display\":-")]
    [InlineData("\"display\":", "\"display\":7")]
    [InlineData("\"roots\":[0", "\"roots\":[999999")]
    [InlineData("\"left\":[", "\"left\":[0,")]
    [InlineData("\"labels\":[\"", "\"labels\":[\"not a code")]
    [InlineData("\"policy\":\"mentions\"", "\"policy\":\"everything\"")]
    [InlineData("\"counted\":", "\"recounted\":")]
    public void AProfileOutOfBoundsIsRefusedThoughItsHashIsRight(string from, string to) => Assert.Equal("APP-COD-014", Load(Rehashed(from, to)).Refusal!.Code);

    [Fact]
    public void AFileWithoutEndIsRefusedAtTheBound() => Assert.Equal("APP-COD-010", CodingProfile.Load(new EndlessFile()).Refusal!.Code);

    [Fact]
    public void AProfileCannotAddACodeThatTheReleaseDoesNotHold()
    {
        var invented = Load(Rehashed("\"E10.9\"", "\"E10.ZZ9\"")).Value;
        var encounter = Engine.EncounterOf("Known for sugar trouble since childhood. Asthma was found.");

        var result = Engine.Instance.Code(encounter, new CodingOptions { Policy = CodingPolicy.Mentions, Profile = invented }, CancellationToken.None);

        Corpus.AssertSound(encounter, result);
        Assert.DoesNotContain(result.Suggestions, s => s.Code.Value.StartsWith("E10.ZZ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(CodingPolicy.Mentions)]
    [InlineData(CodingPolicy.Guideline)]
    public void EverySuggestionUnderAProfileIsBillableAndItsSpansRoundTrip(CodingPolicy policy)
    {
        var options = new CodingOptions { Policy = policy, Profile = policy == CodingPolicy.Mentions ? SyntheticNotes.Profile : SyntheticNotes.Train(policy) };
        foreach (var note in SyntheticNotes.All)
        {
            var encounter = Engine.EncounterOf(note.Text);
            var result = Engine.Instance.Code(encounter, options, CancellationToken.None);
            Corpus.AssertSound(encounter, result);
            var again = Engine.Instance.Code(encounter, options, CancellationToken.None);
            Assert.Equal(result.Suggestions.Select(s => (s.Code, s.Confidence, s.Rank)), again.Suggestions.Select(s => (s.Code, s.Confidence, s.Rank)));
        }
    }

    [Fact]
    public void ALongNoteUnderAProfileIsBounded()
    {
        var text = string.Concat(Enumerable.Repeat("Known for sugar trouble since childhood, gout, asthma and psoriasis. ", 8_000));
        var encounter = Engine.EncounterOf(text);

        var result = Engine.Instance.Code(encounter, new CodingOptions { Policy = CodingPolicy.Mentions, Profile = SyntheticNotes.Profile }, CancellationToken.None);

        Corpus.AssertSound(encounter, result);
        Assert.InRange(result.Suggestions.Count, 1, 100);
    }

    private static Outcome<CodingProfile> Load(string text) => CodingProfile.Load(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    /// <summary>The profile with one passage changed and the hash of the changed content.</summary>
    private static string Rehashed(string from, string to)
    {
        var written = Written;
        Assert.Contains(from, written, StringComparison.Ordinal);
        var start = written.IndexOf("\"profile\":", StringComparison.Ordinal) + "\"profile\":".Length;
        var body = written[start..written.LastIndexOf('}')].Replace(from, to, StringComparison.Ordinal);
        return written[..start].Replace(SyntheticNotes.Profile.Hash, ProfileFormat.HashOf(Encoding.UTF8.GetBytes(body)), StringComparison.Ordinal) + body + "}\n";
    }

    /// <summary>A file that goes on for ever.</summary>
    private sealed class EndlessFile : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)' ', offset, count);
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
