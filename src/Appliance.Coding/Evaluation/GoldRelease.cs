namespace Appliance.Coding.Evaluation;

/// <summary>
/// The release that labels were given in, when it is not the one that is coded with. Labels of 2018 know no newer code, and those of some corpora are cut to six
/// characters: both sides are brought to the same form before they are compared.
/// </summary>
public sealed class GoldRelease
{
    /// <summary>Characters that labels of 2018 keep, without the dot.</summary>
    public const int KeptCharacters = 6;

    private readonly Dictionary<string, string> _older;

    private GoldRelease(string name, Dictionary<string, string> older)
    {
        Name = name;
        _older = older;
    }

    /// <summary>Fiscal year 2018, by <c>Data/changed-since-2018.txt</c>.</summary>
    public static GoldRelease Of2018 { get; } = new(
        "2018", DataFile.Read("changed-since-2018.txt").ToDictionary(row => row[0], row => row[1], StringComparer.Ordinal));

    /// <summary>The year.</summary>
    public string Name { get; }

    /// <summary>How many rows the map has.</summary>
    public int Rows => _older.Count;

    /// <summary>The code in the labels' form: the older code when the map has one for it or for a beginning of it, then cut.</summary>
    public string KeyOf(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        for (var length = code.Length; length >= 3; length--)
        {
            if (_older.TryGetValue(code[..length], out var older))
                return Cut(older);
        }

        return Cut(code);
    }

    /// <summary>Labelled codes that no billable code of a release can become: no engine that codes with it can be right on them.</summary>
    /// <param name="notes">Notes whose labels are in the labels' own form.</param>
    /// <param name="billable">The billable codes of the release.</param>
    public IReadOnlyDictionary<string, int> Unreachable(IEnumerable<CodedNote> notes, IEnumerable<string> billable)
    {
        ArgumentNullException.ThrowIfNull(notes);
        var reachable = billable.Select(KeyOf).ToHashSet(StringComparer.Ordinal);
        var lost = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var label in notes.SelectMany(note => note.Labels).Select(KeyOf).Where(label => !reachable.Contains(label)))
            lost[label] = lost.GetValueOrDefault(label) + 1;
        return lost;
    }

    private static string Cut(string code) => code.Length > KeptCharacters + 1 ? code[..(KeptCharacters + 1)] : code;
}
