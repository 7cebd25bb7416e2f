using System.Runtime.InteropServices;
using Appliance.Coding.Specificity;

namespace Appliance.Coding.Calibration;

/// <summary>A candidate with its row of features.</summary>
/// <param name="Code">The code.</param>
/// <param name="Entry">Index of the code or of its stem.</param>
/// <param name="Row">The features.</param>
/// <param name="Clue">Key of the clue that speaks most for it; 0 when words of the note do not.</param>
/// <param name="First">First token of the words that speak most for it, counted over all notes.</param>
/// <param name="End">One past their last.</param>
/// <param name="Source">The candidate of the engine that speaks most for it by its term or code; null when none does.</param>
internal sealed record CandidateRow(string Code, int Entry, float[] Row, ulong Clue, string? Source, int First, int End);

/// <summary>Makes the rows that a profile's trees judge, of all that the engine found and all that learned associations add.</summary>
internal sealed class FeatureBuilder
{
    /// <summary>More candidates of one encounter are not judged.</summary>
    private const int MaxLearned = 160;

    private static readonly int Learned = StaticFeatures.Names.Length;

    /// <summary>Names of all features, in their order.</summary>
    public static string[] Names { get; } =
    [
        .. StaticFeatures.Names, "engine found it", "term precision", "mean term precision", "term seen", "code precision", "code seen", "labels of the code", "labels of the category",
        "unspecified", "other", "length of the code", "chapter", "candidates of the category", "candidates", "title words in the note", "title words", "words of the note",
        "best association", "second association", "associations together", "associations", "support", "association is a pair", "best by term", "best by code", "codes leading here", "best share", "shares together", "title words of the best clue", "best share with title words",
        "best of the category", "place in the note", "less than the best of the category",
    ];

    private static readonly int Best = Array.IndexOf(Names, "best association");
    private static readonly int Siblings = Array.IndexOf(Names, "candidates of the category");

    private readonly CompiledTables _tables;
    private readonly CodeTree _codes;
    private readonly double _minimum;

    public FeatureBuilder(CompiledTables tables, CodeTree codes, double minimum)
    {
        _tables = tables;
        _codes = codes;
        _minimum = minimum;
    }

    /// <summary>The rows of an encounter.</summary>
    public List<CandidateRow> Build(NoteFacts note)
    {
        var touched = new List<int>();
        var leads = Gather(note, touched);
        var rows = new List<CandidateRow>(note.Candidates.Count + 64);
        foreach (var candidate in note.Candidates)
        {
            var target = _tables.TargetOf(candidate.Code);
            var lead = target < 0 ? null : leads[target];
            if (lead is not null)
                lead.IsFound = true;
            rows.Add(Row(note, candidate.Code, candidate.Entry, candidate, lead));
        }

        touched.RemoveAll(t => leads[t]!.IsFound || leads[t]!.Best < _minimum);
        touched.Sort((a, b) => leads[b]!.Best.CompareTo(leads[a]!.Best) is var order && order != 0 ? order : a - b);
        foreach (var target in touched.Take(MaxLearned))
            rows.Add(Row(note, _tables.Targets[target].Code, _tables.Targets[target].Entry, null, leads[target]));
        Compare(rows);
        return rows;
    }

    /// <summary>What the clues of an encounter lead to, by number of the code.</summary>
    private Evidence?[] Gather(NoteFacts note, List<int> touched)
    {
        var leads = new Evidence?[_tables.Targets.Count];
        foreach (var clue in note.Clues)
        {
            foreach (var lead in _tables.OfClue(clue.Key))
                Of(leads, touched, lead).AddWords(lead, clue);
        }

        foreach (var candidate in note.Candidates)
        {
            foreach (var term in candidate.Terms)
            {
                foreach (var lead in _tables.OfTerm(term))
                    Of(leads, touched, lead).AddTerm(lead, candidate);
            }

            foreach (var lead in _tables.OfCode(candidate.Code))
                Of(leads, touched, lead).AddCode(lead, candidate);
        }

        return leads;
    }

    private static Evidence Of(Evidence?[] leads, List<int> touched, in Lead lead)
    {
        if (leads[lead.Target] is { } known)
            return known;
        touched.Add(lead.Target);
        return leads[lead.Target] = new Evidence();
    }

