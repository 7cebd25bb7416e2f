using System.Text;
using System.Text.Json;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Batch;
using Appliance.Encounters.Workers;
using Appliance.Evidence;
using Appliance.Testing;

namespace Appliance.Encounters.Tests.Batch;

public sealed class CodeBatchTests
{
    private static readonly BatchOptions Options = new(new Actor(ActorKind.Operator, "0"));

    private readonly CollectingEvidenceLog _log = new();

    [Fact]
    public async Task ALineComesBackInTheFormOfTheContract()
    {
        var lines = await RunAsync("""{"id":"n1","text":"Diabetes \"é\" 😀.","dateOfService":"2026-11-02","setting":"outpatient","age":50,"sex":"female"}""");
        Assert.Equal(
            """
            {"id":"n1","release":"FY2027","profile":null,"suggestions":[{"system":"icd-10-cm","code":"E11.9","title":"title","rank":1,"spans":[{"noteId":"n1","start":0,"end":16,"quote":"Diabetes \"é\" \uD83D\uDE00."}],"start":0,"end":16,"quote":"Diabetes \"é\" \uD83D\uDE00.","confidence":0.5,"shown":true,"highConfidence":false,"assertion":"affirmed","missing":[],"rules":[{"rule":"double","text":"said"}]}],"findings":[],"refusals":[],"ms":1.5}
            """,
            lines.Single());
    }

