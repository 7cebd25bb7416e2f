using Appliance.Coding.Assertion;
using Appliance.Coding.Confidence;
using Appliance.Coding.Explanation;
using Appliance.Coding.ExternalCauses;
using Appliance.Coding.Guidelines;
using Appliance.Coding.Mentions;
using Appliance.Coding.Specificity;
using Appliance.Coding.Structure;
using Appliance.Domain;

namespace Appliance.Coding;

/// <summary>Reads the notes of one encounter, stage by stage, into findings. One instance serves one encounter.</summary>
internal sealed class EncounterReader
{
    /// <summary>More findings of one encounter are not kept: a note that lists the whole tabular says nothing about a patient.</summary>
    public const int MaxFindings = 4_000;

    private const int MaxDenied = 1_000;

    private const string UnspecifiedScreening = "Z13.9";
    private const double AllergyWeight = 0.55;
    private const double AllergyBesideProblems = 0.45;

    private readonly ReleaseEngine _engine;
    private readonly Encounter _encounter;
    private readonly CodingOptions _options;
    private readonly CancellationToken _cancellation;
    private readonly LateralityReader _laterality;
    private readonly MentionFinder _finder;
    private readonly StoryReader _stories;
    private readonly List<Mention> _mentions = [];
    private readonly List<Mention> _weak = [];
    private readonly List<Leaf> _leaves = [];
    private readonly List<Leaf> _history = [];
    private readonly FactReader _facts;
    private int _weakFindings;
    private readonly List<(int First, int End, string Code)> _allergens = [];
    private readonly Dictionary<int, int> _deniedAt = [];

    public EncounterReader(ReleaseEngine engine, Encounter encounter, CodingOptions options, CancellationToken cancellation)
    {
        _engine = engine;
        _encounter = encounter;
        _options = options;
        _cancellation = cancellation;
        _laterality = new LateralityReader(engine.Lexicon.Vocabulary);
        _finder = new MentionFinder(engine.Lexicon, options.Policy == CodingPolicy.Mentions);
        _stories = new StoryReader(engine.Stories, engine);
        _facts = new FactReader(engine);
    }

    /// <summary>Mentions that became no finding, when the answer is to be explained.</summary>
    public List<LeftOut> LeftOut { get; } = [];

    /// <summary>What was found, in reading order.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>Mentions that are denied, in reading order; under the guideline policy only.</summary>
    public List<Finding> Denied { get; } = [];

    /// <summary>The notes, taken apart.</summary>
    public IReadOnlyList<NoteStructure> Structures { get; private set; } = [];

    /// <summary>Collects the clues that a hospital's profile learned from; null when nothing is to be learned or applied.</summary>
    public Calibration.ClueReader? Clues
    {
        get;
        init => (field, _finder) = (value, value is not null && _options.Policy == CodingPolicy.Mentions ? new MentionFinder(_engine.Lexicon, true) { Weak = _weak } : _finder);
    }

    /// <summary>Reads all signed notes.</summary>
    public void Read(IReadOnlyList<Note> notes)
    {
        var structures = new List<NoteStructure>(notes.Count);
        foreach (var note in notes)
            structures.Add(StructureReader.Read(note, _engine.Lexicon.Vocabulary, _cancellation));
        CopiedText.Mark(structures);
        Structures = structures;
        foreach (var structure in structures)
            _laterality.Learn(structure);
        _facts.Learn(structures);
        var hasProblems = structures.Exists(s => s.HasDecisiveHeadings);
        foreach (var structure in structures)
            Read(structure, hasProblems, ExactLines.Find(structure, _engine.Lexicon.Exact));
        if (_options.Policy == CodingPolicy.Guideline)
        {
            DropWhatWasRuledOut();
            Authorship.Settle(Findings);
            Findings.AddRange(_stories.Finish());
        }
    }

