using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Appliance.Domain;
using Appliance.Fhir.Parsing;

namespace Appliance.Fhir.Files;

/// <summary>
/// Delivers files to the appliance's own FHIR endpoint, as an EHR would: Bundles as they are, the resources of bulk exports as updates under their own ids, in the
/// order of their dependence and in bounded transactions. A transaction that is refused is sent again as a batch, so that one bad resource spoils only itself.
/// </summary>
/// <param name="client">Talks to the appliance; carries its authentication.</param>
/// <param name="options">Bounds, and where to remember.</param>
/// <param name="clock">Measures and waits.</param>
public sealed class FileIntake(HttpClient client, FileIntakeOptions options, TimeProvider clock)
{
    private static readonly string[] Order = ["Patient", "Practitioner", "Organization", "Location", "PractitionerRole", "Encounter"];

    private readonly IntakePost _post = new(client, options, clock);
    private readonly IntakeTally _tally = new();
    private readonly List<Resource> _again = [];
    private IProgress<FileIntakeProgress>? _progress;
    private int _files;
    private int _done;

    /// <summary>Delivers all files below the paths (.json, .ndjson, each also .gz).</summary>
    public async Task<FileIntakeSummary> RunAsync(IReadOnlyList<string> paths, IProgress<FileIntakeProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var started = clock.GetTimestamp();
        _progress = progress;
        var state = IntakeState.Load(options.StateFile);
        var all = await IntakeFile.FindAsync(paths, cancellation).ConfigureAwait(false);
        var files = all.Where(f => !state.IsDone(f)).ToList();
        (_files, _done) = (all.Count, all.Count - files.Count);
        foreach (var file in files)
            await LookAsync(file, cancellation).ConfigureAwait(false);

        // Bundles without a patient are the directories (hospitals, practitioners) that the others refer to.
        foreach (var file in files.Where(f => !f.IsLines).OrderBy(f => f.Types.Contains("Patient")))
        {
            await BundleFileAsync(file, cancellation).ConfigureAwait(false);
            Finish(file, state);
        }

        var lines = files.Where(f => f.IsLines).ToList();
        for (var rank = 0; rank <= Order.Length; rank++)
        {
            foreach (var file in lines.Where(f => f.Types.Any(t => RankOf(t) == rank)))
            {
                await LineFileAsync(file, rank, state, cancellation).ConfigureAwait(false);
                if (rank == file.Types.Max(RankOf) && !_again.Exists(r => r.File == file))
                    Finish(file, state);
            }
        }

        await AgainAsync(cancellation).ConfigureAwait(false);
        foreach (var file in lines.Where(f => !f.IsFinished))
            Finish(file, state);
        return new FileIntakeSummary(all.Count, all.Count - files.Count, _tally.Created, _tally.Updated, _tally.Unchanged, _tally.Refusals, clock.GetElapsedTime(started));
    }

    private static int RankOf(string type) => Array.IndexOf(Order, type) is >= 0 and var rank ? rank : Order.Length;

    private void Finish(IntakeFile file, IntakeState state)
    {
        state.Finished(file);
        file.IsFinished = true;
        _done++;
        Tell();
    }

    private void Tell() => _progress?.Report(new FileIntakeProgress(_done, _files, _tally.Delivered, _tally.Refused));

    /// <summary>Finds the types in a file, so that the files can be put in order.</summary>
    private async Task LookAsync(IntakeFile file, CancellationToken cancellation)
    {
        try
        {
            await using var stream = file.Open();
            if (!file.IsLines)
            {
                using var document = await JsonDocument.ParseAsync(stream, default, cancellation).ConfigureAwait(false);
                foreach (var resource in Resources(document.RootElement))
                    file.Types.Add(TypeOf(resource) ?? string.Empty);
                return;
            }

            await foreach (var (_, line) in LineReader.ReadAsync(stream, cancellation).ConfigureAwait(false))
                file.Types.Add(Key(line)?.Type ?? string.Empty);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            // Said when the file is delivered: what is whole of it still goes in.
        }
    }

