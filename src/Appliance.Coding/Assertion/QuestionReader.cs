using Appliance.Coding.Structure;

namespace Appliance.Coding.Assertion;

/// <summary>Reads questions: with their answer ("Any chest pain? No."), without one ("Pneumonia?"), and question marks before a word ("?pneumonia").</summary>
internal sealed class QuestionReader
{
    private readonly NoteStructure _note;
    private readonly HashSet<int> _no;
    private readonly HashSet<int> _yes;
    private readonly HashSet<int> _you;
    private AssertionKind _kind;

    public QuestionReader(NoteStructure note, Vocabulary vocabulary)
    {
        _note = note;
        _no = Ids(vocabulary, "no", "never", "none", "not", "nope", "negative", "denies");
        _yes = Ids(vocabulary, "yes", "yeah", "yep", "positive");
        _you = Ids(vocabulary, "you", "your");
    }

    /// <summary>Words that the reader must be able to see; added to the vocabulary before it is closed.</summary>
    public static IEnumerable<string> Words => ["no", "never", "none", "not", "nope", "negative", "denies", "yes", "yeah", "yep", "positive", "you", "your"];

    public void MoveTo(in Sentence sentence)
    {
        _kind = AssertionKind.Affirmed;
        var text = _note.Note.Text;
        var at = _note.Tokens[sentence.EndToken - 1].End;
        while (at < text.Length && text[at] is ' ' or ')' or '"')
            at++;
        if (at < text.Length && text[at] == '?')
            _kind = Answer(sentence) ?? (Addresses(sentence) ? AssertionKind.Hypothetical : AssertionKind.Possible);
    }

    /// <summary>What the question that the mention stands in leaves of it.</summary>
    public Asserted Read(int first) => _kind == AssertionKind.Affirmed ? default : new Asserted(_kind, _note.Tokens[first].Start, _note.Tokens[first].End);

    /// <summary>"?pneumonia" and "? pneumonia".</summary>
    public bool IsMarked(int first)
    {
        var text = _note.Note.Text;
        var i = _note.Tokens[first].Start - 1;
        if (i >= 0 && text[i] == ' ')
            i--;
        return i >= 0 && text[i] == '?' && (i == 0 || !char.IsLetterOrDigit(text[i - 1])) && (i + 1 == _note.Tokens[first].Start || i == 0 || char.IsWhiteSpace(text[i - 1]));
    }

    /// <summary>The next sentence's first word when it stands by itself, behind the name of a speaker if there is one.</summary>
    private AssertionKind? Answer(in Sentence sentence)
    {
        var tokens = _note.Tokens;
        var i = sentence.EndToken;
        if (i < tokens.Count && tokens[i].End < _note.Note.Text.Length && _note.Note.Text[tokens[i].End] == ':')
            i++;
        if (i >= tokens.Count || (i + 1 < tokens.Count && tokens[i + 1].Before == Gap.Space))
            return null;
        return _no.Contains(tokens[i].Surface) ? AssertionKind.Negated : _yes.Contains(tokens[i].Surface) ? AssertionKind.Affirmed : null;
    }

    private bool Addresses(in Sentence sentence)
    {
        for (var i = sentence.FirstToken; i < sentence.EndToken; i++)
        {
            if (_you.Contains(_note.Tokens[i].Surface))
                return true;
        }

        return false;
    }

    private static HashSet<int> Ids(Vocabulary vocabulary, params string[] words) => words.Select(w => vocabulary.Surface(w)).Where(id => id >= 0).ToHashSet();
}