    private void Read(NoteStructure note, bool hasProblems, List<ExactLine> exact)
    {
        var line = 0;
        var assertions = new AssertionReader(note, _engine.Lexicon.Cues, _engine.Lexicon.Vocabulary, _encounter.Sex, _encounter.DateOfService?.Year ?? 0);
        var context = new ContextWords(_engine.Contexts, _engine.Lexicon, note);
        for (var number = 0; number < note.Sentences.Count; number++)
        {
            if ((number & 63) == 0)
                _cancellation.ThrowIfCancellationRequested();
            var sentence = note.Sentences[number];
            assertions.MoveTo(sentence);
            while (line < exact.Count && exact[line].End <= sentence.FirstToken)
                line++;
            if (line < exact.Count && exact[line].First < sentence.EndToken)
            {
                if (exact[line].First < sentence.FirstToken || AddExact(note, sentence, number, exact[line]))
                    continue;
            }

            if (_options.Policy == CodingPolicy.Guideline)
                AddAllergies(note, sentence, number, assertions, hasProblems);
            if (_options.Policy == CodingPolicy.Guideline && !IsRead(sentence.Section))
            {
                _engine.Drugs.Read(note, sentence, number, Findings);
                continue;
            }

            _stories.Look(note, sentence, number, assertions);
            _mentions.Clear();
            _weak.Clear();
            _finder.Find(note.Tokens, sentence, number, _mentions);
            _mentions.RemoveAll(m => context.Meaning(m, sentence) is null);
            Clues?.Read(note, sentence, number, assertions);
            foreach (var mention in _mentions)
            {
                if (Findings.Count < MaxFindings && context.Meaning(mention, sentence) is { } term)
                    Add(note, sentence, mention, term, assertions, hasProblems);
            }

            AddWeak(note, sentence, assertions, context);
        }
    }

    /// <summary>What only a profile can judge: terms inside longer ones, and terms with a wide gap.</summary>
    private void AddWeak(NoteStructure note, in Sentence sentence, AssertionReader assertions, ContextWords context)
    {
        foreach (var mention in _weak)
        {
            var from = Findings.Count;
            if (from >= MaxFindings || _weakFindings >= MaxFindings / 2 || context.Meaning(mention, sentence) is not { } term)
                continue;
            Add(note, sentence, mention, term, assertions, false);
            for (var i = from; i < Findings.Count; i++)
                Findings[i] = Findings[i] with { IsWeak = true, Weight = Findings[i].Weight * Weights.WeakShare };
            _weakFindings += Findings.Count - from;
        }
    }

    /// <summary>Allergies and medications name conditions that the patient does not have now.</summary>
    private static bool IsRead(SectionKind section) => section is not (SectionKind.Allergies or SectionKind.Medications or SectionKind.Other);

    /// <summary>An official title names its own code, whatever its words would say in running text ("without", "history of", "not elsewhere classified"). False when no code below it is plain.</summary>
    private bool AddExact(NoteStructure note, Sentence sentence, int number, in ExactLine line)
    {
        var codes = _engine.Lexicon.Codes;
        var mention = new Mention(-1, number, line.First, line.End, 0);
        var entry = line.Term.Entry;
        var isGuess = false;
        if (line.Term.Seventh == '\0' && !codes[entry].Billable && !codes.IsLeaf(entry))
        {
            _engine.Leaves.Choose(entry, _facts.Gather(note, sentence, mention, [], IsObstetric(codes[entry].Code)), _laterality.Find(note, sentence, line.First, line.End).Side, _leaves);
            if (_leaves.Count == 0)
                return false;
            (entry, isGuess) = (_leaves[0].Entry, _leaves[0].IsGuess);
        }

        var code = line.Term.Seventh != '\0' ? SeventhCharacter.Append(codes[entry].Code, line.Term.Seventh)
            : codes[entry].Billable ? codes[entry].Code : _engine.Seventh.Complete(codes.Set, codes[entry], note, sentence);
        if (code is null || Findings.Count >= MaxFindings)
            return false;
        var term = new Term(line.Term.Entry, line.Term.Origin, (byte)Math.Min(255, line.End - line.First), codes[line.Term.Entry].Title, -1);
        var named = sentence with { Role = SentenceRole.ProblemHeading };
        var finding = new Finding(note, named, mention, term, new Asserted(AssertionKind.Affirmed), code, entry) { IsGuess = isGuess, Weight = Weights.Of(named, true, term, mention, AssertionKind.Affirmed, isGuess) };
        Findings.Add(finding);
        AddManifestation(finding, []);
        return true;
    }

