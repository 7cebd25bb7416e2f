using System.Threading.Channels;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Encounters.Workers;
using Appliance.Evidence;

namespace Appliance.Encounters.Batch;

/// <summary>
/// The <c>code</c> command: lines of JSON in, lines of suggestions out, in the same order. Every line goes through a worker and leaves evidence like any
/// other encounter; a bad line is answered in its place and stops nothing. A bounded number of lines is on its way at a time.
/// </summary>
public sealed class CodeBatch(ICodingWorkers workers, IEvidenceLog log, TimeProvider time)
{
    /// <summary>How often a line may end a worker before it is refused, and lines that are exported together at most.</summary>
    private const int MaxDeaths = 3;
    private const int MaxTogether = 256;

    /// <summary>A line takes one more place in the window for each of these bytes, so that large lines do not fill the memory.</summary>
    private const int BytesPerPlace = 1024 * 1024;

    private static readonly TimeSpan PushbackWait = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads the input to its end. When it refuses, the output holds complete lines up to where it stopped.</summary>
    /// <param name="input">JSON lines in UTF-8; not closed.</param>
    /// <param name="output">Gets one line for each; not closed.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told after each group of lines that was written; null for nobody.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <returns>The totals.</returns>
    public async Task<Outcome<BatchProgress>> RunAsync(
        Stream input, Stream output, BatchOptions options, IProgress<BatchProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.InFlight, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.InFlight, 1024);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var room = new SemaphoreSlim(options.InFlight);
        var window = Channel.CreateUnbounded<Task<CodedLine>>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        var reading = ReadAsync(input, options, window.Writer, room, stop.Token);
        Outcome<BatchProgress> written;
        try
        {
            written = await WriteAsync(output, options, window.Reader, room, progress, stop.Token).ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await SettleAsync(window.Reader).ConfigureAwait(false);
        }

