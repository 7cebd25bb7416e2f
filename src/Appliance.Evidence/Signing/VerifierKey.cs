using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Appliance.Evidence.Signing;

/// <summary>The kinds of signature that are known here; the numbers are assigned by C2SP signed-note ("Signature types") and tlog-cosignature.</summary>
public enum NoteSignatureType
{
    /// <summary>Ed25519 over the text of the note: a log's own signature.</summary>
    Ed25519 = 0x01,

    /// <summary>Ed25519 cosignature of a witness, with the time of signing (<c>cosignature/v1</c>).</summary>
    Ed25519Cosignature = 0x04,

    /// <summary>ML-DSA-44 cosignature (<c>subtree/v1</c>), with or without time.</summary>
    MlDsa44Cosignature = 0x06,
}

/// <summary>
/// A public key as signed-note writes it (section "Verifier keys"): <c>name+keyid+base64(type | key)</c>. Two keys are equal when their texts are.
/// </summary>
public sealed class VerifierKey : IEquatable<VerifierKey>
{
    private readonly string _text;

    /// <summary>Makes a key.</summary>
    /// <exception cref="ArgumentException">The name cannot stand in a note, or the key has not the length of its type.</exception>
    public VerifierKey(string name, NoteSignatureType type, ReadOnlyMemory<byte> publicKey)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!NoteSignature.IsName(name) || Encoding.UTF8.GetByteCount(name) > byte.MaxValue)
            throw new ArgumentException("A key name has 1 to 255 bytes and neither space nor plus sign.", nameof(name));
        if (publicKey.Length != NoteAlgorithm.PublicKeyLength(type))
            throw new ArgumentException("The public key has not the length of its type.", nameof(publicKey));
        (Name, Type, PublicKey) = (name, type, publicKey.ToArray());
        byte[] input = [.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)type, .. publicKey.Span];
        KeyId = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(input));
        _text = string.Create(CultureInfo.InvariantCulture, $"{name}+{KeyId:x8}+{Convert.ToBase64String([(byte)type, .. publicKey.Span])}");
    }

    /// <summary>Name of the key: a log's origin, or a witness's name.</summary>
    public string Name { get; }

    /// <summary>How it signs.</summary>
    public NoteSignatureType Type { get; }

    /// <summary>The key: 32 bytes (Ed25519) or 1,312 (ML-DSA-44).</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>First four bytes of SHA-256(name, newline, type, key), big-endian.</summary>
    public uint KeyId { get; }

    /// <summary>True for a key that cosigns checkpoints of others.</summary>
    public bool IsCosigner => Type != NoteSignatureType.Ed25519;

    /// <summary>Compares texts.</summary>
    public static bool operator ==(VerifierKey? left, VerifierKey? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Compares texts.</summary>
    public static bool operator !=(VerifierKey? left, VerifierKey? right) => !(left == right);

    /// <summary>Reads <see cref="ToString"/>.</summary>
    /// <returns>Null when it is not a key of a type that is known here.</returns>
    public static VerifierKey? Read(string? text)
    {
        if (text is null || text.Length > 4096)
            return null;
        var parts = text.Split('+', 3);
        if (parts.Length != 3 || !NoteSignature.IsName(parts[0]) || StrictBase64.Read(parts[2]) is not { Length: > 1 } bytes)
            return null;
        var type = (NoteSignatureType)bytes[0];
        if (bytes.Length - 1 != NoteAlgorithm.PublicKeyLength(type) || Encoding.UTF8.GetByteCount(parts[0]) > byte.MaxValue)
            return null;
        var key = new VerifierKey(parts[0], type, bytes.AsMemory(1));
        return string.Equals(key._text, text, StringComparison.Ordinal) ? key : null;
    }

    /// <summary>Whether a signature line says that it is of this key.</summary>
    public bool Names(NoteSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        return signature.KeyId == KeyId && string.Equals(signature.Name, Name, StringComparison.Ordinal);
    }

    /// <summary>Whether this key made the signature over this text.</summary>
    /// <param name="text">Text of the note.</param>
    /// <param name="signature">A line of the note.</param>
    /// <param name="at">The time that a cosigner signed with it; null when none was.</param>
    public bool Verifies(string text, NoteSignature signature, out DateTimeOffset? at)
    {
        ArgumentNullException.ThrowIfNull(text);
        at = null;
        return Names(signature) && NoteAlgorithm.Verifies(this, text, signature.Signature.Span, out at);
    }

    /// <inheritdoc/>
    public bool Equals(VerifierKey? other) => other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VerifierKey);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    /// <summary>The key in text form, to be pinned by whoever checks.</summary>
    public override string ToString() => _text;
}
