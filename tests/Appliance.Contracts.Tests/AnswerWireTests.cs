using Appliance.Contracts.Mapping;
using Appliance.Contracts.Worker.V1;
using Appliance.Domain;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;

namespace Appliance.Contracts.Tests;

public sealed class AnswerWireTests
{
    [Fact]
    public void AnyResultArrivesAsTheClaimsThatWereSent() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var arbitrary = new Arbitrary(seed);
            var encounter = arbitrary.Encounter();
            var result = arbitrary.Result(encounter);
            var answer = AnswerWire.Read(CodeReply.Parser.ParseFrom(AnswerWire.ToReply("r", encounter, result).ToByteArray())).Value;
            Assert.Equal(result.Release, answer.Release);
            Assert.Equal(result.Refusals, answer.Refusals);
            Assert.Equal(result.ElapsedMs, answer.ElapsedMs);
            Assert.Equal(0, answer.Malformed);
            Assert.Equal(result.Suggestions.Count, answer.Suggestions.Count);
            foreach (var (sent, read) in result.Suggestions.Zip(answer.Suggestions))
            {
                Assert.Equal((sent.Code, sent.Title, sent.Rank, sent.Confidence, sent.Shown), (read.Code, read.Title, read.Rank, read.Confidence, read.Shown));
                Assert.Equal(sent.Rules, read.Rules);
                Assert.Equal((sent.Assertion, sent.HighConfidence), (read.Assertion, read.HighConfidence));
                Assert.Equal(sent.MissingFacts, read.MissingFacts);
                Assert.Equal(sent.Support[0].Span, new NoteSpan(encounter.Notes[read.Spans[0].NoteIndex].Id, read.Spans[0].Start, read.Spans[0].End));
            }