    private void Add(NoteStructure note, Sentence sentence, Mention mention, Term term, AssertionReader assertions, bool hasProblems)
    {
        var isStatus = IsStatus(_engine.Lexicon.Codes[term.Entry].Code);
        var asserted = OfThisStay(sentence, assertions.Assess(mention.First, mention.End));
        if (asserted.Kind == AssertionKind.Negated && _options.Policy == CodingPolicy.Guideline && Denied.Count < MaxDenied)
            Denied.Add(new Finding(note, sentence, mention, term, asserted, _engine.Lexicon.Codes[term.Entry].Code, term.Entry));
        if (asserted.Kind == AssertionKind.Negated)
            _deniedAt[term.Entry] = Findings.Count;
        if (asserted.Kind == AssertionKind.Screened && isStatus)
            asserted = new Asserted(AssertionKind.Affirmed);
        if (_options.Policy != CodingPolicy.Mentions && asserted.Kind == AssertionKind.Screened && !isStatus)
            AddScreening(note, sentence, mention, term, asserted, hasProblems);
        if (_options.Policy != CodingPolicy.Mentions && !Admits(asserted.Kind, sentence, isStatus, _engine.Lexicon.Codes[term.Entry].Code))
        {
            if (_options.Explain && LeftOut.Count < Explanation.LeftOut.Most)
                LeftOut.Add(new LeftOut(note, sentence, mention, term, asserted));
            return;
        }

        if (term.Context >= 0 && OwnTerms.Contexts[term.Context].AsksPast && !IsOver(note, sentence, mention, asserted))
            return;
        var (side, _) = _laterality.Find(note, sentence, mention.First, mention.End);
        var evidence = _facts.Gather(note, sentence, mention, _mentions, IsObstetric(_engine.Lexicon.Codes[term.Entry].Code));
        _engine.Leaves.Choose(term.Entry, evidence, side, _leaves);
        foreach (var leaf in _leaves)
        {
            var entry = leaf.Entry;
            var codes = _engine.Lexicon.Codes;
            var code = codes[entry].Billable ? codes[entry].Code : _engine.Seventh.Complete(codes.Set, codes[entry], note, sentence);
            if (code is null)
                continue;
            var isGuess = leaf.IsGuess;
            (string, string)? changed = null;
            if (_options.Policy == CodingPolicy.Guideline && asserted.Kind == AssertionKind.Possible && _engine.Rules.Mentions.OfTheUncertain(code) is { } doubt
                && doubt.Does(EffectKind.Become) && codes.Find(doubt.Effects[0].Argument) is >= 0 and var other)
            {
                changed = (doubt.Id, $"Not confirmed: {code} becomes {doubt.Effects[0].Argument}, {doubt.Reason} ({doubt.Source}).");
                (code, entry, isGuess) = (codes[other].Code, other, false);
            }

            if (_options.Policy == CodingPolicy.Guideline && asserted.Kind is AssertionKind.Historical or AssertionKind.Resolved && !isStatus)
            {
                var rule = _engine.Rules.Mentions.OfThePast(code, note, sentence, mention);
                if (rule is not null && rule.Does(EffectKind.Drop))
                    continue;
                if (rule?.Effects[0] is { Kind: EffectKind.Become } becomes)
                {
                    var pastEntry = codes.Find(becomes.Argument);
                    changed = (rule.Id, $"Said to be of the past: {code} becomes {becomes.Argument}, {rule.Reason} ({rule.Source}).");
                    _engine.Leaves.Choose(pastEntry, evidence, side, _history);
                    if (_history.Count == 0 || !codes[_history[0].Entry].Billable)
                        continue;
                    (code, entry) = (codes[_history[0].Entry].Code, _history[0].Entry);
                }
            }

            var finding = new Finding(note, sentence, mention, term, asserted, code, entry)
            {
                Supported = leaf.Supported,
                IsGuess = isGuess,
                Weight = _options.Policy == CodingPolicy.Mentions
                    ? Weights.OfMention(term, mention, leaf.IsGuess)
                    : Weights.Of(sentence, hasProblems && !Authorship.IsAnothersItem(note.Note.Author, code), term, mention, asserted.Kind, isGuess) * Authorship.WeightOf(note.Note.Author, code) * OfSpeaker(sentence),
                Changed = changed,
            };
            Findings.Add(finding);
            AddManifestation(finding, evidence);
        }
    }

