using Appliance.Coding.Assertion;
using Appliance.Coding.Structure;
using Appliance.Domain;

namespace Appliance.Coding.Calibration;

/// <summary>Where a clue stands.</summary>
internal readonly record struct CluePlace(NoteStructure Note, Sentence Sentence, int Number, int First, int End, Asserted Assertion);

/// <summary>
/// Collects, for one encounter, the clues of its sentences and where each first stands. Under the guideline policy a clue that is denied, doubted or another
/// person's is no clue. With a set of known keys all others are passed over.
/// </summary>
internal sealed class ClueReader : IClueSink
{
    private readonly ClueScanner _scanner;
    private readonly CodingPolicy _policy;
    private readonly IReadOnlyDictionary<ulong, int>? _known;
    private NoteStructure? _note;
    private Sentence _sentence;
    private int _number;
    private AssertionReader? _assertions;

    public ClueReader(ClueScanner scanner, CodingPolicy policy, IReadOnlyDictionary<ulong, int>? known)
    {
        _scanner = scanner;
        _policy = policy;
        _known = known;
    }

    /// <summary>First place of each clue.</summary>
    public Dictionary<ulong, (ClueKind Kind, CluePlace Place)> Found { get; } = [];

    /// <summary>Reads one sentence, to which the assertion reader was moved.</summary>
    public void Read(NoteStructure note, in Sentence sentence, int number, AssertionReader assertions)
    {
        (_note, _sentence, _number, _assertions) = (note, sentence, number, assertions);
        _scanner.Scan(note.Tokens, sentence, this);
    }

    public void Add(ulong key, ClueKind kind, int first, int end)
    {
        if (Found.ContainsKey(key) || (_known is not null && !_known.ContainsKey(key)))
            return;
        var asserted = _assertions!.Assess(first, end);
        if (_policy == CodingPolicy.Guideline && asserted.Kind != AssertionKind.Affirmed)
            return;
        Found.Add(key, (kind, new CluePlace(_note!, _sentence, _number, first, end, asserted)));
    }
}
