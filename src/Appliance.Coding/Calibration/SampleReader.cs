using System.Runtime.InteropServices;
using Appliance.CodeSets;

namespace Appliance.Coding.Calibration;

/// <summary>Reads labelled notes into samples, and names the clues that enough notes share.</summary>
internal sealed class SampleReader
{
    private readonly ReleaseEngine _engine;
    private readonly CalibrationOptions _options;
    private readonly ClueScanner _scanner;
    private readonly Dictionary<ulong, int> _seen = [];
    private readonly Dictionary<ulong, (ClueKind Kind, string Words)> _names = [];

    public SampleReader(ReleaseEngine engine, CalibrationOptions options)
    {
        _engine = engine;
        _options = options;
        _scanner = new ClueScanner(ClueScanner.KeysOf(engine.Lexicon));
    }

    /// <summary>The clues that stand in enough notes, made of words that do.</summary>
    public IReadOnlyDictionary<ulong, (ClueKind Kind, string Words)> Names => _names;

    /// <summary>Reads one note.</summary>
    public NoteFacts Read(LabelledNote note, CancellationToken cancellation)
    {
        var clues = new ClueReader(_scanner, _options.Policy, null);
        var encounter = note.ToEncounter();
        var reader = new EncounterReader(_engine, encounter, new CodingOptions { Policy = _options.Policy }, cancellation) { Clues = clues };
        reader.Read(encounter.Notes);
        foreach (var (key, (kind, place)) in clues.Found)
        {
            ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, key, out _);
            if (++seen == _options.MinimumSupport)
                _names.Add(key, (kind, WordsOf(kind, place)));
        }

        return NoteFacts.From(reader.Structures, reader.Findings, clues);
    }

    /// <summary>Forgets the clues that too few notes share; call once all notes are read.</summary>
    public List<NoteSample> Finish(List<NoteFacts> facts, IReadOnlyList<LabelledNote> notes, Func<string, string> key)
    {
        foreach (var (clue, (_, words)) in _names.ToList())
        {
            if (Array.Exists(words.Split(' '), w => _seen.GetValueOrDefault(ClueScanner.Join(ClueKind.Words, [ClueScanner.KeyOf(w)])) < _options.MinimumWordNotes))
                _names.Remove(clue);
        }

        var labels = new LabelCodes(_engine.Lexicon.Codes.Set, facts, key);
        var samples = new List<NoteSample>(facts.Count);
        for (var i = 0; i < facts.Count; i++)
        {
            var kept = facts[i] with { Clues = Array.FindAll(facts[i].Clues, c => _names.ContainsKey(c.Key)) };
            var gold = notes[i].Codes.Select(key).ToHashSet(StringComparer.Ordinal);
            samples.Add(new NoteSample(kept, gold, [.. notes[i].Codes.Select(labels.Find).OfType<string>().Distinct(StringComparer.Ordinal)]));
        }

        return samples;
    }

    private string WordsOf(ClueKind kind, in CluePlace place)
    {
        var vocabulary = _engine.Lexicon.Vocabulary;
        var words = new List<string>();
        for (var i = place.First; i < place.End; i++)
        {
            var concept = place.Note.Tokens[i].Concept;
            if (concept >= 0 && ClueScanner.KeyOf(vocabulary.Word(vocabulary.ConceptOf(concept))) != 0)
                words.Add(vocabulary.Word(concept));
        }

        if (kind == ClueKind.Pair)
            words = [.. new[] { words[0], words[^1] }.Order(StringComparer.Ordinal)];
        return string.Join(' ', words);
    }
}

/// <summary>Finds for a label the code that the release can put on a claim.</summary>
internal sealed class LabelCodes
{
    private readonly CodeSet _set;
    private readonly Func<string, string> _key;
    private readonly Dictionary<string, (string Code, int Times)> _candidates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _known = new(StringComparer.Ordinal);
    private readonly Lazy<string[]> _billable;

    public LabelCodes(CodeSet set, IEnumerable<NoteFacts> facts, Func<string, string> key)
    {
        _set = set;
        _key = key;
        _billable = new Lazy<string[]>(() => [.. set.Entries.Where(e => e.Billable).Select(e => e.Code).Order(StringComparer.Ordinal)]);
        var times = facts.SelectMany(f => f.Candidates).GroupBy(c => c.Code, StringComparer.Ordinal);
        foreach (var group in times.OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal))
            _candidates.TryAdd(key(group.Key), (group.Key, group.Count()));
    }

    /// <summary>The code itself when it is billable; else one of the same key that the engine suggests most, else the first below it; null when there is none.</summary>
    public string? Find(string label)
    {
        if (_known.TryGetValue(label, out var known))
            return known;
        var found = _set.Check(label) == CodeValidity.Billable ? label
            : _candidates.TryGetValue(_key(label), out var candidate) ? candidate.Code
            : FirstBelow(label);
        _known.Add(label, found);
        return found;
    }

    private string? FirstBelow(string label)
    {
        if (label.Length < 3)
            return null;
        var key = _key(label);
        var at = Array.BinarySearch(_billable.Value, label, StringComparer.Ordinal);
        string? first = null;
        for (at = at < 0 ? ~at : at; at < _billable.Value.Length && _billable.Value[at].StartsWith(label, StringComparison.Ordinal); at++)
        {
            if (_key(_billable.Value[at]) == key)
                first ??= _billable.Value[at];
        }

        return first;
    }
}
