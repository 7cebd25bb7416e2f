using Appliance.Coding.Structure;
using Appliance.Domain;

namespace Appliance.Coding.Assertion;

/// <summary>
/// Decides for a mention who has it and whether. Works by the reach of cues inside a sentence: a cue reaches to the next word that begins a new
/// statement, through enumerations. Sections set the default (family history, allergies, instructions). One instance reads one note, sentence by sentence in order.
/// </summary>
internal sealed class AssertionReader
{
    private const int AfterReach = 7;
    private const int DoubtReach = 7;
    private const int ThoughtReach = 15;
    private const int PastReach = 12;
    private const int NearReach = 3;
    private const int MaxRow = 40;

    private readonly NoteStructure _note;
    private readonly CueReach _reach;
    private readonly FamilyReader _family;
    private readonly DenialReader _denial;
    private readonly AllergyReader _allergy;
    private readonly ActReader _acts;
    private readonly QuestionReader _question;
    private readonly int _year;
    private readonly CueReach _columns;
    private AssertionKind _row;
    private Sentence _sentence;

    /// <summary>A reader of one note.</summary>
    /// <param name="note">The note, taken apart.</param>
    /// <param name="tree">The cues.</param>
    /// <param name="vocabulary">The words.</param>
    /// <param name="sex">The patient's sex, for pronouns.</param>
    /// <param name="year">Year of the encounter, which earlier years are compared with; 0 when not known.</param>
    public AssertionReader(NoteStructure note, CueTree tree, Vocabulary vocabulary, AdministrativeSex sex, int year = 0)
    {
        _note = note;
        _year = year;
        _reach = new CueReach(note, tree);
        _columns = new CueReach(note, tree);
        _family = new FamilyReader(note, vocabulary, sex);
        _denial = new DenialReader(note, vocabulary, _reach);
        _allergy = new AllergyReader(note, vocabulary, _reach);
        _acts = new ActReader(note, _reach);
        _question = new QuestionReader(note, vocabulary);
    }

    /// <summary>The cues of the current sentence.</summary>
    public IReadOnlyList<Cue> Cues => _reach.Cues;

    /// <summary>True when the sentence speaks of an allergy.</summary>
    public bool MentionsAllergy => _reach.Has(CueKind.AllergyBefore);

    /// <summary>Moves to a sentence; sentences must come in order, for a relative stays in mind over two.</summary>
    public void MoveTo(in Sentence sentence)
    {
        _sentence = sentence;
        _reach.MoveTo(sentence);
        _family.MoveTo(sentence, _reach.Cues);
        _denial.MoveTo(sentence);
        _row = sentence.Role == SentenceRole.ProblemHeading ? ReadRow(sentence) : AssertionKind.Affirmed;
        _question.MoveTo(sentence);
    }

    /// <summary>What the note says of the mention in the tokens from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public Asserted Assess(int first, int end)
    {
        var family = _family.Assess(first, end, _reach.Cues);
        var denied = _denial.IsDenied(first, end, out var cue);
        if (family.Kind != AssertionKind.Affirmed)
            return denied && family.Kind == AssertionKind.Family ? From(AssertionKind.Negated, cue) : family;
        if (denied)
            return From(AssertionKind.Negated, cue);
        if (_question.Read(first) is { Kind: not AssertionKind.Affirmed } asked)
            return asked;
        if (_row != AssertionKind.Affirmed)
            return new Asserted(_row);
        if (_allergy.IsReaction(_sentence, first, end))
            return new Asserted(AssertionKind.Allergic);
        return AssessThought(first, end) ?? AssessDoubt(first, end) ?? AssessPast(first, end)
            ?? new Asserted(_sentence.Section == SectionKind.AdmissionDiagnosis ? AssertionKind.Possible : AssertionKind.Affirmed);
    }

    /// <summary>What a later column of a table says of the name in its first ("Pneumonia | J18.9 | ruled out").</summary>
    private AssertionKind ReadRow(in Sentence sentence)
    {
        var end = sentence.EndToken;
        while (end < _note.Tokens.Count && end - sentence.EndToken < MaxRow && CueReach.IsColumnGap(_note, end, end == sentence.EndToken))
            end++;
        if (end == sentence.EndToken)
            return AssertionKind.Affirmed;
        _columns.MoveTo(sentence with { EndToken = end });
        return _columns.FindAfter(CueKind.DenyAfter, sentence.EndToken, MaxRow, out _) ? AssertionKind.Negated
            : _columns.FindAfter(CueKind.DoubtAfter, sentence.EndToken, MaxRow, out _) ? AssertionKind.Possible
            : _columns.FindAfter(CueKind.ResolvedAfter, sentence.EndToken, MaxRow, out _) ? AssertionKind.Resolved : AssertionKind.Affirmed;
    }

