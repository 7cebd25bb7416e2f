namespace Appliance.CodeSets;

/// <summary>One release, ready for look-up and search. Immutable and safe for any number of threads.</summary>
public sealed class CodeSet
{
    internal CodeSet(CodeSetRelease release) => Release = release;

    /// <summary>Which release this is.</summary>
    public CodeSetRelease Release { get; }

    /// <summary>All entries in the order of the tabular list.</summary>
    public IEnumerable<CodeEntry> Entries => [];

    /// <summary>Words that lead to codes of this release, table by table; may hold the same words twice.</summary>
    public IEnumerable<LexicalTerm> Terms => [];

    /// <summary>The entry of a code in printed form (with or without dot, any case).</summary>
    public bool TryGet(string code, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CodeEntry? entry)
    {
        entry = null;
        return false;
    }

    /// <summary>The verdict alone: allocates nothing.</summary>
    public CodeValidity Check(string code) => CodeValidity.Unknown;

    /// <summary>The verdict with a sentence and the codes that replace it.</summary>
    public CodeCheck Explain(string code) => new(Check(code), string.Empty, []);

    /// <summary>Entries by words in any order or by the beginning of a code; best first, at most <paramref name="max"/>.</summary>
    public IReadOnlyList<CodeHit> Search(string query, int max) => [];

    /// <summary>The entries one level below.</summary>
    public IEnumerable<CodeEntry> ChildrenOf(string code) => [];

    /// <summary>All notes that apply to a code: its own, then those of the entries, block and chapter above it.</summary>
    public IReadOnlyList<CodeNote> NotesOf(string code) => [];

    /// <summary>Builds what searching needs now instead of at the first search.</summary>
    public void Warm()
    {
    }
}
