using System.Collections.Frozen;
using System.Globalization;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Guidelines;

/// <summary>A number that rules ask for, and how notes write it; a line of measures.txt.</summary>
/// <param name="Name">Name in the rules.</param>
/// <param name="IsBefore">True when the number stands before the words.</param>
/// <param name="Phrases">The words.</param>
/// <param name="Low">Least number that is believed.</param>
/// <param name="High">Greatest number that is believed.</param>
internal sealed record Measure(string Name, bool IsBefore, int[][] Phrases, double Low, double High);

/// <summary>The words of one release's vocabulary that rules look for, and the words that make a place not count.</summary>
internal sealed class RuleWords
{
    private static readonly string[] Denials = ["no", "not", "denies", "denied", "without", "negative", "never", "nor", "declines", "declined", "if", "versus"];
    private static readonly string[] NotTaken =
    [
        "stop", "stopped", "stopping", "discontinue", "discontinued", "discontinuing", "hold", "held", "holding", "off", "allergic", "allergy", "avoid", "avoiding", "refused", "refuses", "consider", "considering",
        "intolerant", "intolerance", "failed", "previously", "prior", "former", "allergies", "contraindicated",
    ];

    private static readonly string[] Taking = ["on", "uses", "using", "takes", "taking", "term", "longterm", "current", "daily"];

    private readonly FrozenSet<int> _beginnings;
    private readonly FrozenSet<int> _denials;
    private readonly FrozenSet<int> _notTaken;
    private readonly FrozenSet<int> _taking;
    private readonly FrozenSet<int> _years;
    private readonly int _old;

    public RuleWords(Vocabulary vocabulary, IReadOnlyList<Rule> rules)
    {
        Measures = [.. DataFile.Read("measures.txt").Select(r => new Measure(r[0], r[1] == "before", Phrases(r[2], vocabulary), Number(r[3], 0), Number(r[3], 1)))];
        _beginnings = rules.SelectMany(r => r.Clauses).Where(c => c.Kind is ClauseKind.Note or ClauseKind.Medication or ClauseKind.Treated).SelectMany(c => c.Phrases)
            .Concat(Measures.SelectMany(m => m.Phrases)).Where(p => p.Length > 0).Select(p => p[0]).ToFrozenSet();
        _denials = Denials.Select(w => vocabulary.Surface(w)).ToFrozenSet();
        _notTaken = NotTaken.Select(w => vocabulary.Surface(w)).ToFrozenSet();
        _taking = Taking.Select(w => vocabulary.Surface(w)).ToFrozenSet();
        _years = new[] { "year", "yo", "y", "yr", "yrs" }.Select(w => vocabulary.Find(w).Concept).ToFrozenSet();
        _old = vocabulary.Surface("old");
    }

    /// <summary>The numbers that rules may ask for.</summary>
    public IReadOnlyList<Measure> Measures { get; }

    /// <summary>Makes the words known before the vocabulary is closed.</summary>
    public static void AddWords(Vocabulary vocabulary)
    {
        RuleFile.AddWords(vocabulary);
        foreach (var word in Denials.Concat(NotTaken).Concat(Taking).Concat(["year", "yo", "y", "yr", "yrs", "old"]).Concat(DataFile.Read("measures.txt").SelectMany(r => Tokenizer.Words(r[2]))))
            vocabulary.Add(word);
    }

    /// <summary>True when a phrase of a rule begins with the word.</summary>
    public bool Begins(int concept) => _beginnings.Contains(concept);

    /// <summary>True for "year" and its short forms.</summary>
    public bool IsYear(int concept) => _years.Contains(concept);

    /// <summary>True for "old".</summary>
    public bool IsOld(int surface) => surface >= 0 && surface == _old;

    /// <summary>True when nothing before the place in its clause denies it, and it is not said of the family.</summary>
    public bool IsStatedAt(Place place) => SectionOf(place) is not (SectionKind.FamilyHistory or SectionKind.Allergies or SectionKind.Instructions) && !HasBefore(place, _denials, 5);

    /// <summary>True when the medicine is neither denied, stopped, refused nor an allergy.</summary>
    public bool IsGivenAt(Place place) => IsStatedAt(place) && !HasBefore(place, _notTaken, 4);

    /// <summary>True when the medicine moreover stands in a list of medications or is said to be taken; what a plan continues or starts need not be for long.</summary>
    public bool IsTakenAt(Place place) => IsGivenAt(place) && (SectionOf(place) == SectionKind.Medications || HasBefore(place, _taking, 4));

    /// <summary>True when the concepts stand in this order from the token on.</summary>
    public static bool Follows(List<Token> tokens, int first, int[] phrase)
    {
        for (var i = 0; i < phrase.Length; i++)
        {
            if (first + i >= tokens.Count || tokens[first + i].Concept != phrase[i] || phrase[i] < 0)
                return false;
        }

        return true;
    }

    private static SectionKind SectionOf(Place place) => place.Note.Sentences[place.Sentence].Section;

    private static bool HasBefore(Place place, FrozenSet<int> words, int reach)
    {
        var from = place.Note.Sentences[place.Sentence].FirstToken;
        for (var i = place.First - 1; i >= from && i >= place.First - reach && place.Note.Tokens[i + 1].Before < Gap.Clause; i--)
        {
            if (place.Note.Tokens[i].Surface >= 0 && words.Contains(place.Note.Tokens[i].Surface))
                return true;
        }

        return false;
    }

    private static int[][] Phrases(string text, Vocabulary vocabulary) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries).Select(p => Tokenizer.Words(p).Select(w => vocabulary.Find(w).Concept).ToArray())];

    private static double Number(string range, int part) => double.Parse(range.Split(' ')[part], CultureInfo.InvariantCulture);
}
