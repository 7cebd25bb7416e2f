using Appliance.Coding.Specificity;

namespace Appliance.Coding.Calibration;

/// <summary>A candidate with its row of features.</summary>
/// <param name="Code">The code.</param>
/// <param name="Entry">Index of the code or of its stem.</param>
/// <param name="Row">The features.</param>
/// <param name="Clue">Key of the clue that speaks most for it; 0 when words of the note do not.</param>
/// <param name="Source">The candidate of the engine that speaks most for it by its term or code; null when none does.</param>
internal sealed record CandidateRow(string Code, int Entry, float[] Row, ulong Clue, string? Source);

/// <summary>Makes the rows that a profile's trees judge, of all that the engine found and all that learned associations add.</summary>
internal sealed class FeatureBuilder
{
    /// <summary>More candidates of one encounter are not judged.</summary>
    private const int MaxLearned = 300;

    private static readonly int Learned = StaticFeatures.Names.Length;

    private readonly CompiledTables _tables;
    private readonly CodeTree _codes;
    private readonly double _minimum;

    public FeatureBuilder(CompiledTables tables, CodeTree codes, double minimum)
    {
        _tables = tables;
        _codes = codes;
        _minimum = minimum;
    }

    /// <summary>Names of all features, in their order.</summary>
    public static string[] Names { get; } =
    [
        .. StaticFeatures.Names, "engine found it", "term precision", "mean term precision", "term seen", "code precision", "code seen", "labels of the code", "labels of the category",
        "unspecified", "other", "length of the code", "chapter", "candidates of the category", "candidates", "title words in the note", "title words", "words of the note",
        "best association", "second association", "associations together", "associations", "support", "association is a pair", "best by term", "best by code", "codes leading here",
        "best of the category", "place in the note", "less than the best of the category",
    ];

    /// <summary>The rows of an encounter.</summary>
    public List<CandidateRow> Build(NoteFacts note)
    {
        var leads = Gather(note);
        var rows = new List<CandidateRow>(note.Candidates.Count + leads.Count);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var candidate in note.Candidates)
        {
            leads.TryGetValue(candidate.Code, out var lead);
            done.Add(candidate.Code);
            rows.Add(Row(note, candidate.Code, candidate.Entry, candidate, lead));
        }

        var added = leads.Where(l => l.Value.Best >= _minimum && !done.Contains(l.Key)).OrderByDescending(l => l.Value.Best).ThenBy(l => l.Key, StringComparer.Ordinal).Take(MaxLearned);
        foreach (var (code, lead) in added)
            rows.Add(Row(note, code, lead.Entry, null, lead));
        Compare(rows);
        return rows;
    }

    private Dictionary<string, Evidence> Gather(NoteFacts note)
    {
        var leads = new Dictionary<string, Evidence>(StringComparer.Ordinal);
        foreach (var clue in note.Clues)
        {
            foreach (var lead in _tables.OfClue(clue))
                Of(leads, lead).AddWords(lead, clue);
        }

        foreach (var candidate in note.Candidates)
        {
            foreach (var term in candidate.Terms)
            {
                foreach (var lead in _tables.OfTerm(term))
                    Of(leads, lead).AddTerm(lead, candidate.Code);
            }

            foreach (var lead in _tables.OfCode(candidate.Code))
                Of(leads, lead).AddCode(lead, candidate.Code);
        }

        return leads;
    }

    private Evidence Of(Dictionary<string, Evidence> leads, in Lead lead)
    {
        var (code, entry) = _tables.Targets[lead.Target];
        if (!leads.TryGetValue(code, out var evidence))
            leads.Add(code, evidence = new Evidence(entry));
        return evidence;
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
        var (ofCode, asCandidate) = _tables.CodePrecision(code);
        row[at++] = (float)ofCode;
        row[at++] = MathF.Log(1 + asCandidate);
        row[at++] = MathF.Log((_tables.Labels(code) + 0.1f) / _tables.Notes);
        row[at++] = MathF.Log((_tables.CategoryLabels(code) + 0.1f) / _tables.Notes);
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
        }

        return new CandidateRow(code, entry, row, lead?.Clue ?? 0, lead?.Source);
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
        var association = Array.IndexOf(Names, "best association");
        var siblings = Array.IndexOf(Names, "candidates of the category");
        var last = Names.Length - 3;
        var quick = rows.ConvertAll(r => Math.Max(r.Row[term] * (r.Row[Learned] > 0 ? 1 : 0), r.Row[association]));
        var categories = new Dictionary<string, (int Count, float Best)>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++)
        {
            var category = rows[i].Code[..3];
            var known = categories.GetValueOrDefault(category);
            categories[category] = (known.Count + 1, Math.Max(known.Best, quick[i]));
        }

        var sorted = quick.ToArray();
        Array.Sort(sorted);
        for (var i = 0; i < rows.Count; i++)
        {
            var (count, best) = categories[rows[i].Code[..3]];
            rows[i].Row[siblings] = count;
            rows[i].Row[siblings + 1] = MathF.Log(1 + rows.Count);
            rows[i].Row[last] = quick[i] >= best ? 1 : 0;
            rows[i].Row[last + 1] = (float)(sorted.Length - 1 - Array.BinarySearch(sorted, quick[i])) / sorted.Length;
            rows[i].Row[last + 2] = best - quick[i];
        }
    }

    /// <summary>All associations of one code that an encounter has the clues for.</summary>
    private sealed class Evidence(int entry)
    {
        public int Entry { get; } = entry;

        public ulong Clue { get; private set; }

        public string? Source { get; private set; }

        public float Words { get; private set; }

        public float Second { get; private set; }

        public float Together { get; private set; }

        public int Count { get; private set; }

        public int Support { get; private set; }

        public float Kind { get; private set; }

        public float Term { get; private set; }

        public float Code { get; private set; }

        public float Codes { get; private set; }

        public float Best => Math.Max(Words, Math.Max(Term, Code));

        public void AddWords(in Lead lead, ulong clue)
        {
            Count++;
            Together -= MathF.Log(1.0001f - lead.Precision);
            if (lead.Precision > Words || (lead.Precision == Words && clue < Clue))
            {
                if (lead.Precision > Words)
                    Second = Words;
                (Words, Clue, Support) = (lead.Precision, clue, lead.Support);
            }
            else
            {
                Second = Math.Max(Second, lead.Precision);
            }
        }

        public void AddTerm(in Lead lead, string source)
        {
            if (lead.Precision > Math.Max(Term, Code))
                Source = source;
            Term = Math.Max(Term, lead.Precision);
        }

        public void AddCode(in Lead lead, string source)
        {
            if (lead.Precision > Math.Max(Term, Code))
                Source = source;
            Code = Math.Max(Code, lead.Precision);
            Codes -= MathF.Log(1.0001f - lead.Precision);
        }
    }
}
