using Appliance.Coding.Structure;

namespace Appliance.Coding.Mentions;

/// <summary>An entry of our own list.</summary>
/// <param name="Phrases">How it is written in notes.</param>
/// <param name="Code">The code it leads to before specificity.</param>
/// <param name="Context">Number of the context condition in <see cref="OwnTerms.Contexts"/>; -1 when the phrases have one meaning.</param>
/// <param name="Reason">Why, or from where.</param>
internal sealed record OwnTerm(string[] Phrases, string Code, int Context, string Reason);

/// <summary>
/// What the phrases of an entry ask of their surroundings. One of the things that speak for the meaning must hold (when any is named) and none of those that
/// speak against it.
/// </summary>
/// <param name="InNote">For: one of these words stands in the note.</param>
/// <param name="InSentence">For: one of these words stands in the sentence.</param>
/// <param name="NotInSentence">Against: one of these words stands in the sentence.</param>
/// <param name="AsProblem">For: the phrase names a problem or stands in a list of diagnoses or in the past history, where nobody writes of signs, drugs or tests.</param>
/// <param name="NotInExam">Against: the phrase stands in the examination or among results.</param>
/// <param name="AsWritten">The phrase means this only word for word, little words too ("the runs").</param>
/// <param name="AsksPast">The phrase is an act, which gives a status only when it is over.</param>
internal sealed record OwnContext(string[] InNote, string[] InSentence, string[] NotInSentence, bool AsProblem, bool NotInExam, bool AsWritten, bool AsksPast)
{
    /// <summary>True when nothing need speak for the meaning.</summary>
    public bool IsDefault => InNote.Length == 0 && InSentence.Length == 0 && !AsProblem;

    /// <summary>
    /// Reads the fourth field of an entry: a word (in the note), <c>+word</c> (in the sentence), <c>-word</c> (not in the sentence), <c>@problem</c>,
    /// <c>-@exam</c>, <c>@exact</c>, <c>@past</c>.
    /// </summary>
    public static OwnContext Parse(string field)
    {
        var words = field.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new OwnContext(
            [.. words.Where(w => w[0] is not ('+' or '-' or '@'))],
            [.. words.Where(w => w[0] == '+').Select(w => w[1..])],
            [.. words.Where(w => w[0] == '-' && w[1] != '@').Select(w => w[1..])],
            words.Contains("@problem"),
            words.Contains("-@exam"),
            words.Contains("@exact"),
            words.Contains("@past"));
    }
}

/// <summary>
/// Reads the files terms-*.txt: our abbreviations and lay words by chapter, each with its reason, ambiguous ones with a context condition. An ambiguous phrase may
/// stand in several entries; the first whose condition holds gives the meaning, and an entry without condition is the meaning otherwise.
/// </summary>
internal static class OwnTerms
{
    private static readonly (OwnTerm[] Terms, OwnContext[] Contexts) Data = Parse();

    /// <summary>The context conditions.</summary>
    public static IReadOnlyList<OwnContext> Contexts => Data.Contexts;

    /// <summary>All entries, in the order of the files and their lines.</summary>
    public static IReadOnlyList<OwnTerm> Read() => Data.Terms;

    /// <summary>The words of a phrase that are matched: without those that stand for nothing in a name, unless nothing is left.</summary>
    public static List<string> WordsOf(string phrase)
    {
        var all = Tokenizer.Words(phrase);
        var words = all.FindAll(w => !Specificity.TitleWords.IsStop(w));

        // "On insulin" is a statement, "insulin" alone is not.
        if (all.Count > 1 && all[0] == "on" && words.Count > 0)
            words.Insert(0, "on");
        return words.Count == 0 ? all : words;
    }

    private static (OwnTerm[] Terms, OwnContext[] Contexts) Parse()
    {
        var terms = new List<OwnTerm>();
        var contexts = new List<OwnContext>();
        foreach (var file in DataFile.Names("terms-"))
        {
            foreach (var record in DataFile.Read(file))
            {
                if (record.Length < 3)
                    throw new InvalidDataException(file + ": a line has fewer than three fields: " + record[0]);
                var context = -1;
                if (record.Length > 3 && record[3].Length > 0)
                {
                    context = contexts.Count;
                    contexts.Add(OwnContext.Parse(record[3]));
                }

                terms.Add(new OwnTerm(record[0].Split(',', StringSplitOptions.TrimEntries), record[1], context, record[2]));
            }
        }

        return ([.. terms], [.. contexts]);
    }
}
