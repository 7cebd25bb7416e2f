using System.Security.Cryptography;
using System.Text;
using Appliance.Evidence.Storage;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;

namespace Appliance.Evidence.Signing;

/// <summary>
/// The private key of a witness: makes cosignatures of checkpoints (C2SP tlog-cosignature). A name has one key and one type; the Ed25519 message does not commit to the name, so
/// a key MUST NOT serve two names.
/// </summary>
public sealed class Cosigner
{
    private const string PemLabel = "PRIVATE KEY";

    private readonly LogSigner? _ed25519;
    private readonly MLDsaPrivateKeyParameters? _mlDsa;

    private Cosigner(string name, LogSigner signer)
    {
        _ed25519 = signer;
        Key = new VerifierKey(name, NoteSignatureType.Ed25519Cosignature, signer.PublicKey);
    }

    private Cosigner(string name, MLDsaPrivateKeyParameters key)
    {
        _mlDsa = key;
        Key = new VerifierKey(name, NoteSignatureType.MlDsa44Cosignature, key.GetPublicKeyEncoded());
    }

    /// <summary>The public half, which the log's operator enters as a witness key.</summary>
    public VerifierKey Key { get; }

    /// <summary>A key that is not kept, for tests.</summary>
    public static Cosigner Ephemeral(string name, NoteSignatureType type = NoteSignatureType.Ed25519Cosignature) =>
        type == NoteSignatureType.MlDsa44Cosignature ? new Cosigner(name, NewMlDsa()) : new Cosigner(name, LogSigner.Ephemeral());

    /// <summary>Makes a key and writes it to a new file with mode 0600 (PKCS #8, PEM), durable before this returns.</summary>
    /// <param name="name">Name of the witness, a URL without scheme.</param>
    /// <param name="type">Ed25519 or ML-DSA-44.</param>
    /// <param name="path">The new file.</param>
    /// <exception cref="IOException">There is such a file already, or it cannot be written.</exception>
    public static Cosigner Create(string name, NoteSignatureType type, string path)
    {
        if (type != NoteSignatureType.MlDsa44Cosignature)
            return new Cosigner(name, LogSigner.Create(path));
        var key = NewMlDsa();
        var pem = PemEncoding.WriteString(PemLabel, PrivateKeyInfoFactory.CreatePrivateKeyInfo(key).GetEncoded());
        using (var file = OwnerFile.CreateNew(path))
        {
            file.Write(Encoding.ASCII.GetBytes(pem + "\n"));
            file.Flush(flushToDisk: true);
        }

        return new Cosigner(name, key);
    }

    /// <summary>Reads a key that <see cref="Create"/> wrote.</summary>
    /// <exception cref="EvidenceOpenException">Other users can read the file, or it holds no such key.</exception>
    public static Cosigner Load(string name, string path)
    {
        var der = LogSigner.ReadPrivateKey(path);
        if (LogSigner.FromPkcs8(der) is { } signer)
            return new Cosigner(name, signer);
        try
        {
            if (PrivateKeyFactory.CreateKey(der) is MLDsaPrivateKeyParameters { Parameters: var parameters } key && parameters == MLDsaParameters.ml_dsa_44)
                return new Cosigner(name, key);
        }
        catch (Exception failure) when (failure is IOException or ArgumentException or GeneralSecurityException or InvalidCastException)
        {
            throw NotAKey(path, failure);
        }

        throw NotAKey(path, null);
    }

    /// <summary>Cosigns a checkpoint. Whoever calls this has made sure that it extends every one it cosigned before.</summary>
    /// <param name="text">Text of the checkpoint.</param>
    /// <param name="at">Now.</param>
    public NoteSignature Sign(string text, DateTimeOffset at)
    {
        var seconds = at.ToUnixTimeSeconds();
        var message = NoteAlgorithm.CosignedMessage(Key.Type, Key.Name, seconds, text) ?? throw new ArgumentException("Only a checkpoint is cosigned.", nameof(text));
        return new NoteSignature(Key.Name, Key.KeyId, (byte[])[.. NoteAlgorithm.BigEndian(seconds), .. Sign(message)]);
    }

    private static MLDsaPrivateKeyParameters NewMlDsa() => MLDsaPrivateKeyParameters.FromSeed(MLDsaParameters.ml_dsa_44, RandomNumberGenerator.GetBytes(32));

    private static EvidenceOpenException NotAKey(string path, Exception? inner) =>
        new(EvidenceCodes.KeyUnusable, $"{path} does not hold an Ed25519 or ML-DSA-44 private key in PEM form. Restore the witness key from its backup.", inner);

    private byte[] Sign(byte[] message)
    {
        if (_ed25519 is not null)
            return _ed25519.SignBytes(message);
        var signer = new MLDsaSigner(MLDsaParameters.ml_dsa_44, deterministic: true);
        signer.Init(true, _mlDsa!);
        signer.BlockUpdate(message, 0, message.Length);
        return signer.GenerateSignature();
    }
}
