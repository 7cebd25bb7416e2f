using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Appliance.Evidence.Signing;

/// <summary>
/// That a log goes on with another key: a statement that the old key and the new one both signed, so that whoever pinned either accepts the other. It is part of an entry. Both sign
/// <code>
/// appliance evidence key rotation v1
/// origin
/// verifier key of the old key
/// verifier key of the new key
/// </code>
/// each line ended by a newline. No checkpoint begins with the first line, because an origin has no space.
/// </summary>
/// <param name="NewKey">The new Ed25519 public key, 32 bytes.</param>
/// <param name="OldSignature">Signature of the old key, 64 bytes.</param>
/// <param name="NewSignature">Signature of the new key, 64 bytes.</param>
public sealed record KeyLink(ReadOnlyMemory<byte> NewKey, ReadOnlyMemory<byte> OldSignature, ReadOnlyMemory<byte> NewSignature)
{
    private const string Header = "appliance evidence key rotation v1";

    /// <summary>The statement.</summary>
    public static byte[] Statement(LogKey old, LogKey next)
    {
        ArgumentNullException.ThrowIfNull(old);
        return Encoding.UTF8.GetBytes($"{Header}\n{old.Origin}\n{old}\n{next}\n");
    }

    /// <summary>Whether both keys signed that the log of <paramref name="old"/> goes on with <see cref="NewKey"/>.</summary>
    public bool Follows(LogKey old)
    {
        ArgumentNullException.ThrowIfNull(old);
        if (!HasLengths)
            return false;
        var statement = Statement(old, old with { PublicKey = NewKey });
        return Ed25519.Verify(OldSignature.ToArray(), 0, old.PublicKey.ToArray(), 0, statement, 0, statement.Length)
            && Ed25519.Verify(NewSignature.ToArray(), 0, NewKey.ToArray(), 0, statement, 0, statement.Length);
    }

    /// <inheritdoc/>
    public bool Equals(KeyLink? other) => other is not null && NewKey.Span.SequenceEqual(other.NewKey.Span) && OldSignature.Span.SequenceEqual(other.OldSignature.Span)
        && NewSignature.Span.SequenceEqual(other.NewSignature.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => NewKey.Length > 3 ? BitConverter.ToInt32(NewKey.Span) : 0;

    internal bool HasLengths => NewKey.Length == Ed25519.PublicKeySize && OldSignature.Length == Ed25519.SignatureSize && NewSignature.Length == Ed25519.SignatureSize;
}
