namespace Appliance.Coding.Mentions;

/// <summary>An entry of our own list.</summary>
/// <param name="Phrases">How it is written in notes.</param>
/// <param name="Code">The code it leads to before specificity.</param>
/// <param name="Context">Number of the context condition in <see cref="OwnTerms.Contexts"/>; -1 when the phrase has one meaning.</param>
/// <param name="Reason">Why, or from where.</param>
internal sealed record OwnTerm(string[] Phrases, string Code, int Context, string Reason);

/// <summary>Reads abbreviations.txt: our abbreviations and lay words, each with its reason, ambiguous ones with the words that must stand in the note.</summary>
internal static class OwnTerms
{
    private static readonly List<string[]> ContextWords = [];

    private static readonly OwnTerm[] Entries = [.. DataFile.Read("abbreviations.txt").Select(Parse)];

    /// <summary>For each context condition the words of which one must stand in the note.</summary>
    public static IReadOnlyList<string[]> Contexts
    {
        get
        {
            _ = Entries.Length;
            return ContextWords;
        }
    }

    /// <summary>All entries, in the order of the file.</summary>
    public static IReadOnlyList<OwnTerm> Read() => Entries;

    private static OwnTerm Parse(string[] record)
    {
        if (record.Length < 3)
            throw new InvalidDataException("abbreviations.txt: a line has fewer than three fields: " + record[0]);
        var context = -1;
        if (record.Length > 3 && record[3].Length > 0)
        {
            context = ContextWords.Count;
            ContextWords.Add(record[3].Split(',', StringSplitOptions.TrimEntries));
        }

        return new OwnTerm(record[0].Split(',', StringSplitOptions.TrimEntries), record[1], context, record[2]);
    }
}
