using System.Globalization;
using System.Text;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;

namespace Appliance.Evidence.Witnessing;

/// <summary>
/// The body of <c>add-checkpoint</c> (C2SP tlog-witness):
/// <code>
/// old 20852014
/// base64 hash            0 to 63 lines: consistency proof from the old size
///                        empty line
/// checkpoint
/// </code>
/// </summary>
/// <param name="OldSize">Size that the witness cosigned last, as far as the log knows.</param>
/// <param name="Proof">Consistency proof from there to the checkpoint.</param>
/// <param name="Note">The checkpoint.</param>
public sealed record AddCheckpointRequest(long OldSize, IReadOnlyList<byte[]> Proof, SignedNote Note)
{
    /// <summary>The longest body that is read, in bytes.</summary>
    public const int MaxBytes = SignedNote.MaxBytes + 4096;

    private const string OldWord = "old ";

    /// <summary>Reads a body; null when it is malformed.</summary>
    public static AddCheckpointRequest? Read(ReadOnlySpan<byte> body)
    {
        var cut = body.IndexOf("\n\n"u8);
        if (body.Length > MaxBytes || cut < 0 || body[..cut].ContainsAnyExceptInRange((byte)'\n', (byte)'~') || SignedNote.Read(body[(cut + 2)..], out _) is not { } note)
            return null;
        var lines = Encoding.ASCII.GetString(body[..cut]).Split('\n', MerkleProof.MaxHashes + 2);
        if (lines.Length > MerkleProof.MaxHashes + 1 || !lines[0].StartsWith(OldWord, StringComparison.Ordinal) || StrictDecimal.Read(lines[0].AsSpan(OldWord.Length)) is not { } old)
            return null;
        var proof = new List<byte[]>();
        foreach (var line in lines.Skip(1))
        {
            if (StrictBase64.ReadHash(line) is not { } hash)
                return null;
            proof.Add(hash);
        }

        return new AddCheckpointRequest(old, proof, note);
    }

    /// <summary>The bytes of the body.</summary>
    public byte[] ToBytes()
    {
        var body = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{OldWord}{OldSize}\n"));
        foreach (var hash in Proof)
            body.Append(Convert.ToBase64String(hash)).Append('\n');
        return Encoding.UTF8.GetBytes(body.Append('\n').Append(Note).ToString());
    }
}
