namespace Appliance.Evidence.Packets;

/// <summary>Reads lines of bytes, each ended by a newline and none longer than a bound.</summary>
internal sealed class LineReader(Stream stream, int maxLength) : IDisposable
{
    private readonly byte[] _buffer = new byte[maxLength + 1];
    private int _start;
    private int _end;

    /// <summary>The next line without its newline; null at the end.</summary>
    /// <exception cref="InvalidDataException">A line is too long, or the last one has no newline.</exception>
    public byte[]? Next()
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                var line = _buffer.AsSpan(_start, length).ToArray();
                _start += length + 1;
                return line;
            }

            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            if (_end == _buffer.Length)
                throw new InvalidDataException("A line of the packet is longer than it can be.");
            var read = stream.Read(_buffer, _end, _buffer.Length - _end);
            if (read == 0)
                return _end == 0 ? null : throw new InvalidDataException("The last line of a file of the packet was cut off.");
            _end += read;
        }
    }

    public IEnumerable<byte[]> All()
    {
        while (Next() is { } line)
            yield return line;
    }

    public void Dispose() => stream.Dispose();
}

/// <summary>Takes what is written and compares it with a stream.</summary>
internal sealed class ComparingStream(Stream expected) : Stream
{
    private bool _differs;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>True when what was written is all that is there.</summary>
    public bool IsSame() => !_differs && expected.ReadByte() < 0;

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Span<byte> other = stackalloc byte[4096];
        while (!buffer.IsEmpty && !_differs)
        {
            var part = other[..Math.Min(other.Length, buffer.Length)];
            _differs = expected.ReadAtLeast(part, part.Length, throwOnEndOfStream: false) < part.Length || !part.SequenceEqual(buffer[..part.Length]);
            buffer = buffer[part.Length..];
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
