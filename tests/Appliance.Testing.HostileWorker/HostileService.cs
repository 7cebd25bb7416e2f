using System.Diagnostics;
using System.Text;
using Appliance.Contracts.Worker.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Appliance.Testing.HostileWorker;

/// <summary>Answers as the first note says: <c>crash</c>, <c>hang</c>, <c>hold</c>, <c>hold-unless FILE</c>, <c>hold-until FILE</c>, <c>release</c>, <c>throw</c>, <c>look …</c>, <c>lie …</c>; anything else gets an honest answer.</summary>
internal sealed class HostileService : CodingWorker.CodingWorkerBase
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _held;
    private int _cancelled;
    private int _served;

    public override Task<DescribeReply> Describe(DescribeRequest request, ServerCallContext context) => Task.FromResult(new DescribeReply { EngineVersion = "hostile" });

    public override async Task<CodeReply> Code(CodeRequest request, ServerCallContext context)
    {
        var text = Encoding.Unicode.GetString(request.Encounter.Notes[0].TextUtf16.Span);
        var words = text.Split(' ', 2);
        switch (words[0])
        {
            case "crash":
                Process.GetCurrentProcess().Kill();
                break;
            case "hang":
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
                break;
            case "hold-unless" when !File.Exists(words[1]):
            case "hold":
                await HoldAsync(context.CancellationToken);
                break;
            case "hold-until":
                while (!File.Exists(words[1]))
                {
                    await Task.Delay(10, CancellationToken.None);
                }

                break;
            case "release":
                _released.TrySetResult();
                break;
            case "throw":
                throw new InvalidOperationException("a fault of the engine that quotes " + text);
        }

        var reply = Honest(request, text, words);
        if (words[0] == "lie")
        {
            Lies.Tell(words[1], reply);
        }

        return reply;
    }

    private async Task HoldAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _held);
        try
        {
            await _released.Task.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _cancelled);
        }
    }

    /// <summary>The order of service, and what a look around found, come back as the words of the rule.</summary>
    private CodeReply Honest(CodeRequest request, string text, string[] words)
    {
        var said = words[0] switch
        {
            "look" => Look.Around(words[1]),
            "counts" => $"{_held} held, {_cancelled} cancelled",
            _ => Interlocked.Increment(ref _served).ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        var suggestion = new SuggestionMessage { System = 1, Code = "E11.9", Title = "the worker's own title", Rank = 1, Confidence = 0.9, Shown = true };
        suggestion.Spans.Add(new SpanMessage { Note = 0, Start = 0, End = text.Length });
        suggestion.Rules.Add(new RuleStepMessage { Rule = "double.said", Text = said });
        return new CodeReply { RequestId = request.RequestId, Release = "FY2027", EngineVersion = "hostile", Suggestions = { suggestion } };
    }
}

/// <summary>Each lie spoils an honest answer in one way.</summary>
internal static class Lies
{
    public static void Tell(string lie, CodeReply reply)
    {
        var first = reply.Suggestions[0];
        Action spoil = lie switch
        {
            "unknown-code" => () => first.Code = "Z99.99X",
            "category" => () => first.Code = "E11",
            "lower-case" => () => first.Code = "e11.9",
            "undotted" => () => first.Code = "E119",
            "other-system" => () => first.System = 3,
            "no-span" => () => first.Spans.Clear(),
            "span-beyond" => () => first.Spans[0].End = 1_000_000,
            "span-negative" => () => first.Spans[0].Start = -1,
            "span-empty" => () => first.Spans[0].End = 0,
            "other-note" => () => first.Spans[0].Note = 7,
            "negative-note" => () => first.Spans[0].Note = -1,
            "split-surrogate" => () => first.Spans[0].End = "lie split-surrogate \ud83d".Length,
            "confidence" => () => first.Confidence = 2,
            "not-a-number" => () => first.Confidence = double.NaN,
            "rank" => () => first.Rank = -5,
            "gap-span-beyond" => () => reply.Gaps.Add(Gap(0, 1_000_000, "I10")),
            "gap-span-negative" => () => reply.Gaps.Add(Gap(-1, 2, "I10")),
            "gap-code" => () => reply.Gaps.Add(Gap(0, 1, "Z99.99X")),
            "gap-code-undotted" => () => reply.Gaps.Add(Gap(0, 1, "E119")),
            "gap-rule" => () => Spoil(reply, gap => gap.Rule = "a rule; drop table"),
            "gap-kind" => () => Spoil(reply, gap => gap.Kind = 99),
            "gap-note" => () => Spoil(reply, gap => gap.Spans[0].Note = 3),
            "gap-true" => () => reply.Gaps.Add(Gap(0, 3, "E11")),
            "gap-flood" => () => reply.Gaps.AddRange(Enumerable.Repeat(Gap(0, 1, "I10"), 10_000)),
            "profile" => () => reply.Profile = new string('a', 64),
            "assertion" => () => first.Assertion = 42,
            "missing-flood" => () => first.MissingFacts.AddRange(Enumerable.Repeat("laterality", 1000)),
            "rule-id" => () => first.Rules[0].Rule = "<script>",
            "twice" => () => reply.Suggestions.Add(first.Clone()),
            "refusal-of-others" => () => reply.Refusals.Add(new RefusalMessage { Code = "APP-HST-001", Message = "the host is down" }),
            "request-id" => () => reply.RequestId = "another",
            "release" => () => reply.Release = "FY2026",
            "no-release" => () => reply.Release = string.Empty,
            "version" => () => reply.EngineVersion = "1.0\nforged log line",
            "flood" => () => reply.Suggestions.AddRange(Enumerable.Repeat(first, 100_000)),
            "huge" => () => first.Title = new string('x', 20 * 1024 * 1024),
            "gibberish" => () => reply.MergeFrom(new CodeReply { ElapsedMs = double.NegativeInfinity }.ToByteString()),
            _ => throw new ArgumentException("Unknown lie.", nameof(lie)),
        };
        spoil();
    }

    private static GapMessage Gap(int start, int end, string code) => new()
    {
        Kind = 1,
        Rule = "gap.conflict",
        Text = "Two statements contradict each other.",
        Spans = { new SpanMessage { Note = 0, Start = start, End = end } },
        Codes = { new CodeMessage { System = 1, Code = code } },
    };

    private static void Spoil(CodeReply reply, Action<GapMessage> how)
    {
        var gap = Gap(0, 1, "I10");
        how(gap);
        reply.Gaps.Add(gap);
    }
}
