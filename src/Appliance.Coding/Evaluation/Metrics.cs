namespace Appliance.Coding.Evaluation;

/// <summary>
/// The figures of an evaluation, each counted in one place. All are pure functions of the notes. Micro counts every code of every note alike; macro counts every
/// code alike, however rare.
/// </summary>
public static class Metrics
{
    /// <summary>Micro precision, recall and F1 over the shown codes.</summary>
    public static Agreement Micro(IEnumerable<CodedNote> notes) => Agreement.Of(notes);

    /// <summary>The same over three-character categories.</summary>
    public static Agreement ThreeCharacters(IEnumerable<CodedNote> notes) => Agreement.Of(notes.Select(note => note.Through(CategoryOf)));

    /// <summary>
    /// Means over all codes that are labelled or given at least once, of each code's own precision, recall and F1; a code that is never given has precision 0, one
    /// that is never labelled recall 0.
    /// </summary>
    public static MacroFigures Macro(IEnumerable<CodedNote> notes)
    {
        var codes = ByCode(notes).Values.ToList();
        return codes.Count == 0
            ? default
            : new MacroFigures(codes.Average(code => code.Precision), codes.Average(code => code.Recall), codes.Average(code => code.F1), codes.Count);
    }

    /// <summary>Share of the notes whose shown codes are exactly the labelled ones.</summary>
    public static double ExactMatch(IReadOnlyCollection<CodedNote> notes) =>
        notes.Count == 0 ? 0 : (double)notes.Count(note => note.Labels.SetEquals(note.Given)) / notes.Count;

    /// <summary>Mean over the notes of the share of right codes among the first <paramref name="k"/> of the ranking; a shorter ranking is counted as if filled up with wrong ones.</summary>
    public static double PrecisionAt(IReadOnlyCollection<CodedNote> notes, int k) =>
        notes.Count == 0 ? 0 : notes.Average(note => (double)note.Ranking.Take(k).Count(code => note.Labels.Contains(code.Code)) / k);

    /// <summary>Mean average precision: over the notes with labels, the mean of each label's precision at its place in the ranking, 0 for labels that are not in it.</summary>
    public static double MeanAveragePrecision(IEnumerable<CodedNote> notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        var labelled = notes.Where(note => note.Labels.Count > 0).ToList();
        return labelled.Count == 0 ? 0 : labelled.Average(AveragePrecision);
    }

    /// <summary>Average precision of one note.</summary>
    public static double AveragePrecision(CodedNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        var right = 0;
        var sum = 0.0;
        for (var place = 0; place < note.Ranking.Count; place++)
        {
            if (note.Labels.Contains(note.Ranking[place].Code))
                sum += (double)++right / (place + 1);
        }

        return note.Labels.Count == 0 ? 0 : sum / note.Labels.Count;
    }

    /// <summary>Each code's own counts.</summary>
    public static IReadOnlyDictionary<string, Agreement> ByCode(IEnumerable<CodedNote> notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        var codes = new SortedDictionary<string, Agreement>(StringComparer.Ordinal);
        foreach (var note in notes)
        {
            foreach (var code in note.Labels)
                Add(code, new Agreement(note.Given.Contains(code) ? 1 : 0, 0, 1));
            foreach (var code in note.Given)
                Add(code, new Agreement(0, 1, 0));
        }

        return codes;

        void Add(string code, Agreement more) => codes[code] = codes.TryGetValue(code, out var before) ? before + more : more;
    }

    /// <summary>Micro figures of groups of codes, in the order of the groups' keys.</summary>
    /// <param name="notes">The notes.</param>
    /// <param name="groupOf">The group of a code; null leaves it out.</param>
    public static IReadOnlyDictionary<TGroup, Agreement> By<TGroup>(IEnumerable<CodedNote> notes, Func<string, TGroup?> groupOf)
        where TGroup : struct
    {
        ArgumentNullException.ThrowIfNull(groupOf);
        var groups = new SortedDictionary<TGroup, Agreement>();
        foreach (var (code, counts) in ByCode(notes))
        {
            if (groupOf(code) is { } group)
                groups[group] = groups.TryGetValue(group, out var before) ? before + counts : counts;
        }

        return groups;
    }

    /// <summary>The three-character category of a code.</summary>
    public static string CategoryOf(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return code.Length > 3 ? code[..3] : code;
    }
}

/// <summary>Means over codes.</summary>
/// <param name="Precision">Mean precision.</param>
/// <param name="Recall">Mean recall.</param>
/// <param name="F1">Mean F1 (not the harmonic mean of the other two).</param>
/// <param name="Codes">Codes that were labelled or given.</param>
public readonly record struct MacroFigures(double Precision, double Recall, double F1, int Codes);
