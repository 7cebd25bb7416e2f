using Appliance.Coding.Assertion;
using Appliance.Coding.Mentions;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Guidelines;

/// <summary>A line of drug-classes.txt.</summary>
/// <param name="Entry">Index of the Z79 code.</param>
/// <param name="For">Conditions of which one must be reported; matches none when any will do.</param>
/// <param name="NotBeside">Conditions beside which it is not coded.</param>
/// <param name="Drugs">The medicines, each as concepts.</param>
/// <param name="Reason">Why.</param>
internal sealed record DrugClass(int Entry, Prefixes For, Prefixes NotBeside, int[][] Drugs, string Reason);

/// <summary>
/// Long-term drug therapy (Z79, guideline I.C.21.c.3) from lists of medications. Diagnoses are not read there; a medicine is, when its class is coded, the entry does
/// not say that it is stopped, taken as needed or for some days, and a condition that it treats is reported.
/// </summary>
internal sealed class LongTermDrugs
{
    private const double Weight = 0.52;

    private static readonly string[] NotLongTerm =
    [
        "prn", "needed", "stop", "stopped", "discontinue", "discontinued", "allergy", "allergic", "denies", "no", "not", "never", "days", "day", "x", "nasal", "spray", "cream", "ointment", "topical", "drops", "taper",
        "burst", "occasionally", "occasional", "completed", "finished", "held", "hold", "week", "weeks", "pack", "previously", "tried",
    ];

    private static readonly HashSet<string> Brief = ["days", "day", "week", "weeks", "x"];

    private readonly DrugClass[] _classes;
    private readonly Dictionary<int, List<(int Class, int[] Drug)>> _byFirst = [];
    private readonly Dictionary<int, bool> _notLongTerm;
    private readonly Lexicon _lexicon;

    public LongTermDrugs(Lexicon lexicon)
    {
        _lexicon = lexicon;
        var vocabulary = lexicon.Vocabulary;
        _classes = [.. DataFile.Read("drug-classes.txt").Select(r => new DrugClass(lexicon.Codes.Find(r[0]), Prefixes.Parse(r[1] == "*" ? string.Empty : r[1]), Prefixes.Parse(r[2]), Phrases(r[3], vocabulary), r[4]))
            .Where(c => c.Entry >= 0)];
        for (var i = 0; i < _classes.Length; i++)
        {
            foreach (var drug in _classes[i].Drugs)
            {
                if (!_byFirst.TryGetValue(drug[0], out var list))
                    _byFirst.Add(drug[0], list = []);
                list.Add((i, drug));
            }
        }

        _notLongTerm = NotLongTerm.ToDictionary(w => vocabulary.Surface(w), Brief.Contains);
    }

    /// <summary>Makes the names known before the vocabulary is closed.</summary>
    public static void AddWords(Vocabulary vocabulary)
    {
        foreach (var word in DataFile.Read("drug-classes.txt").SelectMany(r => Tokenizer.Words(r[3])).Concat(NotLongTerm))
            vocabulary.Add(word);
    }

    /// <summary>Appends a finding for each medicine of a coded class that a sentence of a medication list names.</summary>
    public void Read(NoteStructure note, in Sentence sentence, int number, List<Finding> findings)
    {
        if (sentence.Section != SectionKind.Medications)
            return;
        for (var i = sentence.FirstToken; i < sentence.EndToken; i++)
        {
            if (note.Tokens[i].Concept < 0 || !_byFirst.TryGetValue(note.Tokens[i].Concept, out var drugs))
                continue;
            foreach (var (index, drug) in drugs)
            {
                if (i + drug.Length > sentence.EndToken || !RuleWords.Follows(note.Tokens, i, drug) || IsBrief(note, sentence, i))
                    continue;
                var entry = _classes[index].Entry;
                var term = new Term(entry, TermOrigin.Own, (byte)drug.Length, _classes[index].Reason, -1);
                findings.Add(new Finding(note, sentence, new Mention(-1, number, i, i + drug.Length, 0), term, new Asserted(AssertionKind.Affirmed), _lexicon.Codes[entry].Code, entry) { Weight = Weight });
                break;
            }
        }
    }

    /// <summary>Takes out the codes of medicines for which no condition is reported, or that a reported code holds already.</summary>
    public void Settle(List<Candidate> shown)
    {
        foreach (var candidate in shown)
        {
            if (candidate.Dropped || !candidate.Findings.TrueForAll(f => f.Mention.Term < 0 && f.Sentence.Section == SectionKind.Medications) || Array.Find(_classes, c => c.Entry == candidate.Entry) is not { } drugs)
                continue;
            if (!drugs.For.IsEmpty && !shown.Exists(c => !c.Dropped && drugs.For.Match(c.Code)))
                candidate.Drop("guideline.I.C.21.c.3", $"{candidate.Code}: no reported condition is treated by the medicine (guideline I.C.21.c.3).");
            else if (shown.Find(c => !c.Dropped && drugs.NotBeside.Match(c.Code)) is { } other)
                candidate.Drop("guideline.I.C.21.c.3", $"{candidate.Code} is not coded beside {other.Code}: {drugs.Reason} (guideline I.C.21.c.3).");
        }
    }

    /// <summary>True when the entry of the list, up to the next comma or full stop, says that the medicine is no long-term therapy.</summary>
    private bool IsBrief(NoteStructure note, in Sentence sentence, int at)
    {
        for (var i = at - 1; i >= sentence.FirstToken && i >= at - 6 && note.Tokens[i + 1].Before < Gap.Comma; i--)
        {
            if (_notLongTerm.TryGetValue(note.Tokens[i].Surface, out var isDuration) && !isDuration)
                return true;
        }

        var hasFor = false;
        for (var i = at + 1; i < sentence.EndToken && i < at + 14 && (note.Tokens[i].Before < Gap.Comma || hasFor); i++)
        {
            var text = note.Note.Text.AsSpan(note.Tokens[i].Start, note.Tokens[i].End - note.Tokens[i].Start);
            hasFor |= text.Equals("for", StringComparison.OrdinalIgnoreCase) || text.Equals("x", StringComparison.OrdinalIgnoreCase);
            if (_notLongTerm.TryGetValue(note.Tokens[i].Surface, out var isDuration) && (!isDuration || (hasFor && !text.Equals("x", StringComparison.OrdinalIgnoreCase))))
                return true;
        }

        return false;
    }

    private static int[][] Phrases(string text, Vocabulary vocabulary) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries).Select(p => Tokenizer.Words(p).Select(w => vocabulary.Find(w).Concept).ToArray()).Where(p => p.Length > 0)];
}
