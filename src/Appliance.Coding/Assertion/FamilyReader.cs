using Appliance.Coding.Structure;
using Appliance.Domain;

namespace Appliance.Coding.Assertion;

/// <summary>
/// Finds out whether a statement is about a relative or another person, also when the second sentence says only "she": a pronoun belongs to the relative
/// when the patient is of the other sex, or when the sentence speaks as one does of the dead and of relatives ("died", "at age 50").
/// </summary>
internal sealed class FamilyReader
{
    private readonly NoteStructure _note;
    private readonly HashSet<int> _female;
    private readonly HashSet<int> _male;
    private readonly HashSet<int> _plural;
    private readonly HashSet<int> _links;
    private readonly HashSet<int> _joints;
    private readonly HashSet<int> _owners;
    private readonly int _child;
    private readonly int _i;
    private readonly int _patient;
    private readonly AdministrativeSex _sex;
    private Sentence _sentence;
    private bool _aboutRelative;
    private bool _relativeNamed;
    private bool _relativeTold;
    private bool _relativeDied;
    private AdministrativeSex _relative;

    public FamilyReader(NoteStructure note, Vocabulary vocabulary, AdministrativeSex sex)
    {
        _note = note;
        _female = Ids(vocabulary, "she", "her", "mother", "mom", "sister", "grandmother", "grandma", "aunt", "niece");
        _male = Ids(vocabulary, "he", "his", "him", "father", "dad", "brother", "grandfather", "grandpa", "uncle", "nephew");
        _plural = Ids(vocabulary, "they", "both", "their");
        _links = Ids(vocabulary, "in", "his", "her", "their", "the", "a", "an", "both", "my", "patient", "among", "of", "on", "maternal", "paternal", "one", "several", "multiple", "many", "some");
        _joints = Ids(vocabulary, "and", "but", "while", "whereas");
        _owners = Ids(vocabulary, "his", "her", "my", "their", "a", "another", "several", "other", "patient", "our", "one", "two", "three");
        _child = vocabulary.Surface("child");
        _i = vocabulary.Surface("i");
        _patient = vocabulary.Surface("patient");
        _sex = sex is AdministrativeSex.Female or AdministrativeSex.Male ? sex : Guess(note, vocabulary);
    }

    /// <summary>Words that the reader must be able to see; added to the vocabulary before it is closed.</summary>
    public static void AddWords(Vocabulary vocabulary)
    {
        foreach (var word in new[] { "she", "her", "he", "his", "him", "they", "both", "their", "patient", "male", "female", "man", "woman", "gentleman", "lady", "boy", "girl", "mr", "mrs", "ms", "and", "but", "while", "whereas", "in", "the", "a", "an", "my", "among", "of", "on", "another", "several", "other", "our", "one", "two", "three", "multiple", "many", "some", "i", "for", "since", "x", "times", "with", "without", "or", "nor" }.Concat(QuestionReader.Words))
            vocabulary.Add(word);
    }

    public void MoveTo(in Sentence sentence, List<Cue> cues)
    {
        var sameParagraph = sentence.Section == _sentence.Section && sentence.Problem == _sentence.Problem;
        var carried = sameParagraph && (_aboutRelative || _relativeNamed || _relativeTold) && OpensWithPronounOf(sentence, cues, _aboutRelative || _relativeNamed);
        _sentence = sentence;
        _relativeTold = cues.Exists(c => c.Kind == CueKind.Family && c.First - _sentence.FirstToken <= 4);
        var named = SubjectIsRelative(cues);
        _relativeNamed = named || carried;
        _relativeDied = _relativeNamed && cues.Exists(c => c.Kind == CueKind.Death);
        if (named || _relativeTold)
            _relative = RelativeSex();
        _aboutRelative = carried;
    }

    /// <summary>Family, other person, or affirmed when the statement is the patient's own.</summary>
    public Asserted Assess(int first, int end, List<Cue> cues)
    {
        if (_sentence.Section == SectionKind.FamilyHistory && !NamesPatient(first))
            return new Asserted(AssertionKind.Family);
        if (_aboutRelative && !NamesPatient(first))
            return new Asserted(AssertionKind.Family);
        foreach (var cue in cues)
        {
            if (cue.Kind switch
            {
                CueKind.FamilyHistory => cue.End <= first && !PatientBetween(cue.End, first),
                CueKind.FamilyAfter => cue.First >= end && cue.First - end <= 2,
                CueKind.Family => Governs(cue, first, end, cues),
                CueKind.Other => IsSubject(cue) && IsAnother(cue) && Governs(cue, first, end, cues),
                _ => false,
            })
            {
                var kind = cue.Kind == CueKind.Other ? AssertionKind.OtherPerson : AssertionKind.Family;
                return new Asserted(kind, _note.Tokens[cue.First].Start, _note.Tokens[cue.End - 1].End);
            }
        }

        return new Asserted(AssertionKind.Affirmed);
    }

    /// <summary>A relative governs what is said after it, unless the relative only tells or helps; and what stands just before it ("diabetes in his mother").</summary>
    private bool Governs(Cue relative, int first, int end, List<Cue> cues)
    {
        if (IsInformant(relative, first, cues))
            return false;
        if (relative.End <= first)
            return !PatientBetween(relative.End, first);
        return relative.First >= end && relative.First - end <= 4 && AreLinks(end, relative.First) && !NamesPatient(first);
    }

