using System.Globalization;
using Appliance.Coding.Structure;
using Appliance.Domain;

namespace Appliance.Coding.Guidelines;

/// <summary>A place in the notes that a rule rests on.</summary>
/// <param name="Note">The note.</param>
/// <param name="Sentence">Number of the sentence.</param>
/// <param name="First">First token.</param>
/// <param name="End">One past the last token.</param>
internal readonly record struct Place(NoteStructure Note, int Sentence, int First, int End);

/// <summary>
/// What the conditions of rules ask about an encounter beside its codes: setting, age, sex, date, words, medicines, numbers. The notes are searched once, when first asked,
/// and only for words that some rule begins with.
/// </summary>
internal sealed class EncounterFacts(RuleWords words, Encounter encounter, IReadOnlyList<NoteStructure> notes, DateOnly date)
{
    private const int MaxPlaces = 40;

    private Dictionary<int, List<Place>>? _places;
    private int? _age;

    /// <summary>The notes, taken apart.</summary>
    public IReadOnlyList<NoteStructure> Notes => notes;

    /// <summary>Date that decides whether a rule is in force.</summary>
    public DateOnly Date => date;

    /// <summary>Tells whether the encounter stands as the rule files write it.</summary>
    public bool IsSetting(string value) => value switch
    {
        "inpatient" => encounter.Setting == Setting.Inpatient,
        "emergency" => encounter.Setting == Setting.Emergency,
        "outpatient" => encounter.Setting != Setting.Inpatient,
        _ => throw new InvalidDataException($"Unknown setting '{value}' in a rule."),
    };

    /// <summary>Tells whether the patient's sex is known to be this.</summary>
    public bool IsSex(string value) => value == (encounter.Sex switch { AdministrativeSex.Female => "female", AdministrativeSex.Male => "male", _ => string.Empty });

    /// <summary>Age in years: the encounter's, else the first "64-year-old" of the notes; -1 when neither says.</summary>
    public int Age => _age ??= encounter.AgeYears ?? FindAge();

    /// <summary>Where a phrase is stated of the patient: not denied, not of the family. Null when nowhere.</summary>
    public Place? Stated(int[][] phrases) => Find(phrases, words.IsStatedAt);

    /// <summary>Where a medicine is named that is neither denied nor stopped. Null when nowhere.</summary>
    public Place? Given(int[][] phrases) => Find(phrases, words.IsGivenAt);

    /// <summary>Where a medicine is named that is taken for long. Null when nowhere.</summary>
    public Place? Taken(int[][] phrases) => Find(phrases, words.IsTakenAt);

    /// <summary>Where a number of this name within the bounds stands. Null when nowhere; of several numbers the first counts.</summary>
    public Place? Measured(string name, double low, double high)
    {
        foreach (var measure in words.Measures)
        {
            if (measure.Name != name)
                continue;
            foreach (var phrase in measure.Phrases)
            {
                foreach (var place in Places(phrase))
                {
                    if (words.IsStatedAt(place) && NumberAt(place, measure) is { } found)
                        return found.Number >= low && found.Number < high + 0.1 ? found.Place : null;
                }
            }
        }

        return null;
    }

    private static (double Number, Place Place)? NumberAt(Place place, Measure measure)
    {
        var sentence = place.Note.Sentences[place.Sentence];
        for (var d = 0; d < 6; d++)
        {
            var at = measure.IsBefore ? place.First - 1 - d : place.End + d;
            if (at < sentence.FirstToken || at >= sentence.EndToken)
                return null;
            var token = place.Note.Tokens[at];
            if (double.TryParse(place.Note.Note.Text.AsSpan(token.Start, token.End - token.Start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number >= measure.Low && number <= measure.High)
                return (number, new Place(place.Note, place.Sentence, Math.Min(at, place.First), Math.Max(at + 1, place.End)));
            if (measure.IsBefore && d > 1)
                return null;
        }

        return null;
    }

    private Place? Find(int[][] phrases, Func<Place, bool> holds)
    {
        foreach (var phrase in phrases)
        {
            foreach (var place in Places(phrase))
            {
                if (holds(place))
                    return place;
            }
        }

        return null;
    }

    private IEnumerable<Place> Places(int[] phrase)
    {
        _places ??= Index();
        if (phrase.Length == 0 || !_places.TryGetValue(phrase[0], out var places))
            yield break;
        foreach (var place in places)
        {
            var sentence = place.Note.Sentences[place.Sentence];
            if (place.First + phrase.Length <= sentence.EndToken && RuleWords.Follows(place.Note.Tokens, place.First, phrase))
                yield return place with { End = place.First + phrase.Length };
        }
    }

    private Dictionary<int, List<Place>> Index()
    {
        var places = new Dictionary<int, List<Place>>();
        foreach (var note in notes)
        {
            for (var number = 0; number < note.Sentences.Count; number++)
            {
                var sentence = note.Sentences[number];
                for (var i = sentence.FirstToken; i < sentence.EndToken; i++)
                {
                    var concept = note.Tokens[i].Concept;
                    if (concept < 0 || !words.Begins(concept))
                        continue;
                    if (!places.TryGetValue(concept, out var list))
                        places.Add(concept, list = []);
                    if (list.Count < MaxPlaces)
                        list.Add(new Place(note, number, i, i + 1));
                }
            }
        }

        return places;
    }

    private int FindAge()
    {
        foreach (var note in notes)
        {
            for (var i = 0; i + 1 < note.Tokens.Count && i < 200; i++)
            {
                var (token, next) = (note.Tokens[i], note.Tokens[i + 1]);
                if (token.End - token.Start <= 3 && next.Concept >= 0 && words.IsYear(next.Concept)
                    && int.TryParse(note.Note.Text.AsSpan(token.Start, token.End - token.Start), NumberStyles.None, CultureInfo.InvariantCulture, out var age) && age <= 120
                    && i + 2 < note.Tokens.Count && (words.IsOld(note.Tokens[i + 2].Surface) || !words.IsYear(note.Tokens[i + 2].Concept) && next.End - next.Start <= 2))
                    return age;
            }
        }

        return -1;
    }
}
