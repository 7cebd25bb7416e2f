namespace Appliance.Coding.Evaluation;

/// <summary>A code that was suggested for a note.</summary>
/// <param name="Code">In printed form.</param>
/// <param name="Confidence">Probability, 0 to 1; decides the order.</param>
/// <param name="Shown">True when it counts as given; hidden ones count in rankings and in calibration only.</param>
/// <param name="HighConfidence">True in the high-confidence tier.</param>
public readonly record struct RankedCode(string Code, double Confidence, bool Shown, bool HighConfidence = false);

/// <summary>A labelled note with what was suggested for it: what every figure is counted from. Codes are distinct on both sides.</summary>
public sealed class CodedNote
{
    /// <summary>A note whose codes are counted as they are.</summary>
    /// <param name="id">Identity in its file.</param>
    /// <param name="labels">The codes that people gave.</param>
    /// <param name="suggested">The codes that were suggested, in claim order.</param>
    public CodedNote(string id, IEnumerable<string> labels, IEnumerable<RankedCode> suggested)
        : this(id, labels, suggested, code => code)
    {
    }

    private CodedNote(string id, IEnumerable<string> labels, IEnumerable<RankedCode> suggested, Func<string, string> key)
    {
        Id = id;
        Labels = labels.Select(key).ToHashSet(StringComparer.Ordinal);

        // Where two suggestions become one by the key, the better one stands for both, and it is shown when either is.
        Ranking = [.. suggested
            .Select((code, place) => (Code: code with { Code = key(code.Code) }, place))
            .GroupBy(item => item.Code.Code, StringComparer.Ordinal)
            .Select(same => (Best: same.MaxBy(item => item.Code.Confidence), Shown: same.Any(item => item.Code.Shown), High: same.Any(item => item.Code.HighConfidence), First: same.Min(item => item.place)))
            .OrderByDescending(item => item.Best.Code.Confidence).ThenBy(item => item.First)
            .Select(item => item.Best.Code with { Shown = item.Shown, HighConfidence = item.High })];
        Given = Ranking.Where(code => code.Shown).Select(code => code.Code).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Identity in its file.</summary>
    public string Id { get; }

    /// <summary>The codes that people gave.</summary>
    public IReadOnlySet<string> Labels { get; }

    /// <summary>The codes that were shown.</summary>
    public IReadOnlySet<string> Given { get; }

    /// <summary>All suggestions, the most confident first; equals in claim order.</summary>
    public IReadOnlyList<RankedCode> Ranking { get; }

    /// <summary>Shown codes that are labelled too.</summary>
    public int Right => Labels.Count(Given.Contains);

    /// <summary>The same note with every code replaced: cut to its category, mapped to an older release.</summary>
    public CodedNote Through(Func<string, string> key) => new(Id, Labels, Ranking, key);

    /// <summary>The same note with only the suggestions of the high-confidence tier shown.</summary>
    public CodedNote HighTier() => new(Id, Labels, Ranking.Select(code => code with { Shown = code.HighConfidence }));
}
