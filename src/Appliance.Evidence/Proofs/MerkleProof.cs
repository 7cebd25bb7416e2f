using Appliance.Evidence.Merkle;

namespace Appliance.Evidence.Proofs;

/// <summary>Checks proofs as RFC 9162 sections 2.1.3.2 and 2.1.4.2 describe. They are short lists of hashes; whoever checks one needs no other part of the log.</summary>
public static class MerkleProof
{
    /// <summary>The most hashes that a proof over a tree of at most 2^63 − 1 leaves can have.</summary>
    public const int MaxHashes = 63;

    /// <summary>Whether a leaf is at this place of the tree with this root.</summary>
    /// <param name="index">Place of the leaf, from 0.</param>
    /// <param name="size">Leaves in the tree.</param>
    /// <param name="leafHash">Hash of the leaf, see <see cref="MerkleHash.Leaf(ReadOnlySpan{byte})"/>.</param>
    /// <param name="root">Root of the tree.</param>
    /// <param name="proof">Hashes from the leaf's sibling up to the root's child.</param>
    public static bool Includes(long index, long size, ReadOnlySpan<byte> leafHash, ReadOnlySpan<byte> root, IReadOnlyList<byte[]> proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (index < 0 || index >= size || proof.Count > MaxHashes || leafHash.Length != MerkleHash.Size || !AreHashes(proof))
            return false;
        var (node, last) = (index, size - 1);
        Span<byte> hash = stackalloc byte[MerkleHash.Size];
        leafHash.CopyTo(hash);
        foreach (var step in proof)
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                MerkleHash.Node(step, hash, hash);
                for (; (node & 1) == 0 && node != 0; node >>= 1)
                    last >>= 1;
            }
            else
            {
                MerkleHash.Node(hash, step, hash);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && hash.SequenceEqual(root);
    }

    /// <summary>Whether the first <paramref name="oldSize"/> leaves of the newer tree are the older tree: nothing was changed or taken away.</summary>
    /// <param name="oldSize">Leaves in the older tree, 0 or more.</param>
    /// <param name="oldRoot">Its root.</param>
    /// <param name="size">Leaves in the newer tree.</param>
    /// <param name="root">Its root.</param>
    /// <param name="proof">Consistency proof of RFC 6962 section 2.1.2; empty when the sizes are equal or the older is 0.</param>
    public static bool IsConsistent(long oldSize, ReadOnlySpan<byte> oldRoot, long size, ReadOnlySpan<byte> root, IReadOnlyList<byte[]> proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (oldSize < 0 || oldSize > size || proof.Count > MaxHashes || !AreHashes(proof))
            return false;
        if (oldSize == 0)
            return proof.Count == 0 && oldRoot.SequenceEqual(MerkleHash.Empty());
        if (oldSize == size)
            return proof.Count == 0 && oldRoot.SequenceEqual(root);
        var (node, last) = (oldSize - 1, size - 1);
        for (; (node & 1) == 1; node >>= 1)
            last >>= 1;
        var next = 0;
        Span<byte> older = stackalloc byte[MerkleHash.Size];
        if (node == 0)
            oldRoot.CopyTo(older);
        else if (proof.Count == 0)
            return false;
        else
            proof[next++].CopyTo(older);
        Span<byte> newer = stackalloc byte[MerkleHash.Size];
        older.CopyTo(newer);
        for (; next < proof.Count; next++)
        {
            if (last == 0)
                return false;
            if ((node & 1) == 1 || node == last)
            {
                MerkleHash.Node(proof[next], older, older);
                MerkleHash.Node(proof[next], newer, newer);
                for (; (node & 1) == 0 && node != 0; node >>= 1)
                    last >>= 1;
            }
            else
            {
                MerkleHash.Node(newer, proof[next], newer);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && older.SequenceEqual(oldRoot) && newer.SequenceEqual(root);
    }

    private static bool AreHashes(IReadOnlyList<byte[]> proof) => proof.All(hash => hash is { Length: MerkleHash.Size });
}