    private async Task BundleFileAsync(IntakeFile file, CancellationToken cancellation)
    {
        try
        {
            await using var stream = file.Open();
            using var buffer = new MemoryStream();
            await stream.CopyToAsync(buffer, cancellation).ConfigureAwait(false);
            var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            if (TypeOf(root) == "Bundle" && root.TryGetProperty("type", out var type) && type.GetString() is "transaction" or "batch")
            {
                Count(await _post.SendAsync(bytes, cancellation).ConfigureAwait(false), file, Resources(root).Count());
                return;
            }

            var resources = new List<Resource>();
            foreach (var resource in Resources(root))
                resources.Add(new Resource(file, resources.Count + 1, Encoding.UTF8.GetBytes(resource.GetRawText())));
            foreach (var chunk in resources.GroupBy(r => RankOf(Key(r.Json)?.Type ?? string.Empty)).OrderBy(g => g.Key).SelectMany(Chunks))
                await SendAsync(chunk, false, cancellation).ConfigureAwait(false);
        }
        catch (JsonException)
        {
            Refuse(file, Refusals.File("it is not whole JSON"), file.Name);
        }
        catch (InvalidDataException)
        {
            Refuse(file, Refusals.File("its compression is damaged"), file.Name);
        }

        Tell();
    }

    private void Count(IntakePost.Answer answer, IntakeFile file, int resources)
    {
        if (answer.Refusal is { } refusal)
        {
            for (var i = 0; i < Math.Max(1, resources); i++)
                Refuse(file, refusal, file.Name);
        }

        for (var i = 0; i < answer.Entries.Count; i++)
        {
            var entry = answer.Entries[i];
            if (entry.Refusal is { } one)
                Refuse(file, one, string.Create(CultureInfo.InvariantCulture, $"{file.Name}, entry {i}"));
            else
                _tally.Add(entry.Effect, entry.Status);
        }

        Tell();
    }

    /// <summary>Delivers the lines of one rank, several transactions at once; how far it came is noted in the order of the lines.</summary>
    private async Task LineFileAsync(IntakeFile file, int rank, IntakeState state, CancellationToken cancellation)
    {
        var from = state.Lines(file, rank);
        var underWay = new Queue<(Task Sending, long Last)>();
        var chunk = new List<Resource>();
        var bytes = 0;
        try
        {
            await using var stream = file.Open();
            await foreach (var (number, line) in LineReader.ReadAsync(stream, cancellation).ConfigureAwait(false))
            {
                if (number <= from || RankOf(Key(line)?.Type ?? string.Empty) != rank)
                    continue;
                if (chunk.Count > 0 && (chunk.Count == options.MaxResources || bytes + line.Length > options.MaxBytes))
                {
                    await PassAsync().ConfigureAwait(false);
                    (chunk, bytes) = ([], 0);
                }

                chunk.Add(new Resource(file, number, line));
                bytes += line.Length;
            }
        }
        catch (InvalidDataException)
        {
            Refuse(file, Refusals.File("a line is too long, or its compression is damaged"), file.Name);
        }

        if (chunk.Count > 0)
            await PassAsync().ConfigureAwait(false);
        while (underWay.Count > 0)
            await SettleAsync().ConfigureAwait(false);

        async Task PassAsync()
        {
            if (underWay.Count == options.InFlight)
                await SettleAsync().ConfigureAwait(false);
            underWay.Enqueue((SendAsync(chunk, false, cancellation), chunk[^1].Number));
        }

        async Task SettleAsync()
        {
            var (sending, last) = underWay.Dequeue();
            await sending.ConfigureAwait(false);
            if (!file.HasRefusals && _again.Count == 0)
                state.Reached(file, rank, last);
            Tell();
        }
    }

    /// <summary>Sends what named something that was not there yet a second time, now that everything else is.</summary>
    private async Task AgainAsync(CancellationToken cancellation)
    {
        var waiting = _again.ToList();
        _again.Clear();
        foreach (var chunk in Chunks(waiting))
            await SendAsync(chunk, true, cancellation).ConfigureAwait(false);
    }