    [Fact]
    public async Task AllFactsOfALineReachTheWorker()
    {
        var workers = new WholeNoteWorkers();
        await RunAsync(
            workers,
            """
            {"id":7,"notes":[{"id":"a","type":"Progress note","loinc":"11506-3","authorRole":"otherClinician","signed":false,"date":"2026-11-01","text":"one"},{"id":"b","text":""}],"dateOfService":"2026-11-02","setting":"inpatient","age":0,"sex":"male","other":{"deep":[1,2]}}
            """);
        var encounter = workers.Seen.Single();
        Assert.Equal((Setting.Inpatient, new DateOnly(2026, 11, 2), 0, AdministrativeSex.Male), (encounter.Setting, encounter.DateOfService, encounter.AgeYears, encounter.Sex));
        Assert.Equal(
            new Note(new NoteId("a"), "one")
            {
                Type = "Progress note",
                Loinc = "11506-3",
                Author = AuthorRole.OtherClinician,
                Signed = false,
                Date = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero),
            },
            encounter.Notes[0]);
        Assert.Equal(new Note(new NoteId("b"), string.Empty), encounter.Notes[1]);
    }

    [Fact]
    public async Task OrderIsKeptWhateverIsReadyFirst()
    {
        var lines = await RunAsync(string.Join('\n', Enumerable.Range(0, 500).Select(i => $$"""{"id":{{i}},"text":"{{new string('x', (500 - i) % 97)}}y"}""")));
        Assert.Equal(Enumerable.Range(0, 500), lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetInt32()));
    }

    [Theory]
    [InlineData("not json", "null", "it is not JSON")]
    [InlineData("""{"id":"x","text":"cut""", "\"x\"", "it is not JSON")]
    [InlineData("""{"id":"x","text":"t"} trailing""", "\"x\"", "it is not JSON")]
    [InlineData("[1]", "null", "not a JSON object")]
    [InlineData("""{"text":"t"}""", "null", "has no id")]
    [InlineData("""{"id":null,"text":"t"}""", "null", "the id")]
    [InlineData("""{"id":"","text":"t"}""", "\"\"", "the id")]
    [InlineData("""{"id":"x"}""", "\"x\"", "either text or notes")]
    [InlineData("""{"id":"x","text":"t","notes":[]}""", "\"x\"", "either text or notes")]
    [InlineData("""{"id":"x","notes":[]}""", "\"x\"", "list of notes is empty")]
    [InlineData("""{"id":"x","notes":[{"id":"a"}]}""", "\"x\"", "a note has no id, no text")]
    [InlineData("""{"notes":[{"id":"a","text":1}],"id":"behind"}""", "\"behind\"", "must be a string")]
    [InlineData("""{"id":"x","notes":[{"id":"a","text":"t"},{"id":"a","text":"t"}]}""", "\"x\"", "the id of another note")]
    [InlineData("""{"id":"x","text":"t","dateOfService":"02.11.2026"}""", "\"x\"", "dateOfService is not of the form yyyy-MM-dd")]
    [InlineData("""{"id":"x","text":"t","dateOfService":"2026-02-30"}""", "\"x\"", "dateOfService is a day that is in no calendar")]
    [InlineData("""{"id":"x","text":"t","dateOfService":20261102}""", "\"x\"", "dateOfService must be a string")]
    [InlineData("""{"id":"x","text":"t","sex":"f"}""", "\"x\"", "sex is none of female, male, other, unknown")]
    [InlineData("""{"id":"x","text":"t","setting":"home"}""", "\"x\"", "setting is none of outpatient, inpatient, emergency, unknown")]
    [InlineData("""{"id":"x","text":"t","age":151}""", "\"x\"", "age is not")]
    [InlineData("""{"id":"x","text":"t","age":"50"}""", "\"x\"", "age is not")]
    [InlineData("""{"id":"x","notes":[{"id":"a","text":"t","signed":"yes"}]}""", "\"x\"", "signed is neither")]
    [InlineData("""{"id":"x","notes":[{"id":"a","text":"t","authorRole":"boss"}]}""", "\"x\"", "authorRole is none")]
    public async Task ABadLineIsAnsweredInItsPlaceAndTheOthersAreCoded(string bad, string id, string sentence)
    {
        var lines = await RunAsync("""{"id":"first","text":"a"}""" + "\n" + bad + "\n\n" + """{"id":"last","text":"b"}""");
        Assert.Equal(3, lines.Count);
        var refused = JsonDocument.Parse(lines[1]).RootElement;
        Assert.Equal(id, refused.GetProperty("id").GetRawText());
        Assert.Equal(JsonValueKind.Null, refused.GetProperty("release").ValueKind);
        Assert.Equal(0, refused.GetProperty("suggestions").GetArrayLength());
        Assert.Equal("APP-WRK-020", refused.GetProperty("refusals")[0].GetProperty("code").GetString());
        Assert.StartsWith("Line 2 was not coded", refused.GetProperty("refusals")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(sentence, refused.GetProperty("refusals")[0].GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("home", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("""{"id":"last","release":"FY2027""", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALineForWhoseDateThereIsNoCodeSetCountsAsNotCoded()
    {
        var (outcome, lines) = await RunAsync(new WholeNoteWorkers(), "{\"id\":1,\"text\":\"a\"}\n{\"id\":2,\"text\":\"b\",\"dateOfService\":\"1890-01-01\"}\nbad"u8.ToArray());
        Assert.Equal(2, lines.Count(line => line.Contains("\"release\":null", StringComparison.Ordinal)));
        Assert.Equal((3, 2, 1), (outcome.Value.Lines, outcome.Value.Refused, outcome.Value.Notes));
    }

    [Fact]
    public async Task NulAndLoneSurrogatesKeepTheirPlaces()
    {
        var line = (await RunAsync("""{"id":"n\ud800","text":"a\u0000b\ud83dc\ndé"}""")).Single();
        Assert.Contains("""
            "start":0,"end":8,"quote":"a\u0000b\ud83dc\u000ad\u00e9"
            """.Trim(), line, StringComparison.Ordinal);
        Assert.StartsWith("""{"id":"n\ud800",""", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Latin1IsRefusedByLineAndUtf16AsAWhole()
    {
        var latin1 = Encoding.Latin1.GetBytes("""{"id":"a","text":"café"}""" + "\n");
        var (outcome, lines) = await RunAsync(new WholeNoteWorkers(), [.. latin1, .. "{\"id\":\"b\",\"text\":\"t\"}"u8]);
        Assert.Equal(1, outcome.Value.Refused);
        Assert.Contains("not UTF-8", lines[0], StringComparison.Ordinal);

        (outcome, lines) = await RunAsync(new WholeNoteWorkers(), [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{}")]);
        Assert.Equal("APP-WRK-022", outcome.Refusal?.Code);
        Assert.Empty(lines);
    }

    [Fact]
    public async Task AMarkOfUtf8IsNoPartOfTheFirstLine()
    {
        var (outcome, _) = await RunAsync(new WholeNoteWorkers(), [0xEF, 0xBB, 0xBF, .. "{\"id\":\"a\",\"text\":\"t\"}\r\n \t\r\n"u8]);
        Assert.Equal((1, 0), (outcome.Value.Lines, outcome.Value.Refused));
    }

    [Fact]
    public async Task AnEmptyInputGivesAnEmptyOutput()
    {
        var (outcome, lines) = await RunAsync(new WholeNoteWorkers(), []);
        Assert.Equal(0, outcome.Value.Lines);
        Assert.Empty(lines);
    }

    [Fact]
    public async Task ALineBeyondTheBoundIsPassedOver()
    {
        var long1 = new byte[BatchOptions.MaxLineBytes + 10];
        Array.Fill(long1, (byte)'x');
        var (outcome, lines) = await RunAsync(new WholeNoteWorkers(), [.. long1, (byte)'\n', .. "{\"id\":\"b\",\"text\":\"t\"}"u8]);
        Assert.Equal((2, 1), (outcome.Value.Lines, outcome.Value.Refused));
        Assert.Contains("APP-WRK-021", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task ANoteBeyondTheBoundIsRefusedAndTheLargestIsNot()
    {
        var largest = new string('x', Note.MaxTextLength);
        var lines = await RunAsync($$"""{"id":1,"text":"{{largest}}"}""" + "\n" + $$"""{"id":2,"text":"{{largest}}x"}""");
        Assert.Contains("\"release\":\"FY2027\"", lines[0], StringComparison.Ordinal);
        Assert.Contains("APP-WRK-021", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryLineIsOnRecordBeforeItMoves()
    {
        await RunAsync("{\"id\":1,\"text\":\"a\"}\nbad");
        var entries = _log.Entries.Select(entry => entry.Entry).ToList();
        var coded = entries.Where(entry => entry.Subject == entries.First(e => e.Action == EvidenceAction.Received).Subject).ToList();
        Assert.Equal(
            [(EvidenceAction.Received, EvidencePhase.Fact), (EvidenceAction.Exported, EvidencePhase.Intent), (EvidenceAction.Exported, EvidencePhase.Done)],
            coded.Select(entry => (entry.Action, entry.Phase)));
        Assert.Equal((Zone.File, Zone.Host), (coded[0].From, coded[0].To));
        Assert.Equal((Zone.Host, Zone.File), (coded[1].From, coded[1].To));
        Assert.Equal(coded[1].Crossing, coded[2].Crossing);
        Assert.Contains(entries, entry => entry.Action == EvidenceAction.Refused && entry.Reason == new Token("APP-WRK-020"));
    }

    [Fact]
    public async Task WithoutEvidenceNothingIsWritten()
    {
        using var output = new MemoryStream();
        var batch = new CodeBatch(new WholeNoteWorkers(), new FailingEvidenceLog(appendsBeforeFailure: 1), TimeProvider.System);
        var outcome = await batch.RunAsync(new MemoryStream("{\"id\":1,\"text\":\"a\"}"u8.ToArray()), output, Options, null, CancellationToken.None);
        Assert.Equal("APP-WRK-007", outcome.Refusal?.Code);
        Assert.Equal(0, output.Length);
    }

    [Fact]
    public async Task AFullDiskStopsTheRunWithASentence()
    {
        var batch = new CodeBatch(new WholeNoteWorkers(), _log, TimeProvider.System);
        using var full = new FullStream();
        var outcome = await batch.RunAsync(new MemoryStream("{\"id\":1,\"text\":\"a\"}"u8.ToArray()), full, Options, null, CancellationToken.None);
        Assert.Equal("APP-WRK-023", outcome.Refusal?.Code);
        Assert.Equal(EvidencePhase.Refused, _log.Entries[^1].Entry.Phase);
    }

    [Fact]
    public async Task ALineThatKillsTheWorkerThreeTimesIsRefusedAndTheOthersAreCoded()
    {
        var workers = new WholeNoteWorkers { Deadly = "kill" };
        var lines = await RunAsync(workers, "{\"id\":1,\"text\":\"a\"}\n{\"id\":2,\"text\":\"kill\"}\n{\"id\":3,\"text\":\"b\"}");
        Assert.Equal(3, workers.Seen.Count(encounter => encounter.Notes[0].Text == "kill"));
        Assert.Contains("APP-WRK-003", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("APP-WRK", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task PushbackIsWaitedForAndTheEndOfAllWorkersStopsTheRun()
    {
        var lines = await RunAsync(new WholeNoteWorkers { Before = [WorkerRefusals.QueueFull, WorkerRefusals.QueueFull] }, "{\"id\":1,\"text\":\"a\"}");
        Assert.Contains("FY2027", lines.Single(), StringComparison.Ordinal);

        var (outcome, none) = await RunAsync(new WholeNoteWorkers { Before = [WorkerRefusals.NoWorker] }, "{\"id\":1,\"text\":\"a\"}"u8.ToArray());
        Assert.Equal("APP-WRK-002", outcome.Refusal?.Code);
        Assert.Empty(none);
    }

    [Fact]
    public async Task ACancelledRunThrowsAndLeavesCompleteLines()
    {
        using var stop = new CancellationTokenSource();
        using var output = new MemoryStream();
        var workers = new WholeNoteWorkers { OnSeen = seen => (seen == 40 ? stop.CancelAsync() : Task.CompletedTask) };
        var batch = new CodeBatch(workers, _log, TimeProvider.System);
        var input = string.Join('\n', Enumerable.Range(0, 1000).Select(i => $$"""{"id":{{i}},"text":"a"}"""));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            batch.RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, Options with { InFlight = 8 }, null, stop.Token));
        Assert.All(Lines(output.ToArray()), line => JsonDocument.Parse(line));
    }

    private async Task<IReadOnlyList<string>> RunAsync(string input) => await RunAsync(new WholeNoteWorkers(), input);

    private async Task<IReadOnlyList<string>> RunAsync(WholeNoteWorkers workers, string input)
    {
        var (outcome, lines) = await RunAsync(workers, Encoding.UTF8.GetBytes(input));
        Assert.Equal(lines.Count, outcome.Value.Lines);
        return lines;
    }

    private async Task<(Outcome<BatchProgress> Outcome, IReadOnlyList<string> Lines)> RunAsync(WholeNoteWorkers workers, byte[] input)
    {
        using var output = new MemoryStream();
        var outcome = await new CodeBatch(workers, _log, TimeProvider.System).RunAsync(new MemoryStream(input), output, Options, null, CancellationToken.None);
        return (outcome, Lines(output.ToArray()));
    }

    private static string[] Lines(byte[] output)
    {
        var text = Encoding.UTF8.GetString(output);
        Assert.True(text.Length == 0 || text.EndsWith('\n'));
        return text.Split('\n')[..^1];
    }

    /// <summary>Suggests one code over the whole of each first note that is not empty.</summary>
    private sealed class WholeNoteWorkers : ICodingWorkers
    {
        private readonly Lock _gate = new();
        private readonly List<Encounter> _seen = [];
        private Queue<Refusal> _before = new();

        public string? Deadly { get; init; }

        public IEnumerable<Refusal> Before { init => _before = new Queue<Refusal>(value); }

        public Func<int, Task> OnSeen { get; init; } = _ => Task.CompletedTask;

        public IReadOnlyList<Encounter> Seen => _seen;

        public async Task<Outcome<WorkerAnswer>> CodeAsync(Encounter encounter, CodingInstructions instructions, CodingPriority priority, Pseudonym subject, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            Assert.Equal(CodingPriority.Bulk, priority);
            int seen;
            lock (_gate)
            {
                _seen.Add(encounter);
                seen = _seen.Count;
                if (_before.TryDequeue(out var refusal))
                {
                    return refusal;
                }
            }

            await OnSeen(seen);
            await Task.Yield();
            var note = encounter.Notes[0];
            if (note.Text == Deadly)
            {
                return WorkerRefusals.WorkerDied;
            }

            if (encounter.DateOfService?.Year < 2000)
            {
                return new WorkerAnswer(new CodingResult(null, [], [new Refusal("APP-SET-001", RefusalKind.Unprocessable, "There is no code set for this date.")]), 1);
            }

            IReadOnlyList<Suggestion> suggestions = note.Text.Length == 0 ? [] :
            [
                new Suggestion(
                    Code.Icd10Cm("E11.9"), "title", [new SupportingText(new NoteSpan(note.Id, 0, note.Text.Length), note.Text)], 0.5, true, [new RuleStep("double", "said")])
                {
                    Rank = 1,
                },
            ];
            return new WorkerAnswer(new CodingResult("FY2027", suggestions, []) { ElapsedMs = 1.5 }, 1);
        }
    }

    private sealed class FullStream : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("No space left on device");
    }
}
