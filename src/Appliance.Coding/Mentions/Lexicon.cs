using Appliance.CodeSets;
using Appliance.Coding.Assertion;
using Appliance.Coding.Specificity;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Mentions;

/// <summary>
/// Everything of one release that reading needs, compiled: the words, the cues, the codes and one automaton over the words of every term. Immutable.
/// </summary>
/// <remarks>
/// The automaton is a tree over sorted word sets. The words of a term are put in order of rarity, the rarest first, so that order in the text does not
/// matter and few branches begin at a common word. Nodes lie in arrays, the children of a node side by side and sorted:
/// <code>
/// _word[n]   word on the edge to node n        _first[n] .. _first[n+1]   children of node n
/// _term[n]   term that ends at node n, or -1   _root[w]                   child of the root under word w, or -1
/// </code>
/// </remarks>
internal sealed class Lexicon
{
    private readonly int[] _word;
    private readonly int[] _first;
    private readonly int[] _term;
    private readonly int[] _root;
    private readonly int[] _rank;

    public Lexicon(Vocabulary vocabulary, CueTree cues, CodeTree codes, Term[] terms, ExactTerms exact, (int[] Word, int[] First, int[] Term, int[] Root, int[] Rank) tree)
    {
        Vocabulary = vocabulary;
        Cues = cues;
        Codes = codes;
        Terms = terms;
        Exact = exact;
        (_word, _first, _term, _root, _rank) = tree;
    }

    /// <summary>A lexicon as <see cref="Write"/> left it; the cues are read again from their file.</summary>
    public Lexicon(CodeSet set, BinaryReader image)
    {
        Vocabulary = new Vocabulary(image);
        Cues = new CueTree(Vocabulary);
        Codes = new CodeTree(set, image);
        Terms = new Term[image.ReadInt32()];
        foreach (ref var term in Terms.AsSpan())
            term = Term.Read(image);
        Exact = new ExactTerms(image);
        Vocabulary.Spelling = new Spelling(Vocabulary, image.ReadIntegers());
        (_word, _first, _term, _root, _rank) = (image.ReadIntegers(), image.ReadIntegers(), image.ReadIntegers(), image.ReadIntegers(), image.ReadIntegers());
    }

    public Vocabulary Vocabulary { get; }

    public CueTree Cues { get; }

    public CodeTree Codes { get; }

    public Term[] Terms { get; }

    public ExactTerms Exact { get; }

    /// <summary>How many nodes the automaton has.</summary>
    public int Nodes => _word.Length;

    /// <summary>Rank of a concept, the rarest 0; -1 for a concept of no term.</summary>
    public int RankOf(int concept) => concept >= 0 && concept < _rank.Length ? _rank[concept] : -1;

    /// <summary>The node under a word, where a term may begin; -1 when none does.</summary>
    public int Root(int rank) => _root[rank];

    /// <summary>The child of a node under a word; -1 when there is none.</summary>
    public int Child(int node, int rank)
    {
        var low = _first[node];
        var high = _first[node + 1] - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var word = _word[middle];
            if (word == rank)
                return middle;
            if (word < rank)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return -1;
    }

    /// <summary>True when longer terms go on from a node.</summary>
    public bool HasChildren(int node) => _first[node + 1] > _first[node];

    /// <summary>Puts it into an image.</summary>
    public void Write(BinaryWriter image)
    {
        Vocabulary.Write(image);
        Codes.Write(image);
        image.Write(Terms.Length);
        foreach (var term in Terms)
            term.Write(image);
        Exact.Write(image);
        image.WriteIntegers(Vocabulary.Spelling!.Names);
        foreach (var array in (int[][])[_word, _first, _term, _root, _rank])
            image.WriteIntegers(array);
    }

    /// <summary>The term that ends at a node; -1 when none does.</summary>
    public int TermAt(int node) => _term[node];
}