    /// <summary>A test of somebody without signs is reported as the encounter for screening (guideline I.C.21.c.5).</summary>
    private void AddScreening(NoteStructure note, in Sentence sentence, in Mention mention, in Term term, in Asserted asserted, bool hasProblems)
    {
        var codes = _engine.Lexicon.Codes;
        if (Screening.Of(codes[term.Entry].Code) is not { } rule || BillableBelow(rule.Code) is not (>= 0 and var entry))
            return;
        while (Findings.Count > 0 && Findings[^1].Mention.Sentence == mention.Sentence && ReferenceEquals(Findings[^1].Note, note) && Findings[^1].Code == UnspecifiedScreening)
            Findings.RemoveAt(Findings.Count - 1);
        Findings.Add(new Finding(note, sentence, mention, term, asserted, codes[entry].Code, entry)
        {
            Weight = Weights.Of(sentence, hasProblems, term, mention, AssertionKind.Affirmed, false) * Authorship.WeightOf(note.Note.Author, rule.Code),
            Changed = ("guideline.I.C.21.c.5", $"A screening test is looked for it, not found to have it: {rule.Code}, {rule.Reason}."),
        });
    }

    /// <summary>The code itself, or the plainest leaf below it; -1 when the release has none.</summary>
    private int BillableBelow(string code)
    {
        var codes = _engine.Lexicon.Codes;
        var entry = codes.Find(code);
        if (entry < 0 || codes[entry].Billable)
            return entry;
        _engine.Leaves.Choose(entry, [], Side.None, _history);
        return _history.Count > 0 && codes[_history[0].Entry].Billable ? _history[0].Entry : -1;
    }

    /// <summary>Allergies give a status (Z88, Z91.0): the entries of an allergy list, and what stands after "allergic to". Where an outpatient note names its problems they decide.</summary>
    private void AddAllergies(NoteStructure note, in Sentence sentence, int number, AssertionReader assertions, bool hasProblems)
    {
        if (sentence.Section != SectionKind.Allergies && !assertions.MentionsAllergy)
            return;
        _allergens.Clear();
        Allergens.Find(note, sentence, assertions.Cues, _allergens);
        foreach (var (first, end, code) in _allergens)
        {
            var entry = BillableBelow(code);
            if (entry < 0 || Findings.Count >= MaxFindings || assertions.Assess(first, end).Kind is not (AssertionKind.Affirmed or AssertionKind.Allergic))
                continue;
            var term = new Term(entry, TermOrigin.Own, 1, note.Note.Text[note.Tokens[first].Start..note.Tokens[end - 1].End], -1);
            Findings.Add(new Finding(note, sentence, new Mention(-1, number, first, end, 0), term, new Asserted(AssertionKind.Affirmed), _engine.Lexicon.Codes[entry].Code, entry)
            {
                Weight = (hasProblems && !IsInpatient ? AllergyBesideProblems : AllergyWeight) * Authorship.WeightOf(note.Note.Author, code),
                Changed = ("tabular.Z88", "An allergy that is documented is coded as a status."),
            });
        }
    }