    /// <summary>A relative who tells or helps; not one of whom a condition is said before ("mother's cancer was found", "with her mother, who has dementia").</summary>
    private bool IsInformant(Cue relative, int first, List<Cue> cues)
    {
        if (relative.End < _sentence.EndToken && cues.Exists(c => c.Kind == CueKind.Have && c.First == relative.End && c.End <= first)
            && !cues.Exists(c => c.Kind == CueKind.Informant && c.First == relative.End))
            return false;
        return cues.Exists(c => (c.Kind == CueKind.Informant && c.First >= relative.End && c.First - relative.End <= 3 && (first < relative.End || c.First < first))
            || (c.Kind == CueKind.InformantBefore && c.End <= relative.First && relative.First - c.End <= 2));
    }

    /// <summary>Only words such as "in his" stand between a condition and the relative who has it.</summary>
    private bool AreLinks(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (!_links.Contains(_note.Tokens[i].Surface))
                return false;
        }

        return true;
    }

    /// <summary>"The child" is the patient; "her child" and "another child" are not.</summary>
    private bool IsAnother(Cue other) =>
        _note.Tokens[other.First].Surface != _child || (other.First > _sentence.FirstToken && _owners.Contains(_note.Tokens[other.First - 1].Surface));

    /// <summary>Another person must be what the statement is about: near the beginning of the sentence, with a verb of having.</summary>
    private bool IsSubject(Cue cue) => cue.First - _sentence.FirstToken <= 3;

    private bool SubjectIsRelative(List<Cue> cues) =>
        cues.Exists(c => c.Kind == CueKind.Family && c.First - _sentence.FirstToken <= 4 && !IsInformant(c, int.MaxValue, cues))
        || cues.Exists(c => c.Kind == CueKind.FamilyHistory);

    private bool OpensWithPronounOf(in Sentence sentence, List<Cue> cues, bool named)
    {
        for (var i = sentence.FirstToken; i < sentence.EndToken && i < sentence.FirstToken + 2; i++)
        {
            var word = _note.Tokens[i].Surface;
            if (word < 0)
                continue;
            if (_plural.Contains(word))
                return named;
            var sex = _female.Contains(word) ? AdministrativeSex.Female : _male.Contains(word) ? AdministrativeSex.Male : AdministrativeSex.Unknown;
            if (sex == AdministrativeSex.Unknown)
                continue;
            if (_relative is AdministrativeSex.Female or AdministrativeSex.Male && _relative != sex)
                return false;
            return (_sex is AdministrativeSex.Female or AdministrativeSex.Male && _sex != sex) || (named && (_relativeDied || cues.Exists(c => c.Kind == CueKind.Death)));
        }

        return false;
    }

    private AdministrativeSex RelativeSex()
    {
        for (var i = _sentence.FirstToken; i < _sentence.EndToken && i <= _sentence.FirstToken + 6; i++)
        {
            var word = _note.Tokens[i].Surface;
            if (word < 0 || IsPronoun(i))
                continue;
            if (_female.Contains(word))
                return AdministrativeSex.Female;
            if (_male.Contains(word))
                return AdministrativeSex.Male;
        }

        return AdministrativeSex.Unknown;
    }

    private bool IsPronoun(int token) => _note.Tokens[token].End - _note.Tokens[token].Start <= 3 && _note.Note.Text[_note.Tokens[token].Start] is 'h' or 'H' or 's' or 'S';

    private bool NamesPatient(int before)
    {
        for (var i = _sentence.FirstToken; i < before && i < _sentence.FirstToken + 3; i++)
        {
            if (_note.Tokens[i].Surface == _patient && !IsOwner(i))
                return true;
        }

        return false;
    }

    private bool PatientBetween(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (_note.Tokens[i].Surface == _patient || (i > from && _joints.Contains(_note.Tokens[i - 1].Surface) && IsOfPatient(i)))
                return true;
        }

        return false;
    }

    /// <summary>"Her mother has diabetes and she has …": a statement that names its subject again changes it.</summary>
    private bool IsOfPatient(int token)
    {
        var word = _note.Tokens[token].Surface;
        if (word >= 0 && word == _i)
            return true;
        if (word < 0 || !IsPronoun(token))
            return false;
        return _sex switch
        {
            AdministrativeSex.Female => _female.Contains(word),
            AdministrativeSex.Male => _male.Contains(word),
            _ => _female.Contains(word) || _male.Contains(word),
        };
    }

    /// <summary>"The patient's mother".</summary>
    private bool IsOwner(int token) => _note.Tokens[token].End < _note.Note.Text.Length && _note.Note.Text[_note.Tokens[token].End] is '\'' or '’';

    private static AdministrativeSex Guess(NoteStructure note, Vocabulary vocabulary)
    {
        var female = Ids(vocabulary, "female", "woman", "lady", "girl", "mrs", "ms", "she");
        var male = Ids(vocabulary, "male", "man", "gentleman", "boy", "mr", "he");
        for (var i = 0; i < note.Tokens.Count && i < 400; i++)
        {
            if (female.Contains(note.Tokens[i].Surface))
                return AdministrativeSex.Female;
            if (male.Contains(note.Tokens[i].Surface))
                return AdministrativeSex.Male;
        }

        return AdministrativeSex.Unknown;
    }

    private static HashSet<int> Ids(Vocabulary vocabulary, params string[] words) => words.Select(w => vocabulary.Surface(w)).Where(id => id >= 0).ToHashSet();
}
