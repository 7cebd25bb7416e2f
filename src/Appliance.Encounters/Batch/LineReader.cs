using System.Buffers;
using System.IO.Pipelines;

namespace Appliance.Encounters.Batch;

/// <summary>A line of the input.</summary>
/// <param name="Number">From 1, blank lines counted.</param>
/// <param name="Bytes">Its bytes without the line end; null when it was longer than the bound and was skipped.</param>
/// <param name="Length">Its length in bytes.</param>
internal readonly record struct InputLine(long Number, byte[]? Bytes, long Length);

/// <summary>Reads lines of bounded length; a longer one is skipped without being held in memory. A UTF-8 mark at the start is no part of the first line.</summary>
internal sealed class LineReader(Stream input, int maxBytes) : IAsyncDisposable
{
    private readonly PipeReader _pipe = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: 256 * 1024, leaveOpen: true));
    private long _number;
    private bool _started;

    /// <summary>True when the input begins with a mark of UTF-16; asked before the first line.</summary>
    public async Task<bool> IsUtf16Async(CancellationToken cancellation)
    {
        var read = await _pipe.ReadAtLeastAsync(3, cancellation).ConfigureAwait(false);
        var first = read.Buffer.Slice(0, Math.Min(3, read.Buffer.Length)).ToArray();
        var mark = first.AsSpan().SequenceEqual((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        _pipe.AdvanceTo(read.Buffer.GetPosition(mark));
        _started = true;
        return first is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
    }

    /// <summary>The next line that is not blank; null at the end.</summary>
    public async Task<InputLine?> NextAsync(CancellationToken cancellation)
    {
        if (!_started)
        {
            await IsUtf16Async(cancellation).ConfigureAwait(false);
        }

        while (await ReadAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            if (line.Bytes is null || !IsBlank(line.Bytes))
            {
                return line;
            }
        }

        return null;
    }

    public ValueTask DisposeAsync() => _pipe.CompleteAsync();

    private async Task<InputLine?> ReadAsync(CancellationToken cancellation)
    {
        var skipped = 0L;
        while (true)
        {
            var read = await _pipe.ReadAsync(cancellation).ConfigureAwait(false);
            var buffer = read.Buffer;
            var end = buffer.PositionOf((byte)'\n');
            var part = end is { } at ? buffer.Slice(0, at) : buffer;
            if (end is null && !read.IsCompleted)
            {
                if (skipped + buffer.Length > maxBytes)
                {
                    skipped += buffer.Length;
                    _pipe.AdvanceTo(buffer.End);
                }
                else
                {
                    _pipe.AdvanceTo(buffer.Start, buffer.End);
                }

                continue;
            }

            var length = skipped + part.Length;
            if (end is null && length == 0)
            {
                _pipe.AdvanceTo(buffer.End);
                return null;
            }

            var bytes = length > maxBytes ? null : part.ToArray();
            _pipe.AdvanceTo(end is { } newline ? buffer.GetPosition(1, newline) : buffer.End);
            return new InputLine(++_number, bytes, length);
        }
    }

    private static bool IsBlank(byte[] line) => line.AsSpan().IndexOfAnyExcept(" \t\r"u8) < 0;
}
