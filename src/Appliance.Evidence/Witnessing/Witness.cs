using System.Globalization;
using System.Text;
using Appliance.Evidence.Proofs;
using Appliance.Evidence.Signing;

namespace Appliance.Evidence.Witnessing;

/// <summary>
/// A witness for logs of others (C2SP tlog-witness): it remembers the largest checkpoint of each log that it saw, and cosigns a new one only when that is proved to begin with the old one. So a log
/// cannot take back or change what it once showed, and cannot show different histories to those who ask for this witness's cosignature.
/// An endpoint hands the body of <c>POST &lt;prefix&gt;/add-checkpoint</c> to <see cref="AddCheckpoint"/> and answers what it returns. Any thread may call it. One process at a time has the file open.
/// </summary>
public sealed class Witness : IDisposable
{
    private readonly WitnessStore _store;
    private readonly IReadOnlyList<Cosigner> _cosigners;
    private readonly ILookup<string, VerifierKey> _logs;
    private readonly TimeProvider _time;

    private Witness(WitnessStore store, IReadOnlyList<Cosigner> cosigners, IEnumerable<VerifierKey> logs, TimeProvider time)
    {
        (_store, _cosigners, _time) = (store, cosigners, time);
        _logs = logs.ToLookup(key => key.Name, StringComparer.Ordinal);
    }

    /// <summary>Name and keys of this witness.</summary>
    public IReadOnlyList<VerifierKey> Keys => [.. _cosigners.Select(cosigner => cosigner.Key)];

    /// <summary>What this witness knows of each log, by origin.</summary>
    public IReadOnlyList<WitnessedLog> Logs => _store.ReadLogs();

    /// <summary>Opens or makes a witness's file.</summary>
    /// <param name="path">A SQLite file of its own, mode 0600.</param>
    /// <param name="cosigners">Its keys, one a type.</param>
    /// <param name="logs">Keys of the logs it serves; a log that rotated its key has several under one origin.</param>
    /// <param name="time">Dates cosignatures.</param>
    /// <exception cref="EvidenceOpenException">Another process has the file open, or it is not a witness's.</exception>
    public static Witness Open(string path, IReadOnlyList<Cosigner> cosigners, IReadOnlyList<VerifierKey> logs, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(cosigners);
        ArgumentNullException.ThrowIfNull(logs);
        ArgumentNullException.ThrowIfNull(time);
        if (cosigners.Count == 0 || logs.Any(key => key.IsCosigner))
            throw new ArgumentException("A witness has a key, and serves logs, whose keys have type 1.", nameof(logs));
        return new Witness(WitnessStore.Open(path), cosigners, logs, time);
    }

    /// <summary>Answers one submission. The new size is durable before the answer is returned.</summary>
    /// <param name="body">Body of the request.</param>
    /// <exception cref="IOException">The size could not be made durable: answer 503, nothing was cosigned.</exception>
    public WitnessAnswer AddCheckpoint(ReadOnlySpan<byte> body)
    {
        if (AddCheckpointRequest.Read(body) is not { } request || Checkpoint.Read(request.Note) is not { } checkpoint)
            return WitnessAnswer.Of(400, "The body is not that of add-checkpoint.");
        if (!_logs.Contains(checkpoint.Origin))
            return WitnessAnswer.Of(404, "This witness does not know the log.");
        if (request.Note.Verify([.. _logs[checkpoint.Origin]]).Verified.Count == 0)
            return WitnessAnswer.Of(403, "No key that this witness trusts for the log signed the checkpoint.");
        if (request.OldSize > checkpoint.Size)
            return WitnessAnswer.Of(400, "The old size is greater than the checkpoint's.");
        var (verdict, known) = _store.Advance(checkpoint.Origin, request.Note, _time.GetUtcNow(), latest => Judge(request, checkpoint, latest));
        return verdict switch
        {
            WitnessVerdict.Stale => WitnessAnswer.Conflict(known),
            WitnessVerdict.Fork when request.OldSize == checkpoint.Size => WitnessAnswer.Conflict(known),
            WitnessVerdict.Fork => WitnessAnswer.Of(422, "The checkpoint is not proved to begin with the one that this witness cosigned."),
            _ => WitnessAnswer.Cosigned(_cosigners.Select(cosigner => cosigner.Sign(request.Note.Text, _time.GetUtcNow()))),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    private static WitnessVerdict Judge(AddCheckpointRequest request, Checkpoint checkpoint, Checkpoint? latest)
    {
        if (request.OldSize != (latest?.Size ?? 0))
            return WitnessVerdict.Stale;
        var root = latest is null ? Merkle.MerkleHash.Empty() : latest.Root;
        return MerkleProof.IsConsistent(request.OldSize, root.Span, checkpoint.Size, checkpoint.Root.Span, request.Proof)
            && (checkpoint.Size > 0 || checkpoint.Root.Span.SequenceEqual(Merkle.MerkleHash.Empty())) ? WitnessVerdict.Extends : WitnessVerdict.Fork;
    }
}

/// <summary>What a witness finds of a checkpoint.</summary>
internal enum WitnessVerdict
{
    /// <summary>It begins with the one that was cosigned last.</summary>
    Extends,

    /// <summary>The submitter does not know what was cosigned last.</summary>
    Stale,

    /// <summary>It does not begin with the one that was cosigned last.</summary>
    Fork,
}

/// <summary>An HTTP answer.</summary>
/// <param name="Status">Status code.</param>
/// <param name="ContentType">Value of <c>Content-Type</c>.</param>
/// <param name="Body">The body.</param>
public sealed record WitnessAnswer(int Status, string ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>Content type of an answer that only tells the witness's size.</summary>
    public const string SizeType = "text/x.tlog.size";

    internal static WitnessAnswer Of(int status, string sentence) => new(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(sentence + "\n"));

    internal static WitnessAnswer Conflict(long size) => new(409, SizeType, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{size}\n")));

    internal static WitnessAnswer Cosigned(IEnumerable<NoteSignature> signatures) => Of(200, string.Join('\n', signatures));
}

/// <summary>What a witness knows of a log.</summary>
/// <param name="Origin">Name of the log.</param>
/// <param name="Size">Size of the largest checkpoint that was cosigned.</param>
/// <param name="At">When it was.</param>
/// <param name="Note">The checkpoint as the log signed it.</param>
/// <param name="Conflicts">Signed checkpoints of this log that do not go with it, newest first, at most 16: proof of misbehaviour, by the log's own key.</param>
public sealed record WitnessedLog(string Origin, long Size, DateTimeOffset At, SignedNote Note, IReadOnlyList<SignedNote> Conflicts);
