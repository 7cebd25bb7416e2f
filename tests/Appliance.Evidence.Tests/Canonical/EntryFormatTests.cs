using System.Globalization;
using System.Text;
using Appliance.Evidence.Canonical;
using Appliance.Evidence.Merkle;
using FsCheck.Fluent;

namespace Appliance.Evidence.Tests.Canonical;

/// <summary>
/// The golden file holds the canonical bytes of a few entries, as hexadecimal and as text, with their leaf hashes. Those bytes are in the logs of hospitals, so the
/// file is never regenerated: a change of format is a new schema version with a golden file of its own.
/// </summary>
public sealed class EntryFormatTests
{
    private readonly CanonicalJsonWriter _json = new();

    [Fact]
    public void TheBytesOfAnEntryAreThoseOfTheGoldenFile()
    {
        var text = new StringBuilder();
        foreach (var (name, sequence, entry) in Samples())
        {
            var bytes = EntryFormat.Write(sequence, entry, _json);
            text.Append(CultureInfo.InvariantCulture, $"# {name}\n{Encoding.UTF8.GetString(bytes)}\n");
            foreach (var line in Convert.ToHexStringLower(bytes).Chunk(96))
                text.Append(line).Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"leaf {Convert.ToHexStringLower(MerkleHash.Leaf(bytes))}\n\n");
        }

