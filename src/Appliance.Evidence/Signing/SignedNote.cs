using System.Buffers.Binary;
using System.Text;

namespace Appliance.Evidence.Signing;

/// <summary>
/// Text that one or more keys signed, in the form of C2SP signed-note (section "Format"):
/// <code>
/// text, one or more lines, each ended by a newline
///                                                       the last empty line parts text and signatures
/// — key name base64( key id (4, big-endian) | signature )
/// — …
/// </code>
/// A note that was read proves nothing until <see cref="Verify"/> has said which known keys signed it.
/// </summary>
public sealed class SignedNote
{
    /// <summary>The longest note that is read, in bytes; 16 post-quantum signatures fit many times.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>The most signature lines that are read; the specification asks for 16 or more.</summary>
    public const int MaxSignatures = 64;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private SignedNote(string text, IReadOnlyList<NoteSignature> signatures)
    {
        Text = text;
        Signatures = signatures;
    }

    /// <summary>What was signed, with its final newline.</summary>
    public string Text { get; }

    /// <summary>The signature lines in their order, known keys and unknown ones.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Puts a note together.</summary>
    /// <exception cref="ArgumentException">The text or a signature cannot stand in a note.</exception>
    public static SignedNote Of(string text, params IEnumerable<NoteSignature> signatures)
    {
        ArgumentNullException.ThrowIfNull(text);
        var list = signatures.ToList();
        if (TextFault(text) is { } fault)
            throw new ArgumentException(fault, nameof(text));
        if (list.Count is 0 or > MaxSignatures || list.Exists(signature => !signature.IsWellFormed))
            throw new ArgumentException($"A note has 1 to {MaxSignatures} signatures, each with a key name without space and plus sign.", nameof(signatures));
        return new SignedNote(text, list);
    }

    /// <summary>Reads a note. Bytes that are read write back to the same bytes.</summary>
    /// <returns>Null when it is not one; <paramref name="fault"/> then says why, without repeating any of it.</returns>
    public static SignedNote? Read(ReadOnlySpan<byte> bytes, out string? fault)
    {
        if (bytes.Length > MaxBytes)
        {
            fault = $"The note is longer than {MaxBytes} bytes.";
            return null;
        }

        try
        {
            return Read(Utf8.GetString(bytes), out fault);
        }
        catch (DecoderFallbackException)
        {
            fault = "The note is not valid UTF-8.";
            return null;
        }
    }