    /// <summary>Takes out what was doubted first and denied later in the encounter: what is established at its end counts (guideline II.H).</summary>
    private void DropWhatWasRuledOut()
    {
        var kept = 0;
        for (var i = 0; i < Findings.Count; i++)
        {
            if (Findings[i].Assertion.Kind != AssertionKind.Possible || !_deniedAt.TryGetValue(Findings[i].Term.Entry, out var at) || i >= at)
                Findings[kept++] = Findings[i];
        }

        Findings.RemoveRange(kept, Findings.Count - kept);
    }

    /// <summary>The code that the index prints in brackets behind the etiology, as specific as the words allow.</summary>
    private void AddManifestation(Finding etiology, ReadOnlySpan<int> evidence)
    {
        var codes = _engine.Lexicon.Codes;
        if (_engine.Rules.Mentions.PairOf(etiology) is not { } rule || codes.Find(rule.Effects[0].Argument) is not (>= 0 and var entry))
            return;
        _engine.Leaves.Choose(entry, evidence, Side.None, _history);
        if (_history.Count > 0 && codes[_history[0].Entry].Billable)
            Findings.Add(etiology with { Code = codes[_history[0].Entry].Code, Entry = _history[0].Entry, Changed = (rule.Id, $"The index gives {etiology.Code} its manifestation in brackets, which is coded second: {rule.Reason} ({rule.Source}).") });
    }

    /// <summary>A problem that went away during an inpatient stay was still a diagnosis of that stay (UHDDS, guideline III).</summary>
    private Asserted OfThisStay(in Sentence sentence, in Asserted asserted)
    {
        return asserted.Kind == AssertionKind.Resolved && IsInpatient
            && sentence.Section is SectionKind.Diagnoses or SectionKind.Assessment or SectionKind.AssessmentPlan or SectionKind.Course ? new Asserted(AssertionKind.Affirmed) : asserted;
    }

    /// <summary>Observation is outpatient care, whatever the setting says (guideline IV).</summary>
    private bool IsInpatient => _encounter.Setting == Setting.Inpatient && _encounter.Class != "OBSENC";

    /// <summary>An act that gave a status: said to be past, or standing where the past is told.</summary>
    private bool IsOver(NoteStructure note, in Sentence sentence, in Mention mention, in Asserted asserted)
    {
        if (asserted.Kind is AssertionKind.Historical or AssertionKind.Resolved || sentence.Section is SectionKind.PastHistory or SectionKind.SurgicalHistory or SectionKind.ProblemList)
            return true;
        for (var i = mention.First; i < mention.End; i++)
        {
            if (_engine.IsPastWord(note.Tokens[i].Surface))
                return true;
        }

        return false;
    }

    /// <summary>Codes that ask for the trimester.</summary>
    private static bool IsObstetric(string code) => code[0] == 'O' || code.StartsWith("Z34", StringComparison.Ordinal);

    /// <summary>Z codes of history and status say themselves that something is past.</summary>
    private static bool IsStatus(string code) => code[0] == 'Z';

    private bool Admits(AssertionKind kind, in Sentence sentence, bool isStatus, string code) => kind switch
    {
        AssertionKind.Affirmed or AssertionKind.Historical or AssertionKind.Resolved => true,
        AssertionKind.Possible => IsInpatient && !_engine.Rules.Mentions.IsConfirmedOnly(code)
            && sentence.Section is SectionKind.Diagnoses or SectionKind.Assessment or SectionKind.AssessmentPlan or SectionKind.Course or SectionKind.None,
        AssertionKind.Family => isStatus && string.CompareOrdinal(code, 0, "Z80", 0, 3) >= 0 && string.CompareOrdinal(code, 0, "Z84", 0, 3) <= 0,
        _ => false,
    };

    /// <summary>A patient's or relative's turn in a dialogue is no statement of the provider yet.</summary>
    private static double OfSpeaker(in Sentence sentence) => sentence.IsTurn ? 0.6 : 1.0;
}
