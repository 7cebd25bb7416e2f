using Appliance.CodeSets;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Specificity;

/// <summary>
/// Adds the 7th character. For injuries and pathological fractures it follows the nature of the visit (guidelines I.C.13.c and I.C.19.a, c; see <see cref="EpisodeReader"/>); a fracture is
/// closed unless called open, and open of type I or II unless its Gustilo type is given. Otherwise the character for "unspecified" or "not applicable".
/// </summary>
internal sealed class SeventhCharacter
{
    private static readonly string[] Told = ["right", "left", "bilateral", "mild", "moderate", "severe", "indeterminate"];

    private readonly EpisodeReader _episodes;
    private readonly Dictionary<string, int[]> _told;

    public SeventhCharacter(Vocabulary vocabulary)
    {
        _episodes = new EpisodeReader(vocabulary);
        _told = Told.ToDictionary(w => w, w => w == "bilateral" ? [vocabulary.Find(w).Concept, vocabulary.Find("both").Concept] : new[] { vocabulary.Find(w).Concept }, StringComparer.Ordinal);
    }

    /// <summary>Words that must be known before the vocabulary is closed.</summary>
    public static void AddWords(Vocabulary vocabulary)
    {
        EpisodeReader.AddWords(vocabulary);
        foreach (var word in Told.Append("both"))
            vocabulary.Add(word);
    }

    /// <summary>The code with this 7th character, in its place behind placeholders.</summary>
    public static string Append(string stem, char character) => string.Concat((stem.Length > 3 ? stem : stem + ".").PadRight(7, 'X'), character.ToString());

    /// <summary>The complete code; null when no valid one can be built.</summary>
    public string? Complete(CodeSet set, CodeEntry stem, NoteStructure note, in Sentence sentence)
    {
        foreach (var character in Order(stem, note, sentence))
        {
            var code = Append(stem.Code, character);
            if (set.Check(code) == CodeValidity.Billable)
                return code;
        }

        return null;
    }

    private IEnumerable<char> Order(CodeEntry stem, NoteStructure note, Sentence sentence)
    {
        var characters = stem.SeventhCharacters;
        if (characters.Any(c => c.Character == 'A'))
        {
            var episode = _episodes.EpisodeOf(note, sentence);
            foreach (var character in OfFracture(episode, stem.Title.Contains("racture", StringComparison.Ordinal) ? _episodes.WoundOf(note, sentence) : Wound.Closed))
                yield return character;
            if (episode != Episode.Initial)
                yield return episode == Episode.Sequela ? 'S' : 'D';
            yield return 'A';
        }
        else
        {
            foreach (var (character, meaning) in characters)
            {
                if (SaysAll(note, sentence, meaning))
                    yield return character;
            }
        }

        yield return '0';
        foreach (var (character, meaning) in characters)
        {
            if (meaning.Contains("unspecified", StringComparison.OrdinalIgnoreCase) || meaning.Contains("without", StringComparison.OrdinalIgnoreCase))
                yield return character;
        }

        if (characters.Count > 0)
            yield return characters[0].Character;
    }

    /// <summary>A side or a stage: every word of the character's meaning stands in the sentence ("right eye", "moderate stage"), "both" for "bilateral".</summary>
    private bool SaysAll(NoteStructure note, Sentence sentence, string meaning)
    {
        var asked = 0;
        foreach (var word in Tokenizer.Words(meaning))
        {
            if (!_told.TryGetValue(word, out var concepts))
            {
                if (word is not ("eye" or "stage"))
                    return false;
                continue;
            }

            asked++;
            var found = false;
            for (var i = sentence.FirstToken; i < sentence.EndToken && !found; i++)
                found = note.Tokens[i].Concept >= 0 && Array.IndexOf(concepts, note.Tokens[i].Concept) >= 0;
            if (!found)
                return false;
        }

        return asked > 0;
    }

    /// <summary>The letters of the episodes for a closed fracture, an open one of type I or II, and an open one of type III; categories without the third, or without open fractures, take the one before.</summary>
    private static string OfFracture(Episode episode, Wound wound)
    {
        var letters = episode switch
        {
            Episode.Initial => "ABC",
            Episode.Subsequent => "DEF",
            Episode.Delayed => "GHJ",
            Episode.Nonunion => "KMN",
            Episode.Malunion => "PQR",
            _ => "S",
        };
        return letters.Length == 1 || wound == Wound.Closed ? letters[..1] : wound == Wound.Open ? letters.Substring(1, 1) + letters[0] : string.Concat(letters[2].ToString(), letters[1].ToString(), letters[0].ToString());
    }
}