    private CandidateRow Row(NoteFacts note, string code, int entry, CandidateFacts? found, Evidence? lead)
    {
        var row = new float[Names.Length];
        var at = Learned;
        if (found is not null)
            found.Static.CopyTo(row, 0);
        row[at++] = found is null ? 0 : 1;
        var best = 0.0;
        var sum = 0.0;
        var seen = 0;
        foreach (var term in found?.Terms ?? [])
        {
            var (precision, times) = _tables.TermPrecision(term, code);
            sum += precision;
            if (precision > best)
                (best, seen) = (precision, times);
        }

        row[at++] = (float)best;
        row[at++] = found is null ? 0 : (float)(sum / found.Terms.Length);
        row[at++] = MathF.Log(1 + seen);
        var (ofCode, asCandidate, labels) = _tables.OfCandidate(code);
        row[at++] = (float)ofCode;
        row[at++] = MathF.Log(1 + asCandidate);
        row[at++] = MathF.Log((labels + 0.1f) / _tables.Notes);
        row[at++] = MathF.Log((_tables.CategoryLabels(CompiledTables.CategoryOf(code)) + 0.1f) / _tables.Notes);
        row[at++] = _codes.IsDefault(entry) ? 1 : 0;
        row[at++] = _codes.IsResidual(entry) ? 1 : 0;
        row[at++] = code.Length;
        row[at++] = code[0] - 'A';
        at += 2;
        var words = _codes.Words(entry);
        row[at++] = InNote(note, words);
        row[at++] = words.Length;
        row[at++] = MathF.Log(note.Tokens);
        if (lead is not null)
        {
            row[at] = lead.Words;
            row[at + 1] = lead.Second;
            row[at + 2] = lead.Together;
            row[at + 3] = lead.Count;
            row[at + 4] = MathF.Log(1 + lead.Support);
            row[at + 5] = lead.Kind;
            row[at + 6] = lead.Term;
            row[at + 7] = lead.Code;
            row[at + 8] = lead.Codes;
            row[at + 9] = lead.Share;
            row[at + 10] = lead.Shares;
            row[at + 11] = lead.Overlap;
            row[at + 12] = lead.ShareWithTitle;
        }

        return new CandidateRow(code, entry, row, lead?.Clue.Key ?? 0, lead?.Source?.Code, found?.First ?? lead!.First, found?.End ?? lead!.End);
    }

    private static float InNote(NoteFacts note, ReadOnlySpan<int> words)
    {
        if (words.Length == 0)
            return 0;
        var present = 0;
        foreach (var word in words)
            present += Array.BinarySearch(note.Concepts, word) >= 0 ? 1 : 0;
        return (float)present / words.Length;
    }

    /// <summary>What a candidate is among the others: of its category and of the whole note.</summary>
    private static void Compare(List<CandidateRow> rows)
    {
        var term = Learned + 1;
        var association = Best;
        var siblings = Siblings;
        var last = Names.Length - 3;
        var quick = rows.ConvertAll(r => Math.Max(r.Row[term] * (r.Row[Learned] > 0 ? 1 : 0), r.Row[association]));
        var categories = new Dictionary<int, (int Count, float Best)>();
        for (var i = 0; i < rows.Count; i++)
        {
            ref var category = ref CollectionsMarshal.GetValueRefOrAddDefault(categories, CompiledTables.CategoryOf(rows[i].Code), out _);
            category = (category.Count + 1, Math.Max(category.Best, quick[i]));
        }

        var sorted = quick.ToArray();
        Array.Sort(sorted);
        for (var i = 0; i < rows.Count; i++)
        {
            var (count, best) = categories[CompiledTables.CategoryOf(rows[i].Code)];
            rows[i].Row[siblings] = count;
            rows[i].Row[siblings + 1] = MathF.Log(1 + rows.Count);
            rows[i].Row[last] = quick[i] >= best ? 1 : 0;
            rows[i].Row[last + 1] = (float)(sorted.Length - 1 - Array.BinarySearch(sorted, quick[i])) / sorted.Length;
            rows[i].Row[last + 2] = best - quick[i];
        }
    }

    /// <summary>All associations of one code that an encounter has the clues for.</summary>
    private sealed class Evidence
    {
        public bool IsFound { get; set; }

        public Clue Clue { get; private set; }

        public CandidateFacts? Source { get; private set; }

        public float Words { get; private set; }

        public float Second { get; private set; }

        public float Together { get; private set; }

        public int Count { get; private set; }

        public int Support { get; private set; }

        public float Kind { get; private set; }

        public float Term { get; private set; }

        public float Code { get; private set; }

        public float Share { get; private set; }

        public float Shares { get; private set; }

        public float Overlap { get; private set; }

        public float ShareWithTitle { get; private set; }

        public float Codes { get; private set; }

        /// <summary>Place of the clue, or of the candidate it was learned from when words of the note say nothing.</summary>
        public int First => Clue.Key != 0 ? Clue.First : Source!.First;

        public int End => Clue.Key != 0 ? Clue.End : Source!.End;

        public float Best => Math.Max(Words, Math.Max(Term, Code));

        public void AddWords(in Lead lead, in Clue clue)
        {
            Count++;
            AddShare(lead);
            Together -= MathF.Log(1.0001f - lead.Precision);
            if (lead.Precision > Words || (lead.Precision == Words && clue.Key < Clue.Key))
            {
                if (lead.Precision > Words)
                    Second = Words;
                (Words, Clue, Support, Overlap) = (lead.Precision, clue, lead.Support, lead.Overlap);
            }
            else
            {
                Second = Math.Max(Second, lead.Precision);
            }
        }

        public void AddTerm(in Lead lead, CandidateFacts source)
        {
            AddShare(lead);
            if (lead.Precision > Math.Max(Term, Code))
                Source = source;
            Term = Math.Max(Term, lead.Precision);
        }

        public void AddCode(in Lead lead, CandidateFacts source)
        {
            AddShare(lead);
            if (lead.Precision > Math.Max(Term, Code))
                Source = source;
            Code = Math.Max(Code, lead.Precision);
            Codes -= MathF.Log(1.0001f - lead.Precision);
        }

        private void AddShare(in Lead lead)
        {
            Share = Math.Max(Share, lead.Share);
            Shares -= MathF.Log(1.0001f - lead.Share);
            if (lead.Overlap > 0)
                ShareWithTitle = Math.Max(ShareWithTitle, lead.Share);
        }
    }
}
