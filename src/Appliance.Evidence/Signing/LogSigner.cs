using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Appliance.Evidence.Storage;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Appliance.Evidence.Signing;

/// <summary>The log's Ed25519 private key, read from a file that only the service user can read.</summary>
public sealed class LogSigner
{
    private const string PemLabel = "PRIVATE KEY";

    /// <summary>PKCS #8 of an Ed25519 key up to its 32-byte seed (RFC 8410 section 7), so that <c>openssl pkey</c> reads the file.</summary>
    private static readonly byte[] Pkcs8Prefix = Convert.FromHexString("302e020100300506032b657004220420");

    private readonly Ed25519PrivateKeyParameters _key;

    private LogSigner(byte[] seed)
    {
        _key = new Ed25519PrivateKeyParameters(seed);
        PublicKey = _key.GeneratePublicKey().GetEncoded();
    }

    /// <summary>The public key, 32 bytes.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>A key that is not kept, for tests and benchmarks.</summary>
    public static LogSigner Ephemeral() => new(RandomNumberGenerator.GetBytes(32));

    /// <summary>Makes a key and writes it to a new file with mode 0600, durable before this returns.</summary>
    /// <exception cref="IOException">There is such a file already, or it cannot be written.</exception>
    public static LogSigner Create(string path)
    {
        var seed = RandomNumberGenerator.GetBytes(32);
        var pem = PemEncoding.WriteString(PemLabel, [.. Pkcs8Prefix, .. seed]);
        using (var file = OwnerFile.CreateNew(path))
        {
            file.Write(Encoding.ASCII.GetBytes(pem + "\n"));
            file.Flush(flushToDisk: true);
        }

        return new LogSigner(seed);
    }

    /// <summary>Reads the key.</summary>
    /// <exception cref="EvidenceOpenException">Other users can read the file, or it holds no Ed25519 key.</exception>
    public static LogSigner Load(string path) => FromPkcs8(ReadPrivateKey(path)) ?? throw NotAKey(path);

    /// <summary>The bytes of a private key's PEM file, if only its owner can read it.</summary>
    internal static byte[] ReadPrivateKey(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerFile.Mode) != 0)
            throw new EvidenceOpenException(EvidenceCodes.KeyUnusable, $"Other users can read the evidence key {path}. Make it private with: chmod 600 {path}");
        var text = File.ReadAllText(path);
        if (!PemEncoding.TryFind(text, out var fields) || !text.AsSpan(fields.Label).SequenceEqual(PemLabel))
            throw NotAKey(path);
        return Convert.FromBase64String(text[fields.Base64Data]);
    }

    /// <summary>The Ed25519 key in a PKCS #8 structure; null when it holds another.</summary>
    internal static LogSigner? FromPkcs8(byte[] der) =>
        der.Length == Pkcs8Prefix.Length + 32 && der.AsSpan().StartsWith(Pkcs8Prefix) ? new LogSigner(der[Pkcs8Prefix.Length..]) : null;

    /// <summary>Signs a head of the log with this origin.</summary>
    /// <param name="origin">The log's name.</param>
    /// <param name="size">Leaves covered.</param>
    /// <param name="root">Tree hash, 32 bytes.</param>
    /// <param name="at">Time of the newest entry covered.</param>
    public TreeHead Sign(string origin, long size, ReadOnlyMemory<byte> root, DateTimeOffset at)
    {
        var signature = SignBytes(CheckpointText.Body(origin, size, root.Span));
        return new TreeHead(size, root, at, new LogKey(origin, PublicKey).KeyId, signature);
    }

    /// <summary>The statement that the log goes on with another key, signed by both.</summary>
    public KeyLink LinkTo(LogSigner next, string origin)
    {
        ArgumentNullException.ThrowIfNull(next);
        var statement = KeyLink.Statement(new LogKey(origin, PublicKey), new LogKey(origin, next.PublicKey));
        return new KeyLink(next.PublicKey, SignBytes(statement), next.SignBytes(statement));
    }

    /// <summary>The Ed25519 signature of a message.</summary>
    internal byte[] SignBytes(byte[] message)
    {
        var signature = new byte[Ed25519.SignatureSize];
        _key.Sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.Length, signature, 0);
        return signature;
    }

    private static EvidenceOpenException NotAKey(string path) =>
        new(EvidenceCodes.KeyUnusable, $"{path} does not hold an Ed25519 private key in PEM form. Restore the evidence key from its backup.");
}

/// <summary>The public half: what a checker needs to know of a log. Its text form is the verifier key of C2SP signed-note.</summary>
/// <param name="Origin">The log's name; no space and no plus sign.</param>
/// <param name="PublicKey">Ed25519 public key, 32 bytes.</param>
public sealed record LogKey(string Origin, ReadOnlyMemory<byte> PublicKey)
{
    private const byte Ed25519Type = 1;

    /// <summary>The first four bytes of SHA-256(origin, newline, 0x01, public key), as signed-note defines it.</summary>
    public uint KeyHash
    {
        get
        {
            byte[] input = [.. Encoding.UTF8.GetBytes(Origin), (byte)'\n', Ed25519Type, .. PublicKey.Span];
            return BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(input));
        }
    }

    /// <summary><c>origin+keyhash</c>: names the key in a tree head.</summary>
    public string KeyId => $"{Origin}+{KeyHash:x8}";

    /// <summary>The same key as the key of a note.</summary>
    public VerifierKey Verifier => new(Origin, NoteSignatureType.Ed25519, PublicKey);

    /// <summary>Reads <c>origin+keyhash+base64</c>.</summary>
    public static bool TryParse(string? text, out LogKey? key)
    {
        key = null;
        var parts = text?.Split('+', 3) ?? [];
        if (parts.Length != 3)
            return false;
        var encoded = new byte[33];
        if (!Convert.TryFromBase64String(parts[2], encoded, out var length) || length != 33 || encoded[0] != Ed25519Type)
            return false;
        var candidate = new LogKey(parts[0], encoded.AsMemory(1));
        if (!string.Equals(candidate.ToString(), text, StringComparison.Ordinal))
            return false;
        key = candidate;
        return true;
    }

    /// <summary>Whether this key signed the head.</summary>
    public bool Verifies(TreeHead head)
    {
        ArgumentNullException.ThrowIfNull(head);
        if (head.Signature.Length != Ed25519.SignatureSize || !string.Equals(head.KeyId, KeyId, StringComparison.Ordinal))
            return false;
        var body = CheckpointText.Body(Origin, head.Size, head.RootHash.Span);
        return Ed25519.Verify(head.Signature.ToArray(), 0, PublicKey.ToArray(), 0, body, 0, body.Length);
    }

    /// <summary>The verifier key in text form, to be pinned by whoever checks the log.</summary>
    public override string ToString() => $"{KeyId}+{Convert.ToBase64String([Ed25519Type, .. PublicKey.Span])}";
}