    private IEnumerable<List<Resource>> Chunks(IEnumerable<Resource> resources)
    {
        var chunk = new List<Resource>();
        var bytes = 0;
        foreach (var resource in resources)
        {
            if (chunk.Count > 0 && (chunk.Count == options.MaxResources || bytes + resource.Json.Length > options.MaxBytes))
            {
                yield return chunk;
                (chunk, bytes) = ([], 0);
            }

            chunk.Add(resource);
            bytes += resource.Json.Length;
        }

        if (chunk.Count > 0)
            yield return chunk;
    }

    private async Task SendAsync(List<Resource> resources, bool last, CancellationToken cancellation)
    {
        var sent = new List<Resource>(resources.Count);
        foreach (var resource in resources)
        {
            if (Key(resource.Json) is { Type.Length: > 0, Id.Length: > 0 })
                sent.Add(resource);
            else
                Refuse(resource.File, Refusals.NoId(), resource.Place);
        }

        if (sent.Count == 0)
            return;
        var answer = await _post.SendAsync(Bundle(sent, "transaction"), cancellation).ConfigureAwait(false);
        if (answer.Refusal is not null && sent.Count > 1)
            answer = await _post.SendAsync(Bundle(sent, "batch"), cancellation).ConfigureAwait(false);
        lock (_tally)
        {
            for (var i = 0; i < sent.Count; i++)
            {
                var entry = i < answer.Entries.Count ? answer.Entries[i] : new IntakePost.EntryAnswer(0, null, answer.Refusal ?? Refusals.Server(200));
                if (entry.Refusal is not { } refusal)
                    _tally.Add(entry.Effect, entry.Status);
                else if (!last && refusal.Code == Refusals.MissingReference)
                    _again.Add(sent[i]);
                else
                    Refuse(sent[i].File, refusal, sent[i].Place);
            }
        }
    }

    private void Refuse(IntakeFile file, Refusal refusal, string place)
    {
        lock (_tally)
        {
            file.HasRefusals = true;
            _tally.Refuse(refusal, place);
        }
    }

    private static ReadOnlyMemory<byte> Bundle(List<Resource> resources, string type)
    {
        var output = new ArrayBufferWriter<byte>(resources.Sum(r => r.Json.Length + 128) + 128);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteString("resourceType", "Bundle");
        writer.WriteString("type", type);
        writer.WriteStartArray("entry");
        foreach (var resource in resources)
        {
            var (resourceType, id) = Key(resource.Json)!.Value;
            writer.WriteStartObject();
            writer.WritePropertyName("resource");
            writer.WriteRawValue(resource.Json, skipInputValidation: true);
            writer.WriteStartObject("request");
            writer.WriteString("method", "PUT");
            writer.WriteString("url", $"{resourceType}/{id}");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return output.WrittenMemory;
    }

    private static IEnumerable<JsonElement> Resources(JsonElement root) =>
        TypeOf(root) != "Bundle" ? [root]
        : root.TryGetProperty("entry", out var entries) && entries.ValueKind == JsonValueKind.Array
            ? entries.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object && e.TryGetProperty("resource", out _)).Select(e => e.GetProperty("resource"))
            : [];

    private static string? TypeOf(JsonElement resource) =>
        resource.ValueKind == JsonValueKind.Object && resource.TryGetProperty("resourceType", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    /// <summary>Type and id of a resource; null when it is not whole JSON.</summary>
    private static (string? Type, string? Id)? Key(byte[] json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            string? type = null;
            string? id = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isType = reader.ValueTextEquals("resourceType"u8);
                var isId = reader.ValueTextEquals("id"u8);
                reader.Read();
                if (isType && reader.TokenType == JsonTokenType.String)
                    type = JsonPath.Name(reader.ValueSpan);
                else if (isId && reader.TokenType == JsonTokenType.String)
                    id = reader.GetString();
                reader.Skip();
            }

            return reader.Read() ? null : (type, id);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One resource on its way, and where it came from.</summary>
    private sealed record Resource(IntakeFile File, long Number, byte[] Json)
    {
        public string Place => string.Create(CultureInfo.InvariantCulture, $"{File.Name}, {(File.IsLines ? "line" : "entry")} {Number}");
    }
}