        var golden = Path.Combine(AppContext.BaseDirectory, "Canonical", "EntryFormat.v1.verified.txt");
        Assert.Equal(File.ReadAllText(golden), text.ToString());
    }

    [Fact]
    public void WhatIsWrittenIsReadBack() =>
        Prop.ForAll(Properties.Entries.ToArbitrary(), entry =>
        {
            var bytes = EntryFormat.Write(42, entry, _json);
            var (sequence, read) = EntryFormat.Read(bytes);
            var sameDigest = (entry.Digest is null) == (read.Digest is null) && (entry.Digest is null || entry.Digest.Value.Span.SequenceEqual(read.Digest!.Value.Span));
            return sequence == 42 && sameDigest && read with { Digest = null } == entry with { Digest = null };
        }).Hold(500);

    [Fact]
    public void BytesThatAreReadWriteBackToTheSameBytes() =>
        Prop.ForAll(Properties.Entries.ToArbitrary(), Gen.Choose(0, 100_000).ToArbitrary(), Gen.Choose(0, 255).ToArbitrary(), (entry, place, value) =>
        {
            var bytes = EntryFormat.Write(place, entry, _json);
            bytes[place % bytes.Length] = (byte)value;
            try
            {
                var (sequence, read) = EntryFormat.Read(bytes);
                return EntryFormat.Write(sequence, read, _json).AsSpan().SequenceEqual(bytes);
            }
            catch (FormatException)
            {
                return true;
            }
        }).Hold(3000);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("{\"action\":\"received\"")]
    [InlineData("{\"action\":\"received\",\"actor\":\"process:host\",\"at\":\"2026-11-03T09:30:00.000Z\",\"phase\":\"fact\",\"seq\":\"01\",\"v\":1}")]
    [InlineData("{\"action\":\"received\",\"actor\":\"John Smith\",\"at\":\"2026-11-03T09:30:00.000Z\",\"phase\":\"fact\",\"seq\":\"1\",\"v\":1}")]
    [InlineData("{\"action\":\"received\",\"actor\":\"process:host\",\"at\":\"2026-13-03T09:30:00.000Z\",\"phase\":\"fact\",\"seq\":\"1\",\"v\":1}")]
    [InlineData("{\"action\":\"received\",\"actor\":\"process:host\",\"at\":\"2026-11-03T09:30:00.000Z\",\"phase\":\"fact\",\"seq\":\"1\",\"v\":2}")]
    [InlineData("{\"action\":\"received\",\"actor\":\"process:host\",\"at\":\"2026-11-03T09:30:00.000Z\",\"phase\":\"fact\",\"seq\":\"1\",\"v\":1} ")]
    [InlineData("{\"action\":\"received\",\"actor\":\"process:host\",\"at\":\"2026-11-03T09:30:00.000Z\",\"note\":\"x\",\"phase\":\"fact\",\"seq\":\"1\",\"v\":1}")]
    [InlineData("{\"action\":\"received\",\"actor\":\"process:host\",\"at\":\"2026-11-03T09:30:00.000Z\",\"phase\":\"intent\",\"seq\":\"1\",\"v\":1}")]
    [InlineData("{\"action\":\"received\",\"actor\":\"process:host\",\"at\":\"2026-11-03T09:30:00.000Z\",\"bytes\":\"0\",\"phase\":\"fact\",\"seq\":\"1\",\"v\":1}")]
    [InlineData("{\"action\":\"received\",\"actor\":\"process:host\",\"at\":\"2026-11-03T09:30:00.000Z\",\"bytes\":\"-1\",\"phase\":\"fact\",\"seq\":\"1\",\"v\":1}")]
    public void BytesThatAreNotCanonicalAreRefused(string text) => Assert.Throws<FormatException>(() => EntryFormat.Read(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void EveryValueOfEveryEnumerationHasAWord()
    {
        foreach (var action in Enum.GetValues<EvidenceAction>())
            Assert.Equal(action, RoundTrip(Sample() with { Action = action }).Action);
        foreach (var phase in Enum.GetValues<EvidencePhase>())
            Assert.Equal(phase, RoundTrip(Sample() with { Phase = phase, Crossing = phase == EvidencePhase.Fact ? Guid.Empty : Crossing }).Phase);
        foreach (var change in Enum.GetValues<Change>())
            Assert.Equal(change, RoundTrip(Sample() with { Change = change }).Change);
        foreach (var zone in Enum.GetValues<Zone>())
            Assert.Equal((zone, zone), (RoundTrip(Sample() with { From = zone }).From, RoundTrip(Sample() with { To = zone }).To));
        foreach (var purpose in Enum.GetValues<Purpose>())
            Assert.Equal(purpose, RoundTrip(Sample() with { Purpose = purpose }).Purpose);
        foreach (var data in Enum.GetValues<DataClass>())
            Assert.Equal(data, RoundTrip(Sample() with { Data = data }).Data);
    }

    private static readonly Guid Crossing = Guid.ParseExact("00112233445566778899aabbccddeeff", "N");
    private static readonly Guid Subject = Guid.ParseExact("7ef8a1b2c3d4e5f60718293a4b5c6d7e", "N");

    private EvidenceEntry RoundTrip(EvidenceEntry entry) => EntryFormat.Read(EntryFormat.Write(0, entry, _json)).Entry;

    private static EvidenceEntry Sample() => new()
    {
        Action = EvidenceAction.Lifecycle,
        Phase = EvidencePhase.Fact,
        Actor = new Token("process:host"),
        At = new DateTimeOffset(2026, 11, 3, 9, 30, 0, 7, TimeSpan.Zero),
    };

    private static IEnumerable<(string Name, long Sequence, EvidenceEntry Entry)> Samples()
    {
        yield return ("fact", 0, Sample() with { Change = Change.Started });
        yield return ("intent with everything", 9_007_199_254_740_993, Sample() with
        {
            Action = EvidenceAction.SentToWorker,
            Phase = EvidencePhase.Intent,
            Crossing = Crossing,
            Subject = Subject,
            From = Zone.Host,
            To = Zone.Worker,
            Purpose = Purpose.Payment,
            Data = DataClass.Notes,
            Bytes = long.MaxValue,
            Items = 3,
            Digest = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray(),
            CodeSet = new Token("FY2027"),
            Detail = new Token("worker-1"),
        });
        yield return ("refused", 2, Sample() with
        {
            Action = EvidenceAction.Received,
            Phase = EvidencePhase.Refused,
            Actor = new Token("client:ehr-1"),
            Crossing = Crossing,
            From = Zone.Ehr,
            To = Zone.Host,
            Data = DataClass.ClinicalResources,
            Reason = new Token("APP-FHR-004"),
        });
        yield return ("decision", 3, Sample() with
        {
            Action = EvidenceAction.Decided,
            Actor = new Token("person:coder-04"),
            Subject = Subject,
            Data = DataClass.Decisions,
            Change = Change.Replaced,
            Detail = new Token("I50.9"),
            Replacement = new Token("I50.22"),
        });
    }
}
