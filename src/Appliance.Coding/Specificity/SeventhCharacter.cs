using Appliance.CodeSets;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Specificity;

/// <summary>
/// Adds the 7th character. For injuries it follows the nature of the visit (guideline I.C.19.a): active treatment unless the problem's words speak of healing,
/// aftercare or a sequela; a fracture is closed unless called open. Otherwise the character for "unspecified" or "not applicable".
/// </summary>
internal sealed class SeventhCharacter
{
    private static readonly string[] Told = ["right", "left", "bilateral", "mild", "moderate", "severe", "indeterminate"];

    private readonly HashSet<int> _subsequent;
    private readonly HashSet<int> _sequela;
    private readonly HashSet<int> _open;
    private readonly Dictionary<string, int[]> _told;

    public SeventhCharacter(Vocabulary vocabulary)
    {
        _subsequent = Ids(vocabulary, "healing", "healed", "aftercare", "subsequent", "union");
        _sequela = Ids(vocabulary, "sequela", "sequelae");
        _open = Ids(vocabulary, "open", "compound");
        _told = Told.ToDictionary(w => w, w => w == "bilateral" ? [vocabulary.Find(w).Concept, vocabulary.Find("both").Concept] : new[] { vocabulary.Find(w).Concept }, StringComparer.Ordinal);
    }

    /// <summary>Words that must be known before the vocabulary is closed.</summary>
    public static void AddWords(Vocabulary vocabulary)
    {
        foreach (var word in new[] { "healing", "healed", "aftercare", "subsequent", "union", "sequela", "sequelae", "open", "compound", "both" }.Concat(Told))
            vocabulary.Add(word);
    }

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

    /// <summary>A code with its 7th character, the places between filled with X.</summary>
    public static string Append(string stem, char character) => string.Concat((stem.Length > 3 ? stem : stem + ".").PadRight(7, 'X'), character.ToString());

    private IEnumerable<char> Order(CodeEntry stem, NoteStructure note, Sentence sentence)
    {
        var characters = stem.SeventhCharacters;
        if (characters.Any(c => c.Character == 'A'))
        {
            if (Mentions(note, sentence, _sequela))
                yield return 'S';
            if (Mentions(note, sentence, _subsequent))
                yield return 'D';
            if (stem.Title.Contains("racture", StringComparison.Ordinal) && Mentions(note, sentence, _open))
                yield return 'B';
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

    /// <summary>True when one of the words stands in the sentence of the mention.</summary>
    private static bool Mentions(NoteStructure note, Sentence sentence, HashSet<int> words)
    {
        for (var i = sentence.FirstToken; i < sentence.EndToken; i++)
        {
            if (words.Contains(note.Tokens[i].Surface))
                return true;
        }

        return false;
    }

    private static HashSet<int> Ids(Vocabulary vocabulary, params string[] words) => words.Select(w => vocabulary.Surface(w)).Where(id => id >= 0).ToHashSet();
}
