using System.Globalization;
using System.Text;
using Appliance.Evidence.Merkle;
using Appliance.Evidence.Signing;

namespace Appliance.Evidence.Proofs;

/// <summary>
/// That one entry is in the log, checkable without it: a <c>.tlog-proof</c> file (C2SP tlog-proof, "Format").
/// <code>
/// c2sp.org/tlog-proof@v1
/// extra base64                     optional, authenticated by nothing
/// index 73894
/// base64 hash                      0 to 63 lines, from the leaf's sibling up
///                                  empty line
/// checkpoint, with its signatures and cosignatures, as it was issued
/// </code>
/// </summary>
/// <param name="Index">Place of the entry.</param>
/// <param name="Hashes">The inclusion proof.</param>
/// <param name="Note">The checkpoint.</param>
public sealed record TlogProof(long Index, IReadOnlyList<byte[]> Hashes, SignedNote Note)
{
    /// <summary>The usual ending of such a file's name.</summary>
    public const string Extension = ".tlog-proof";

    /// <summary>The first line.</summary>
    public const string Header = "c2sp.org/tlog-proof@v1";

    /// <summary>The longest file that is read, in bytes.</summary>
    public const int MaxBytes = SignedNote.MaxBytes + MaxExtraBytes * 2;

    private const int MaxExtraBytes = 64 * 1024;
    private const string ExtraWord = "extra ";
    private const string IndexWord = "index ";

    /// <summary>Bytes that belong to the proof and are signed by nobody; empty when there are none.</summary>
    public ReadOnlyMemory<byte> Extra { get; init; }

    /// <summary>Reads a proof. Bytes that are read write back to the same bytes.</summary>
    /// <returns>Null when it is not one; <paramref name="fault"/> then says why.</returns>
    public static TlogProof? Read(ReadOnlySpan<byte> bytes, out string? fault)
    {
        var cut = bytes.IndexOf("\n\n"u8);
        if (bytes.Length > MaxBytes || cut < 0 || bytes[..cut].ContainsAnyExceptInRange((byte)'\n', (byte)'~'))
        {
            fault = "This is not a proof: an empty line must part the hashes from the checkpoint.";
            return null;
        }

        if (SignedNote.Read(bytes[(cut + 2)..], out fault) is not { } note)
            return null;
        var lines = new Queue<string>(Encoding.ASCII.GetString(bytes[..cut]).Split('\n', MerkleProof.MaxHashes + 4));
        var proof = ReadHead(lines, note);
        fault = proof is null ? "This is not a proof: its first lines are not those of c2sp.org/tlog-proof@v1." : null;
        return proof;
    }

    /// <summary>Checks it from the beginning: the log's signature, the entry's own bytes, and the way from the entry to the signed root.</summary>
    /// <param name="leaf">The canonical bytes of the entry.</param>
    /// <param name="keys">The log's key, known from elsewhere, and keys of witnesses. The first Ed25519 key of the checkpoint's origin counts as the log's.</param>
    /// <returns>Null when it is good, otherwise what is wrong, in words.</returns>
    public string? Fault(ReadOnlySpan<byte> leaf, IReadOnlyCollection<VerifierKey> keys)
    {
        if (Checkpoint.Read(Note) is not { } checkpoint)
            return "The signed text is not a checkpoint.";
        var verification = Note.Verify(keys);
        if (verification.Wrong is { } wrong)
            return $"The signature of {wrong.Name} is wrong.";
        if (!verification.Verified.Any(signature => !signature.Key.IsCosigner && string.Equals(signature.Key.Name, checkpoint.Origin, StringComparison.Ordinal)))
            return "No key that is trusted here signed the checkpoint as the log.";
        return MerkleProof.Includes(Index, checkpoint.Size, MerkleHash.Leaf(leaf), checkpoint.Root.Span, Hashes)
            ? null
            : $"The entry is not at place {Index} of the log with {checkpoint.Size} entries: the entry, its number or a hash was changed.";
    }

    /// <summary>The lines before the checkpoint, without the first.</summary>
    public string Block()
    {
        var block = new StringBuilder();
        if (!Extra.IsEmpty)
            block.Append(ExtraWord).Append(Convert.ToBase64String(Extra.Span)).Append('\n');
        block.Append(CultureInfo.InvariantCulture, $"{IndexWord}{Index}\n");
        foreach (var hash in Hashes)
            block.Append(Convert.ToBase64String(hash)).Append('\n');
        return block.ToString();
    }

    /// <summary>The bytes of the file.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToString());

    /// <inheritdoc/>
    public override string ToString() => $"{Header}\n{Block()}\n{Note}";

    /// <summary>Reads the lines before the checkpoint, the header first.</summary>
    internal static (long Index, IReadOnlyList<byte[]> Hashes)? ReadBlock(IEnumerable<string> lines) =>
        ReadHead(new Queue<string>(lines), null!) is { Extra.IsEmpty: true } proof ? (proof.Index, proof.Hashes) : null;

    private static TlogProof? ReadHead(Queue<string> lines, SignedNote note)
    {
        if (lines.Dequeue() != Header)
            return null;
        byte[]? extra = [];
        if (lines.TryPeek(out var line) && line.StartsWith(ExtraWord, StringComparison.Ordinal))
        {
            extra = StrictBase64.Read(lines.Dequeue().AsSpan(ExtraWord.Length));
            if (extra is not { Length: > 0 and <= MaxExtraBytes })
                return null;
        }

        if (!lines.TryDequeue(out line) || !line.StartsWith(IndexWord, StringComparison.Ordinal) || StrictDecimal.Read(line.AsSpan(IndexWord.Length)) is not { } index)
            return null;
        var hashes = new List<byte[]>();
        while (lines.TryDequeue(out line))
        {
            if (hashes.Count == MerkleProof.MaxHashes || StrictBase64.ReadHash(line) is not { } hash)
                return null;
            hashes.Add(hash);
        }

        return new TlogProof(index, hashes, note) { Extra = extra };
    }
}
