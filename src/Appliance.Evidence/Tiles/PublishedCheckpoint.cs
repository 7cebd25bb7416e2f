using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;
using Appliance.Evidence.Witnessing;

namespace Appliance.Evidence.Tiles;

/// <summary>
/// The checkpoint that a log shows to others: the newest one that meets the witness policy, with its cosignatures. As long as none does, and in a log without witnesses, the newest signed one.
/// </summary>
public static class PublishedCheckpoint
{
    private const int MaxLookedAt = 32;

    /// <summary>The checkpoint to publish; null before the first.</summary>
    public static SignedNote? Of(IEvidenceReader store, WitnessPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(policy);
        return Witnessed(store, policy) ?? (store.LatestHead() is { } newest ? NoteOf(store, newest) : null);
    }

    /// <summary>The newest checkpoint that meets the policy; null when none does.</summary>
    public static SignedNote? Witnessed(IEvidenceReader store, WitnessPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(policy);
        return policy.IsWitnessed ? store.ReadCosignedHeads(MaxLookedAt).Select(head => NoteOf(store, head)).FirstOrDefault(policy.IsMetBy) : null;
    }

    /// <summary>The newest checkpoint that covers an entry, a published one before others; null when nothing signed covers it.</summary>
    public static SignedNote? Covering(IEvidenceReader store, WitnessPolicy policy, long sequence)
    {
        if (Of(store, policy) is not { } published)
            return null;
        if (Checkpoint.Read(published)!.Size > sequence)
            return published;
        return store.LatestHead() is { } newest && newest.Size > sequence ? NoteOf(store, newest) : null;
    }

    /// <summary>A stored head as a note, with the cosignatures that are stored beside it.</summary>
    public static SignedNote NoteOf(IEvidenceReader store, StoredHead head)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(head);
        var first = store.Identity ?? throw new InvalidDataException("The log names no key: it was never founded.");
        var key = KeyChain.Load(store, first).At(head.Size);
        var text = new Checkpoint(key.Origin, head.Size, head.RootHash).ToString();
        return SignedNote.Of(text, [new NoteSignature(key.Origin, key.KeyHash, head.Signature), .. store.ReadCosignatures(head.Size)]);
    }
}
