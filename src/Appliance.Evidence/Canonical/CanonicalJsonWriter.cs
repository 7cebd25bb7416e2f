using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Appliance.Evidence.Canonical;

/// <summary>
/// Writes RFC 8785 (JSON Canonicalization Scheme) objects of strings and small integers: no white space, member names in ascending order of their UTF-16
/// code units, the shortest escapes, UTF-8. There is exactly one byte sequence for a value. Numbers beyond ±(2^53 − 1) are not written as numbers, since RFC 8785 numbers
/// are doubles: write them as decimal strings. Not thread-safe; <see cref="Clear"/> and use again.
/// </summary>
public sealed class CanonicalJsonWriter
{
    /// <summary>The largest integer that every JSON reader keeps exactly (RFC 7493 section 2.2).</summary>
    public const long MaxSafeInteger = (1L << 53) - 1;

    private static readonly SearchValues<char> Escaped = SearchValues.Create("\"\\\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000B\f\r\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F");
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> _output = new(512);
    private readonly Stack<string?> _lastNames = new();
    private string? _lastName;
    private bool _awaitsValue;

    /// <summary>What was written since the last <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _output.WrittenSpan;

    /// <summary>Starts afresh.</summary>
    public void Clear()
    {
        _output.ResetWrittenCount();
        _lastNames.Clear();
        _lastName = null;
        _awaitsValue = false;
    }

    /// <summary>Opens the top object, or an object as the value of the last name.</summary>
    public void StartObject()
    {
        if (_lastNames.Count > 0 || _output.WrittenCount > 0)
            TakeValuePlace();
        Put((byte)'{');
        _lastNames.Push(_lastName);
        _lastName = null;
    }

    /// <summary>Closes the innermost object.</summary>
    public void EndObject()
    {
        if (_awaitsValue || _lastNames.Count == 0)
            throw new InvalidOperationException("There is no object to close here.");
        Put((byte)'}');
        _lastName = _lastNames.Pop();
    }

    /// <summary>Writes a member's name; its value must follow.</summary>
    /// <exception cref="InvalidOperationException">The name is not greater than the one before it, by UTF-16 code units.</exception>
    public void Name(string name)
    {
        if (_awaitsValue || _lastNames.Count == 0 || (_lastName is not null && string.CompareOrdinal(_lastName, name) >= 0))
            throw new InvalidOperationException("Names of an object come in ascending order, each followed by its value.");
        if (_lastName is not null)
            Put((byte)',');
        Quote(name);
        Put((byte)':');
        _lastName = name;
        _awaitsValue = true;
    }

    /// <summary>Writes a text value.</summary>
    /// <exception cref="ArgumentException">The text holds a lone surrogate, which has no UTF-8.</exception>
    public void Text(ReadOnlySpan<char> text)
    {
        TakeValuePlace();
        Quote(text);
    }

    /// <summary>Writes an integer as a JSON number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Beyond ±(2^53 − 1).</exception>
    public void SmallInteger(long value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, -MaxSafeInteger);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxSafeInteger);
        TakeValuePlace();
        Digits(value);
    }

    /// <summary>Writes a 64-bit integer as a decimal string.</summary>
    public void LongAsText(long value)
    {
        TakeValuePlace();
        Put((byte)'"');
        Digits(value);
        Put((byte)'"');
    }

    /// <summary>Writes bytes as a string of lower-case hexadecimal digits.</summary>
    public void HexText(ReadOnlySpan<byte> bytes)
    {
        TakeValuePlace();
        Put((byte)'"');
        Convert.TryToHexStringLower(bytes, _output.GetSpan(bytes.Length * 2), out var written);
        _output.Advance(written);
        Put((byte)'"');
    }

    private void TakeValuePlace()
    {
        if (!_awaitsValue)
            throw new InvalidOperationException("A value needs a name before it.");
        _awaitsValue = false;
    }

    private void Quote(ReadOnlySpan<char> text)
    {
        Put((byte)'"');
        while (true)
        {
            var plain = text.IndexOfAny(Escaped);
            Encode(plain < 0 ? text : text[..plain]);
            if (plain < 0)
                break;
            Escape(text[plain]);
            text = text[(plain + 1)..];
        }

        Put((byte)'"');
    }

    private void Encode(ReadOnlySpan<char> text) => _output.Advance(Utf8.GetBytes(text, _output.GetSpan(Utf8.GetMaxByteCount(text.Length))));

    private void Escape(char c)
    {
        var shortForm = c switch { '"' => '"', '\\' => '\\', '\b' => 'b', '\t' => 't', '\n' => 'n', '\f' => 'f', '\r' => 'r', _ => '\0' };
        Put((byte)'\\');
        if (shortForm != '\0')
        {
            Put((byte)shortForm);
            return;
        }

        _output.Write("u00"u8);
        Put((byte)(c < 0x10 ? '0' : '1'));
        Put((byte)"0123456789abcdef"[c & 0xF]);
    }

    private void Digits(long value)
    {
        Utf8Formatter.TryFormat(value, _output.GetSpan(20), out var written);
        _output.Advance(written);
    }

    private void Put(byte value)
    {
        _output.GetSpan(1)[0] = value;
        _output.Advance(1);
    }
}
