namespace Appliance.Coding.Mentions;

/// <summary>An entry of our own list.</summary>
/// <param name="Phrases">How it is written in notes.</param>
/// <param name="Code">The code it leads to before specificity.</param>
/// <param name="Context">Number of the context condition in <see cref="OwnTerms.Contexts"/>; -1 when the phrase has one meaning.</param>
/// <param name="Reason">Why, or from where.</param>
internal sealed record OwnTerm(string[] Phrases, string Code, int Context, string Reason);

/// <summary>What a phrase of our own list asks of its surroundings.</summary>
/// <param name="Words">Words of which one must stand in the note; empty when none is asked for.</param>
/// <param name="AsksPast">The phrase is an act, which gives a status only when it is over.</param>
internal sealed record OwnContext(string[] Words, bool AsksPast);

/// <summary>Reads abbreviations.txt: our abbreviations and lay words, each with its reason, ambiguous ones with the words that must stand in the note.</summary>
internal static class OwnTerms
{
    private const string PastMark = "@past";

    private static readonly (OwnTerm[] Terms, OwnContext[] Contexts) Data = Parse();

    /// <summary>The context conditions.</summary>
    public static IReadOnlyList<OwnContext> Contexts => Data.Contexts;

    /// <summary>All entries, in the order of the file.</summary>
    public static IReadOnlyList<OwnTerm> Read() => Data.Terms;

    private static (OwnTerm[] Terms, OwnContext[] Contexts) Parse()
    {
        var terms = new List<OwnTerm>();
        var contexts = new List<OwnContext>();
        foreach (var record in DataFile.Read("abbreviations.txt"))
        {
            if (record.Length < 3)
                throw new InvalidDataException("abbreviations.txt: a line has fewer than three fields: " + record[0]);
            var context = -1;
            if (record.Length > 3 && record[3].Length > 0)
            {
                context = contexts.Count;
                var words = record[3].Split(',', StringSplitOptions.TrimEntries);
                contexts.Add(new OwnContext([.. words.Where(w => w != PastMark)], words.Contains(PastMark)));
            }

            terms.Add(new OwnTerm(record[0].Split(',', StringSplitOptions.TrimEntries), record[1], context, record[2]));
        }

        return ([.. terms], [.. contexts]);
    }
}
