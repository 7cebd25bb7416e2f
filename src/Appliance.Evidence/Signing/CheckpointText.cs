using System.Globalization;
using System.Text;

namespace Appliance.Evidence.Signing;

/// <summary>
/// A tree head as text in the form of C2SP tlog-checkpoint and signed-note:
/// <code>
/// appliance.local/evidence/9f2c41d07be3a855     origin
/// 1234                                          size
/// base64 of the root hash
///                                               empty line; the signature covers all above it, newlines included
/// — origin base64( key hash (4) | signature (64) )
/// </code>
/// </summary>
public static class CheckpointText
{
    /// <summary>The bytes that are signed: three lines, each ended by a newline.</summary>
    public static byte[] Body(string origin, long size, ReadOnlySpan<byte> root) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{origin}\n{size}\n{Convert.ToBase64String(root)}\n"));

    /// <summary>The whole signed note.</summary>
    public static string Of(TreeHead head, LogKey key) => NoteOf(head, key).ToString();

    /// <summary>The head as a note that further keys can sign.</summary>
    public static SignedNote NoteOf(TreeHead head, LogKey key)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(key);
        return SignedNote.Of(new Checkpoint(key.Origin, head.Size, head.RootHash).ToString(), new NoteSignature(key.Origin, key.KeyHash, head.Signature));
    }
}