    /// <summary>Signature lines alone, as a witness answers them (C2SP tlog-witness, add-checkpoint).</summary>
    /// <returns>Null when a line is not a signature line.</returns>
    public static IReadOnlyList<NoteSignature>? ReadSignatures(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
            return null;
        try
        {
            var signatures = new List<NoteSignature>();
            return ReadLines(Utf8.GetString(bytes), signatures) is null ? signatures : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>
    /// Checks the signatures of known keys; those of unknown keys count for nothing. A known key whose signature is wrong spoils the note
    /// (signed-note, "clients SHOULD reject the whole note"), so nothing is verified then.
    /// </summary>
    public NoteVerification Verify(IReadOnlyCollection<VerifierKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var verified = new List<VerifiedSignature>();
        foreach (var signature in Signatures)
        {
            if (keys.FirstOrDefault(key => key.Names(signature)) is not { } key)
                continue;
            if (!key.Verifies(Text, signature, out var at))
                return new NoteVerification([], signature);
            if (verified.TrueForAll(other => other.Key != key))
                verified.Add(new VerifiedSignature(key, signature, at));
        }

        return new NoteVerification(verified, null);
    }

    /// <summary>The same text with further signatures after those it has; lines that are there already are not repeated.</summary>
    public SignedNote With(IEnumerable<NoteSignature> further) => Of(Text, Signatures.Concat(further).DistinctBy(signature => signature.ToString()));

    /// <summary>The bytes of the note.</summary>
    public byte[] ToBytes() => Utf8.GetBytes(ToString());

    /// <inheritdoc/>
    public override string ToString() => $"{Text}\n{string.Concat(Signatures.Select(signature => signature + "\n"))}";

    private static SignedNote? Read(string note, out string? fault)
    {
        var cut = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (cut < 0)
        {
            fault = "The note has no empty line before its signatures.";
            return null;
        }

        var text = note[..(cut + 1)];
        var signatures = new List<NoteSignature>();
        fault = TextFault(text) ?? ReadLines(note[(cut + 2)..], signatures);
        return fault is null ? new SignedNote(text, signatures) : null;
    }

    private static string? ReadLines(string lines, List<NoteSignature> signatures)
    {
        if (lines.Length == 0 || lines[^1] != '\n')
            return "The signatures do not end with a newline.";
        foreach (var range in lines.AsSpan(0, lines.Length - 1).Split('\n'))
        {
            if (signatures.Count == MaxSignatures)
                return $"The note has more than {MaxSignatures} signatures.";
            if (NoteSignature.Read(lines.AsSpan(0, lines.Length - 1)[range]) is not { } signature)
                return "A signature line is not one.";
            signatures.Add(signature);
        }

        return null;
    }

    private static string? TextFault(string text)
    {
        if (text.Length < 2 || text[^1] != '\n')
            return "The text of a note is not empty and ends with a newline.";
        return text.AsSpan().IndexOfAnyInRange('\0', '\u0009') >= 0 || text.AsSpan().IndexOfAnyInRange('\u000B', '\u001F') >= 0
            ? "The text of a note has no control character but newline."
            : null;
    }
}

/// <summary>One signature line of a note.</summary>
/// <param name="Name">Name of the key, without Unicode spaces and plus sign.</param>
/// <param name="KeyId">First four bytes of the key's hash, big-endian: a hint which key to try, not a proof.</param>
/// <param name="Signature">What the key's algorithm gave, 1 byte or more.</param>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Signature)
{
    private const string Dash = "— ";

    internal bool IsWellFormed => IsName(Name) && Signature.Length > 0;

    /// <inheritdoc/>
    public override string ToString()
    {
        var bytes = new byte[sizeof(uint) + Signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Signature.Span.CopyTo(bytes.AsSpan(sizeof(uint)));
        return $"{Dash}{Name} {Convert.ToBase64String(bytes)}";
    }

    internal static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty)
            return false;
        foreach (var character in name)
        {
            if (character == '+' || char.IsWhiteSpace(character) || char.IsControl(character))
                return false;
        }

        return true;
    }

    internal static NoteSignature? Read(ReadOnlySpan<char> line)
    {
        if (!line.StartsWith(Dash))
            return null;
        var rest = line[Dash.Length..];
        var space = rest.IndexOf(' ');
        if (space < 0 || !IsName(rest[..space]) || StrictBase64.Read(rest[(space + 1)..]) is not { Length: > sizeof(uint) } bytes)
            return null;
        return new NoteSignature(rest[..space].ToString(), BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(sizeof(uint)));
    }
}

/// <summary>A signature that was checked and is good.</summary>
/// <param name="Key">Whose it is.</param>
/// <param name="Signature">The line.</param>
/// <param name="At">When a cosigner says that it signed; null for a signature without time.</param>
public sealed record VerifiedSignature(VerifierKey Key, NoteSignature Signature, DateTimeOffset? At);

/// <summary>What the known keys say of a note.</summary>
/// <param name="Verified">Good signatures of known keys, at most one a key; empty when the note must be ignored.</param>
/// <param name="Wrong">A signature that names a known key and is not its; null when there is none.</param>
public sealed record NoteVerification(IReadOnlyList<VerifiedSignature> Verified, NoteSignature? Wrong);

/// <summary>Standard base 64 (RFC 4648 section 4) in its one form: no white space, full padding, unused bits zero.</summary>
internal static class StrictBase64
{
    public static byte[]? Read(ReadOnlySpan<char> text)
    {
        if (text.Length % 4 != 0)
            return null;
        var bytes = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64Chars(text, bytes, out var length))
            return null;
        Array.Resize(ref bytes, length);
        return text.SequenceEqual(Convert.ToBase64String(bytes)) ? bytes : null;
    }

    public static byte[]? ReadHash(ReadOnlySpan<char> text) => text.Length == 44 && Read(text) is { Length: Merkle.MerkleHash.Size } hash ? hash : null;
}

/// <summary>Decimal numbers in their one form: ASCII digits, no sign, no leading zero, at most 2^63 − 1.</summary>
internal static class StrictDecimal
{
    public static long? Read(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > 19 || (text[0] == '0' && text.Length > 1) || text.ContainsAnyExceptInRange('0', '9'))
            return null;
        return long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
