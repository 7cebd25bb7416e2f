using System.Collections.Concurrent;
using System.Text.Json;
using Appliance.Coding.Evaluation;
using Appliance.Domain;
using Appliance.Host.Control;

namespace Appliance.Host.Evaluation;

/// <summary>
/// Sends labelled notes through the sandboxed worker as the <c>code</c> command does, and gathers what is needed to count: codes for each note, and its text only
/// when errors are to be shown.
/// </summary>
internal sealed class EvaluationRun(ExactTitles titles, bool keepTexts)
{
    /// <summary>The most notes of one evaluation: their codes are held in memory.</summary>
    public const int MaxNotes = 200_000;

    private readonly ConcurrentDictionary<int, LabelledLine> _sent = new();
    private readonly LabelledLines _lines = new();

    /// <summary>The engine's codes, in the order of the file.</summary>
    public List<CodedNote> Engine { get; } = [];

    /// <summary>The floor's codes of the same notes.</summary>
    public List<CodedNote> Floor { get; } = [];

    /// <summary>The answers with their notes; empty unless texts are kept.</summary>
    public List<(LabelledLine Note, AnswerLine Answer)> Texts { get; } = [];

    /// <summary>Lines that the engine refused (no code set for their date, for example).</summary>
    public int NotCoded { get; private set; }

    /// <summary>Lines without labels.</summary>
    public int WithoutLabels => _lines.WithoutLabels;

    /// <summary>Lines that are not of the form, and the number of the first.</summary>
    public (int Count, int First) Unreadable => (_lines.Unreadable, _lines.FirstUnreadable);

    /// <summary>Hash of the profile that the answers name; null for none.</summary>
    public string? Profile { get; private set; }

    /// <summary>The releases that the answers name.</summary>
    public SortedSet<string> Releases { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs to the end of the file.</summary>
    public Task<Outcome<BatchResult>> RunAsync(ControlClient client, string query, TextReader notes, IProgress<int>? progress, CancellationToken cancellation) =>
        CodingStream.RunAsync(client, query, (stream, token) => WriteAsync(notes, stream, token), (stream, token) => ReadAsync(stream, progress, token), cancellation);

    private async Task WriteAsync(TextReader notes, Stream stream, CancellationToken cancellation)
    {
        var number = 0;
        await foreach (var line in _lines.ReadAsync(notes, cancellation).ConfigureAwait(false))
        {
            if (number == MaxNotes)
            {
                return;
            }

            _sent[number] = line;
            await stream.WriteAsync(Request(number, line), cancellation).ConfigureAwait(false);
            await stream.FlushAsync(cancellation).ConfigureAwait(false);
            number++;
        }
    }

    /// <summary>The line as the <c>code</c> command reads it; its id is its number, so that two notes of one id do not mix.</summary>
    private static byte[] Request(int number, LabelledLine line)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", number);
            writer.WriteStartArray("notes");
            foreach (var (note, text) in line.Texts)
            {
                writer.WriteStartObject();
                writer.WriteString("id", note);
                writer.WriteString("text", text);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            foreach (var (name, json) in line.Facts)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(json);
            }

            writer.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private async Task ReadAsync(Stream stream, IProgress<int>? progress, CancellationToken cancellation)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } text)
        {
            var answer = AnswerLine.Read(text);
            if (!_sent.TryRemove(answer.Number, out var line))
            {
                continue;
            }

            Take(line, answer);
            progress?.Report(Engine.Count + NotCoded);
        }
    }

    private void Take(LabelledLine line, AnswerLine answer)
    {
        if (answer.Release is null)
        {
            NotCoded++;
            return;
        }

        Releases.Add(answer.Release);
        Profile ??= answer.Profile;
        Engine.Add(new CodedNote(line.Id, line.Labels, answer.Suggestions.Select(s => new RankedCode(s.Code, s.Confidence, s.Shown, s.HighConfidence))));
        var floor = line.Texts.SelectMany(note => titles.Find(note.Text)).Distinct(StringComparer.Ordinal);
        Floor.Add(new CodedNote(line.Id, line.Labels, floor.Select(code => new RankedCode(code, 1, true))));
        if (keepTexts)
        {
            Texts.Add((line, answer));
        }
    }
}