    /// <summary>Looked for, feared, prevented or planned.</summary>
    private Asserted? AssessThought(int first, int end)
    {
        if (_reach.FindBefore(CueKind.ScreenBefore, first, ThoughtReach, out var cue) || _reach.FindAfter(CueKind.ScreenAfter, end, 0, out cue))
            return From(AssertionKind.Screened, cue);
        if (_sentence.Section == SectionKind.Instructions)
            return new Asserted(AssertionKind.Hypothetical);
        if ((_reach.FindBefore(CueKind.ThoughtBefore, first, ThoughtReach, out cue) || _reach.FindAfter(CueKind.ThoughtAfter, end, 0, out cue)
            || (_reach.FindBefore(CueKind.ThoughtNear, first, 1, out cue) && _note.Tokens[first].Before == Gap.Space))
            && !_reach.FindAfter(CueKind.PersistAfter, end, 1, out _))
            return From(AssertionKind.Hypothetical, cue);
        return _acts.IsPlanned(_sentence, first, end, out cue) ? From(AssertionKind.Planned, cue) : null;
    }

    private Asserted? AssessDoubt(int first, int end)
    {
        if (_reach.FindBefore(CueKind.DoubtBefore, first, DoubtReach, out var cue) || _reach.FindAfter(CueKind.DoubtAfter, end, AfterReach, out cue) || IsBetween(first, end, out cue))
            return From(AssertionKind.Possible, cue);
        return _question.IsMarked(first) ? new Asserted(AssertionKind.Possible, _note.Tokens[first].Start - 1, _note.Tokens[first].Start) : null;
    }

    private Asserted? AssessPast(int first, int end)
    {
        if ((_reach.FindBefore(CueKind.ResolvedBefore, first, NearReach, out var cue) && !HasComma(cue.End, first)) || _reach.FindAfter(CueKind.ResolvedAfter, end, 4, out cue))
            return From(AssertionKind.Resolved, cue);
        if (_reach.FindBefore(CueKind.PastBefore, first, PastReach, out cue) || (_reach.FindBefore(CueKind.PastNear, first, NearReach, out cue) && !HasComma(cue.End, first))
            || _reach.FindBefore(CueKind.PastTime, first, DoubtReach, out cue) || _reach.FindAfter(CueKind.PastAfter, end, AfterReach, out cue) || _reach.FindAfter(CueKind.PastTime, end, AfterReach, out cue)
            || _reach.FindAfter(CueKind.FreeAfter, end, PastReach, out cue))
            return From(AssertionKind.Historical, cue);
        return IsOfAnEarlierYear(end) ? new Asserted(AssertionKind.Historical) : null;
    }

    private Asserted From(AssertionKind kind, Cue cue) => new(kind, _note.Tokens[cue.First].Start, _note.Tokens[cue.End - 1].End);

    private bool HasComma(int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            if (_note.Tokens[i].Before >= Gap.Comma)
                return true;
        }

        return false;
    }

    /// <summary>"A versus B": neither is established (guideline II.D). What stands before a comma or a colon is not compared.</summary>
    private bool IsBetween(int first, int end, out Cue found)
    {
        foreach (var cue in _reach.Cues)
        {
            if (cue.Kind == CueKind.DoubtBetween && ((cue.First >= end && cue.First - end <= 2 && !HasComma(end, cue.First)) || (cue.End <= first && first - cue.End <= 3 && !HasComma(cue.End, first))))
            {
                found = cue;
                return true;
            }
        }

        found = default;
        return false;
    }

    /// <summary>"Stroke in 2015", "stroke '09"; not "diagnosed in 2015" or "since 2015", which begin what goes on.</summary>
    private bool IsOfAnEarlierYear(int end)
    {
        for (var i = end; i < _sentence.EndToken && i <= end + 2; i++)
        {
            var word = TextOf(i);
            if (word.Length == 2 && char.IsAsciiDigit(word[0]) && char.IsAsciiDigit(word[1]) && _note.Note.Text[_note.Tokens[i].Start - 1] is '\'' or '’')
                return true;
            if (_note.Tokens[i].Before >= Gap.Clause || word.StartsWith("diagnos", StringComparison.OrdinalIgnoreCase))
                return false;
            if (i + 1 < _sentence.EndToken && word.Equals("in", StringComparison.OrdinalIgnoreCase) && TextOf(i + 1) is { Length: 4 } digits && int.TryParse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var year))
                return year is >= 1900 and < 2100 && (_year == 0 || year < _year);
        }

        return false;
    }

    private ReadOnlySpan<char> TextOf(int token) => _note.Note.Text.AsSpan(_note.Tokens[token].Start, _note.Tokens[token].End - _note.Tokens[token].Start);
}