            Assert.Equal(result.Profile, answer.Profile);
            Assert.Equal(result.Gaps.Count, answer.Gaps.Count);
            foreach (var (sent, read) in result.Gaps.Zip(answer.Gaps))
            {
                Assert.Equal((sent.Kind, sent.Rule, sent.Text), (read.Kind, read.Rule, read.Text));
                Assert.Equal(sent.Codes, read.Codes);
                Assert.Equal(sent.Support.Select(s => (s.Span.Start, s.Span.End)), read.Spans.Select(s => (s.Start, s.End)));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnHonestWorkerIsNotRefusedForTheLengthOfItsAnswer()
    {
        var encounter = new Encounter(EncounterId.None, [new Note(new NoteId("n"), "diabetes")]);
        var support = new SupportingText(new NoteSpan(new NoteId("n"), 0, 8), "diabetes");
        var step = new RuleStep("lexicon.index", new string('x', WireBounds.MaxSentenceLength - 1) + char.ConvertFromUtf32(0x1F600));
        var one = new Suggestion(Code.Icd10Cm("E119"), "title", [.. Enumerable.Repeat(support, WireBounds.MaxSpans + 1)], 0.5, true, [.. Enumerable.Repeat(step, WireBounds.MaxRuleSteps + 1)]) { Rank = 1 };
        var answer = AnswerWire.Read(AnswerWire.ToReply("r", encounter, new CodingResult("FY2027", [.. Enumerable.Repeat(one, WireBounds.MaxSuggestions + 1)], []))).Value;
        Assert.Equal(WireBounds.MaxSuggestions, answer.Suggestions.Count);
        Assert.Equal(0, answer.Malformed);
        Assert.Equal(WireBounds.MaxSpans, answer.Suggestions[0].Spans.Count);
        Assert.EndsWith("\ufffd", answer.Suggestions[0].Rules[0].Text, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<CodeReply>> FaultsOfTheWhole => new()
    {
        { "negative time", reply => reply.ElapsedMs = -1 },
        { "time not a number", reply => reply.ElapsedMs = double.NaN },
        { "long release", reply => reply.Release = new string('x', WireBounds.MaxIdLength + 1) },
        { "long request id", reply => reply.RequestId = new string('x', WireBounds.MaxIdLength + 1) },
        { "long engine version", reply => reply.EngineVersion = new string('x', WireBounds.MaxIdLength + 1) },
        { "too many suggestions", reply => reply.Suggestions.AddRange(Enumerable.Repeat(reply.Suggestions[0], WireBounds.MaxSuggestions)) },
        { "long profile", reply => reply.Profile = new string('a', WireBounds.MaxIdLength + 1) },
        { "too many gaps", reply => reply.Gaps.AddRange(Enumerable.Repeat(new GapMessage { Text = "t" }, WireBounds.MaxGaps + 1)) },
        { "too many refusals", reply => reply.Refusals.AddRange(Enumerable.Repeat(new RefusalMessage { Code = "APP-COD-001" }, WireBounds.MaxRefusals + 1)) },
        { "refusal without code", reply => reply.Refusals.Add(new RefusalMessage()) },
        { "refusal of an unknown kind", reply => reply.Refusals.Add(new RefusalMessage { Code = "APP-COD-001", Kind = 55 }) },
        { "refusal too long", reply => reply.Refusals.Add(new RefusalMessage { Code = "APP-COD-001", Message = new string('x', WireBounds.MaxSentenceLength + 1) }) },
    };

    [Theory]
    [MemberData(nameof(FaultsOfTheWhole), DisableDiscoveryEnumeration = true)]
    public void AReplyThatBreaksABoundAsAWholeIsRefused(string fault, Action<CodeReply> spoil)
    {
        Assert.NotEmpty(fault);
        var reply = Reply();
        spoil(reply);
        Assert.Equal("APP-WRK-004", AnswerWire.Read(reply).Refusal?.Code);
    }

    public static TheoryData<string, Action<SuggestionMessage>> FaultsOfASuggestion => new()
    {
        { "unknown system", suggestion => suggestion.System = 9 },
        { "no system", suggestion => suggestion.System = 0 },
        { "no code", suggestion => suggestion.Code = "" },
        { "long code", suggestion => suggestion.Code = "E11.221234" },
        { "long title", suggestion => suggestion.Title = new string('x', WireBounds.MaxSentenceLength + 1) },
        { "confidence above 1", suggestion => suggestion.Confidence = 1.01 },
        { "confidence below 0", suggestion => suggestion.Confidence = -0.01 },
        { "confidence not a number", suggestion => suggestion.Confidence = double.NaN },
        { "rank 0", suggestion => suggestion.Rank = 0 },
        { "rank too high", suggestion => suggestion.Rank = WireBounds.MaxSuggestions + 1 },
        { "no span", suggestion => suggestion.Spans.Clear() },
        { "too many spans", suggestion => suggestion.Spans.AddRange(Enumerable.Repeat(new SpanMessage(), WireBounds.MaxSpans)) },
        { "too many rules", suggestion => suggestion.Rules.AddRange(Enumerable.Repeat(new RuleStepMessage(), WireBounds.MaxRuleSteps + 1)) },
        { "long rule id", suggestion => suggestion.Rules.Add(new RuleStepMessage { Rule = new string('x', WireBounds.MaxIdLength + 1) }) },
        { "unknown assertion", suggestion => suggestion.Assertion = 99 },
        { "too many missing facts", suggestion => suggestion.MissingFacts.AddRange(Enumerable.Repeat("side", WireBounds.MaxMissingFacts + 1)) },
        { "empty missing fact", suggestion => suggestion.MissingFacts.Add("") },
        { "long missing fact", suggestion => suggestion.MissingFacts.Add(new string('x', WireBounds.MaxSentenceLength + 1)) },
        { "long rule text", suggestion => suggestion.Rules.Add(new RuleStepMessage { Text = new string('x', WireBounds.MaxSentenceLength + 1) }) },
    };

    [Theory]
    [MemberData(nameof(FaultsOfASuggestion), DisableDiscoveryEnumeration = true)]
    public void ASuggestionThatIsNotWellFormedIsLeftOutAndCounted(string fault, Action<SuggestionMessage> spoil)
    {
        Assert.NotEmpty(fault);
        var reply = Reply();
        var spoilt = reply.Suggestions[0].Clone();
        spoil(spoilt);
        reply.Suggestions.Add(spoilt);
        var answer = AnswerWire.Read(reply).Value;
        Assert.Equal(1, answer.Malformed);
        Assert.Single(answer.Suggestions);
    }

    public static TheoryData<string, Action<GapMessage>> FaultsOfAGap => new()
    {
        { "unknown kind", gap => gap.Kind = 77 },
        { "long rule", gap => gap.Rule = new string('x', WireBounds.MaxIdLength + 1) },
        { "no text", gap => gap.Text = "" },
        { "long text", gap => gap.Text = new string('x', WireBounds.MaxSentenceLength + 1) },
        { "too many spans", gap => gap.Spans.AddRange(Enumerable.Repeat(new SpanMessage(), WireBounds.MaxSpans + 1)) },
        { "too many codes", gap => gap.Codes.AddRange(Enumerable.Repeat(new CodeMessage { System = 1, Code = "I10" }, WireBounds.MaxGapCodes + 1)) },
        { "code without system", gap => gap.Codes.Add(new CodeMessage { Code = "I10" }) },
        { "long code", gap => gap.Codes.Add(new CodeMessage { System = 1, Code = "E11.221234" }) },
    };

    [Theory]
    [MemberData(nameof(FaultsOfAGap), DisableDiscoveryEnumeration = true)]
    public void AGapThatIsNotWellFormedIsLeftOutAndCounted(string fault, Action<GapMessage> spoil)
    {
        Assert.NotEmpty(fault);
        var reply = Reply();
        var gap = new GapMessage { Rule = "gap.laterality", Text = "The side is not given." };
        reply.Gaps.Add(gap.Clone());
        spoil(gap);
        reply.Gaps.Add(gap);
        var answer = AnswerWire.Read(reply).Value;
        Assert.Equal(1, answer.Malformed);
        Assert.Single(answer.Gaps);
        Assert.Single(answer.Suggestions);
    }

    private static CodeReply Reply()
    {
        var suggestion = new SuggestionMessage { System = 1, Code = "E11.9", Title = "t", Rank = 1, Confidence = 0.5, Shown = true };
        suggestion.Spans.Add(new SpanMessage { Note = 0, Start = 0, End = 3 });
        return new CodeReply { RequestId = "r", Release = "FY2027", EngineVersion = "1", Suggestions = { suggestion } };
    }
}
