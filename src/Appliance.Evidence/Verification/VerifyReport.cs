namespace Appliance.Evidence.Verification;

/// <summary>How far a verification has come.</summary>
/// <param name="Checked">Entries read so far.</param>
/// <param name="Total">Entries in the log.</param>
public readonly record struct VerifyProgress(long Checked, long Total);

/// <summary>Something that is not as it must be.</summary>
/// <param name="Index">The first entry concerned; null when it is about the log as a whole.</param>
/// <param name="Sentence">What is wrong, in words.</param>
/// <param name="Last">The last entry that it may be about, when all that is known is a stretch (a signed head covers many entries); null when it is <paramref name="Index"/> itself.</param>
public sealed record VerifyProblem(long? Index, string Sentence, long? Last = null);

/// <summary>What a verification found.</summary>
/// <param name="Entries">Entries that were read.</param>
/// <param name="Heads">Signed heads that were compared.</param>
/// <param name="Tiles">Full hash tiles that were compared.</param>
/// <param name="OpenCrossings">Crossings announced and not ended: in use now, or to be closed as interrupted at the next start.</param>
/// <param name="Unsigned">Entries at the end that no signed head covers yet; those could be cut off unseen.</param>
/// <param name="Root">Merkle tree hash over all entries, 32 bytes.</param>
/// <param name="Problems">What is wrong, at most <see cref="MaxProblems"/>; empty when all is well.</param>
public sealed record VerifyReport(long Entries, long Heads, long Tiles, long OpenCrossings, long Unsigned, ReadOnlyMemory<byte> Root, IReadOnlyList<VerifyProblem> Problems)
{
    /// <summary>The most problems that are listed.</summary>
    public const int MaxProblems = 100;

    /// <summary>True when nothing is wrong.</summary>
    public bool IsGood => Problems.Count == 0;

    /// <summary>
    /// The first entry that is concerned by a problem; null when none is. An entry that is bad by itself goes before the start of a stretch that holds it.
    /// </summary>
    public long? FirstBadIndex
    {
        get
        {
            var named = Problems.Where(problem => problem.Last is null).Min(problem => problem.Index);
            return Problems.Where(problem => problem.Last is null || named is null || problem.Last < named).Min(problem => problem.Index);
        }
    }
}
