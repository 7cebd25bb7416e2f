using System.Buffers;
using System.IO.Pipelines;

namespace Appliance.Fhir.Files;

/// <summary>Lines of a stream as bytes.</summary>
internal static class LineReader
{
    /// <summary>The longest line, bytes.</summary>
    public const int MaxLine = 48 * 1024 * 1024;

    /// <summary>Each line that is not blank, with its number from 1.</summary>
    /// <exception cref="InvalidDataException">A line is too long, or the stream is not whole.</exception>
    public static async IAsyncEnumerable<(long Number, byte[] Line)> ReadAsync(Stream stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 256 * 1024));
        var number = 0L;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation).ConfigureAwait(false);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                number++;
                if (Whole(buffer.Slice(0, end)) is { Length: > 0 } line)
                    yield return (number, line);
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            if (buffer.Length > MaxLine)
                throw new InvalidDataException("a line is too long");
            if (read.IsCompleted)
            {
                if (Whole(buffer) is { Length: > 0 } last)
                    yield return (number + 1, last);
                await reader.CompleteAsync().ConfigureAwait(false);
                yield break;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static byte[] Whole(ReadOnlySequence<byte> sequence)
    {
        var bytes = sequence.ToArray();
        var start = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        var line = bytes.AsSpan(start).Trim(" \t\r"u8);
        return line.Length == bytes.Length ? bytes : line.ToArray();
    }
}