        cancellation.ThrowIfCancellationRequested();
        return written.Succeeded && await reading.ConfigureAwait(false) is { } fault ? fault : written;
    }

    private static async Task SettleAsync(ChannelReader<Task<CodedLine>> window)
    {
        while (window.TryRead(out var line))
        {
            await ((Task)line).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Refusal?> ReadAsync(Stream input, BatchOptions options, ChannelWriter<Task<CodedLine>> window, SemaphoreSlim room, CancellationToken cancellation)
    {
        var actor = new Token(options.Operator.ToString());
        try
        {
            await using var lines = new LineReader(input, BatchOptions.MaxLineBytes);
            if (await lines.IsUtf16Async(cancellation).ConfigureAwait(false))
            {
                return BatchRefusals.NotUtf8;
            }

            while (await lines.NextAsync(cancellation).ConfigureAwait(false) is { } line)
            {
                var places = (int)Math.Min(options.InFlight, 1 + ((line.Bytes?.Length ?? 0) / BytesPerPlace));
                for (var i = 0; i < places; i++)
                {
                    await room.WaitAsync(cancellation).ConfigureAwait(false);
                }

                window.TryWrite(Task.Run(() => CodeAsync(line, places, actor, options.Instructions, cancellation), CancellationToken.None));
            }

            return null;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return BatchRefusals.InputFailed;
        }
        finally
        {
            window.Complete();
        }
    }

    private async Task<CodedLine> CodeAsync(InputLine line, int places, Token actor, CodingInstructions instructions, CancellationToken cancellation)
    {
        var subject = Pseudonym.New();
        var read = line.Bytes is { } bytes
            ? BatchLineReader.Read(line.Number, bytes)
            : new BatchLine("null", BatchRefusals.TooLong(line.Number, $"it is longer than {BatchOptions.MaxLineBytes} bytes."));
        var answer = await CodeAsync(read.Encounter, instructions, line.Length, actor, subject, cancellation).ConfigureAwait(false);
        var stop = answer.Refusal is { Kind: RefusalKind.Unavailable } fault ? fault : null;
        var result = answer.Succeeded ? answer.Value : new CodingResult(null, [], [answer.Refusal!]);
        return new CodedLine(subject, result, BatchWriter.Write(read.Id, result), result.Release is null ? 0 : read.Encounter.Value.Notes.Count, places) { Stop = stop };
    }

    private async Task<Outcome<CodingResult>> CodeAsync(
        Outcome<Encounter> read, CodingInstructions instructions, long bytes, Token actor, Pseudonym subject, CancellationToken cancellation)
    {
        try
        {
            if (!read.Succeeded)
            {
                await log.AppendAsync(BatchEvidence.NotTaken(actor, subject, bytes, read.Refusal!), cancellation).ConfigureAwait(false);
                return read.Refusal!;
            }

            await log.AppendAsync(BatchEvidence.Received(actor, subject, bytes, read.Value.Notes.Count), cancellation).ConfigureAwait(false);
        }
        catch (EvidenceUnavailableException)
        {
            return WorkerRefusals.NoEvidence;
        }

        for (var deaths = 0; ;)
        {
            var answer = await workers.CodeAsync(read.Value, instructions, CodingPriority.Bulk, subject, cancellation).ConfigureAwait(false);
            if (answer.Succeeded)
            {
                return answer.Value.Result;
            }

            if (answer.Refusal!.Kind == RefusalKind.Pushback)
            {
                await Task.Delay(PushbackWait, time, cancellation).ConfigureAwait(false);
            }
            else if (!WorkerRefusals.CountsAsDeath(answer.Refusal) || ++deaths == MaxDeaths)
            {
                return answer.Refusal;
            }
        }
    }

    private async Task<Outcome<BatchProgress>> WriteAsync(
        Stream output, BatchOptions options, ChannelReader<Task<CodedLine>> window, SemaphoreSlim room, IProgress<BatchProgress>? progress, CancellationToken cancellation)
    {
        var actor = new Token(options.Operator.ToString());
        var started = time.GetTimestamp();
        var total = new BatchProgress(0, 0, 0, 0, TimeSpan.Zero);
        var together = new List<CodedLine>();
        while (await window.WaitToReadAsync(cancellation).ConfigureAwait(false))
        {
            together.Clear();
            while (together.Count < MaxTogether && window.TryPeek(out var next) && (together.Count == 0 || next.IsCompletedSuccessfully))
            {
                window.TryRead(out _);
                together.Add(await next.ConfigureAwait(false));
            }

            var stop = together.FindIndex(line => line.Stop is not null);
            var reason = stop < 0 ? null : together[stop].Stop;
            if (stop >= 0)
            {
                together.RemoveRange(stop, together.Count - stop);
            }

            reason = await ExportAsync(output, actor, together, cancellation).ConfigureAwait(false) ?? reason;
            if (reason is not null)
            {
                return reason;
            }

            total = new BatchProgress(
                total.Lines + together.Count,
                total.Refused + together.Count(line => line.Result.Release is null),
                total.Notes + together.Sum(line => (long)line.Notes),
                total.Suggestions + together.Sum(line => line.Result.Suggestions.LongCount(suggestion => suggestion.Shown)),
                time.GetElapsedTime(started));
            room.Release(together.Sum(line => line.Room));
            progress?.Report(total);
        }

        return total with { Elapsed = time.GetElapsedTime(started) };
    }

    /// <summary>Records that the lines are about to leave, writes them, and records that they left; null when all went well.</summary>
    private async Task<Refusal?> ExportAsync(Stream output, Token actor, List<CodedLine> lines, CancellationToken cancellation)
    {
        if (lines.Count == 0)
        {
            return null;
        }

        try
        {
            var intents = lines.ConvertAll(line => BatchEvidence.ExportIntent(actor, line));
            await log.AppendAsync(intents, cancellation).ConfigureAwait(false);
            try
            {
                foreach (var line in lines)
                {
                    await output.WriteAsync(line.Output, CancellationToken.None).ConfigureAwait(false);
                }

                await output.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (IOException)
            {
                await log.AppendAsync(intents.ConvertAll(BatchEvidence.NotExported), CancellationToken.None).ConfigureAwait(false);
                return BatchRefusals.OutputFailed;
            }

            await log.AppendAsync(intents.ConvertAll(BatchEvidence.Exported), CancellationToken.None).ConfigureAwait(false);
            return null;
        }
        catch (EvidenceUnavailableException)
        {
            return WorkerRefusals.NoEvidence;
        }
    }
}
