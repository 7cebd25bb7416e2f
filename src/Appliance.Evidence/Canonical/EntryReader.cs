using System.Buffers.Text;
using System.Text;

namespace Appliance.Evidence.Canonical;

/// <summary>Reads the canonical bytes of an entry member by member, in their one order; whatever differs by a byte is refused.</summary>
internal ref struct EntryReader
{
    private ReadOnlySpan<byte> _rest;
    private bool _first = true;

    private EntryReader(ReadOnlySpan<byte> bytes) => _rest = bytes;

    public static (long Sequence, EvidenceEntry Entry) Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new EntryReader(bytes);
        reader.Skip("{"u8);
        var action = (EvidenceAction)reader.Word("action"u8, NameTable.Actions, required: true);
        var actor = reader.Token("actor"u8);
        var at = reader.Time();
        var length = reader.Number("bytes"u8, required: false);
        var change = (Change)reader.Word("change"u8, NameTable.Changes);
        var codeSet = reader.Token("codeSet"u8);
        var crossing = reader.Id("crossing"u8);
        var data = (DataClass)reader.Word("data"u8, NameTable.DataClasses);
        var detail = reader.Token("detail"u8);
        var digest = reader.Digest();
        var from = (Zone)reader.Word("from"u8, NameTable.Zones);
        var items = reader.Number("items"u8, required: false);
        var link = reader.Link();
        var phase = (EvidencePhase)reader.Word("phase"u8, NameTable.Phases, required: true);
        var purpose = (Purpose)reader.Word("purpose"u8, NameTable.Purposes);
        var reason = reader.Token("reason"u8);
        var replacement = reader.Token("replacement"u8);
        var sequence = reader.Number("seq"u8, required: true);
        var subject = reader.Id("subject"u8);
        var to = (Zone)reader.Word("to"u8, NameTable.Zones);
        reader.Skip(",\"v\":1}"u8);
        if (!reader._rest.IsEmpty)
            throw Bad("v");
        var entry = new EvidenceEntry
        {
            Action = action,
            Phase = phase,
            Actor = actor,
            At = at,
            Bytes = length,
            Change = change,
            CodeSet = codeSet,
            Crossing = crossing,
            Data = data,
            Detail = detail,
            Digest = digest,
            From = from,
            Items = items,
            Link = link,
            Purpose = purpose,
            Reason = reason,
            Replacement = replacement,
            Subject = subject,
            To = to,
        };
        return EntryFormat.Fault(entry) is null ? (sequence, entry) : throw Bad("phase");
    }

    private int Word(ReadOnlySpan<byte> name, NameTable words, bool required = false)
    {
        if (!TryText(name, out var text))
            return required ? throw Bad(name) : 0;
        var value = words.ValueOf(text);
        return value > 0 || (value == 0 && required) ? value : throw Bad(name);
    }

    private Token Token(ReadOnlySpan<byte> name)
    {
        if (!TryText(name, out var text))
            return default;
        if (text.Length is 0 or > Evidence.Token.MaxLength)
            throw Bad(name);
        try
        {
            return new Token(Encoding.Latin1.GetString(text));
        }
        catch (ArgumentException)
        {
            throw Bad(name);
        }
    }

    private long Number(ReadOnlySpan<byte> name, bool required)
    {
        if (!TryText(name, out var text))
            return required ? throw Bad(name) : 0;
        var parsed = Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length;
        var canonical = text.Length == 1 ? text[0] is >= (byte)'0' and <= (byte)'9' : text.Length > 1 && text[0] is >= (byte)'1' and <= (byte)'9';
        return parsed && canonical && (required || value > 0) ? value : throw Bad(name);
    }

    private Guid Id(ReadOnlySpan<byte> name)
    {
        if (!TryText(name, out var text))
            return Guid.Empty;
        return text.Length == 32 && IsLowerHex(text) && Guid.TryParseExact(Encoding.ASCII.GetString(text), "N", out var id) && id != Guid.Empty ? id : throw Bad(name);
    }

    private ReadOnlyMemory<byte>? Digest() => Hex("digest"u8, EntryFormat.DigestLength);

    private Signing.KeyLink? Link()
    {
        if (Hex("newKey"u8, 32) is not { } key)
            return null;
        var signature = Hex("newKeySignature"u8, 64) ?? throw Bad("newKeySignature");
        return new Signing.KeyLink(key, Hex("oldKeySignature"u8, 64) ?? throw Bad("oldKeySignature"), signature);
    }

    private ReadOnlyMemory<byte>? Hex(ReadOnlySpan<byte> name, int length)
    {
        if (!TryText(name, out var text))
            return null;
        return text.Length == 2 * length && IsLowerHex(text) ? Convert.FromHexString(text) : throw Bad(name);
    }

    private DateTimeOffset Time()
    {
        if (!TryText("at"u8, out var text) || text.Length != 24)
            throw Bad("at");
        // 0123-56-89T12:45:78.012Z
        var shape = text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' && text[16] == ':' && text[19] == '.' && text[23] == 'Z';
        if (!shape || !TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..10], out var day) || !TryDigits(text[11..13], out var hour)
            || !TryDigits(text[14..16], out var minute) || !TryDigits(text[17..19], out var second) || !TryDigits(text[20..23], out var millisecond))
            throw Bad("at");
        var exists = year > 0 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24 && minute < 60 && second < 60;
        return exists ? new DateTimeOffset(year, month, day, hour, minute, second, millisecond, TimeSpan.Zero) : throw Bad("at");
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            value = (value * 10) + (digit - '0');
        }

        return true;
    }

    /// <summary>Takes <c>"name":"text"</c> when it comes next. Text of an entry holds no character that JSON escapes.</summary>
    private bool TryText(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> text)
    {
        text = default;
        var before = _first ? 1 : 2;
        if (_rest.Length < before + name.Length + 3 || !_rest[before..].StartsWith(name) || !_rest[(before + name.Length)..].StartsWith("\":\""u8))
            return false;
        if (_rest[before - 1] != '"' || (!_first && _rest[0] != ','))
            return false;
        var rest = _rest[(before + name.Length + 3)..];
        var end = rest.IndexOf((byte)'"');
        if (end < 0)
            throw Bad(name);
        text = rest[..end];
        _rest = rest[(end + 1)..];
        _first = false;
        return true;
    }

    private void Skip(ReadOnlySpan<byte> expected)
    {
        if (!_rest.StartsWith(expected))
            throw new FormatException("Not the canonical bytes of an evidence entry.");
        _rest = _rest[expected.Length..];
    }

    private static bool IsLowerHex(ReadOnlySpan<byte> text) => !text.ContainsAnyExcept("0123456789abcdef"u8);

    private static FormatException Bad(ReadOnlySpan<byte> name) => Bad(Encoding.ASCII.GetString(name));

    private static FormatException Bad(string name) => new($"Not the canonical bytes of an evidence entry: member '{name}' is wrong.");
}
