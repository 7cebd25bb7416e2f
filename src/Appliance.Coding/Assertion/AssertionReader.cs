using Appliance.Coding.Structure;
using Appliance.Domain;

namespace Appliance.Coding.Assertion;

/// <summary>
/// Decides for a mention who has it and whether. Works by the reach of cues inside a sentence: a cue reaches to the next word that begins a new
/// statement, through enumerations. Sections set the default (family history, instructions). One instance reads one note, sentence by sentence in order.
/// </summary>
internal sealed class AssertionReader
{
    private const int NearReach = 3;
    private const int AfterReach = 7;
    private const int DoubtReach = 7;
    private const int PastReach = 12;

    private readonly NoteStructure _note;
    private readonly CueTree _tree;
    private readonly FamilyReader _family;
    private readonly List<Cue> _cues = [];
    private Sentence _sentence;

    public AssertionReader(NoteStructure note, CueTree tree, Vocabulary vocabulary, AdministrativeSex sex)
    {
        _note = note;
        _tree = tree;
        _family = new FamilyReader(note, vocabulary, sex);
    }

    /// <summary>The cues of the current sentence.</summary>
    public IReadOnlyList<Cue> Cues => _cues;

    /// <summary>Moves to a sentence; sentences must come in order, for a relative stays in mind over two.</summary>
    public void MoveTo(in Sentence sentence)
    {
        _sentence = sentence;
        _tree.Find(_note.Tokens, sentence.FirstToken, sentence.EndToken, _cues);
        _family.MoveTo(sentence, _cues);
    }

    /// <summary>What the note says of the mention in the tokens from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public Asserted Assess(int first, int end)
    {
        var family = _family.Assess(first, end, _cues);
        if (family.Kind != AssertionKind.Affirmed)
            return family;
        if (IsDenied(first, end, out var cue))
            return From(AssertionKind.Negated, cue);
        if (_sentence.Section == SectionKind.Instructions)
            return new Asserted(AssertionKind.Hypothetical);
        if (FindBefore(CueKind.ThoughtBefore, first, DoubtReach + 8, out cue))
            return From(AssertionKind.Hypothetical, cue);
        if (FindBefore(CueKind.DoubtBefore, first, DoubtReach, out cue) || FindAfter(CueKind.DoubtAfter, end, AfterReach, out cue) || IsBetween(first, end, out cue))
            return From(AssertionKind.Possible, cue);
        if (IsQuestioned(first))
            return new Asserted(AssertionKind.Possible, _note.Tokens[first].Start - 1, _note.Tokens[first].Start);
        if (FindBefore(CueKind.PastBefore, first, PastReach, out cue) || FindBefore(CueKind.PastNear, first, NearReach, out cue) || FindAfter(CueKind.PastAfter, end, 4, out cue))
            return From(AssertionKind.Historical, cue);
        return new Asserted(_sentence.Section == SectionKind.AdmissionDiagnosis ? AssertionKind.Possible : AssertionKind.Affirmed);
    }

    private Asserted From(AssertionKind kind, Cue cue) => new(kind, _note.Tokens[cue.First].Start, _note.Tokens[cue.End - 1].End);

    private bool IsDenied(int first, int end, out Cue cue)
    {
        if (FindBefore(CueKind.DenyBefore, first, int.MaxValue, out cue) && !IsInside(CueKind.Pseudo, cue))
            return true;
        if (FindBefore(CueKind.DenyNear, first, NearReach, out cue) && !HasBetween(CueKind.StopNear, cue.End, first))
            return true;
        if (FindAfter(CueKind.DenyAfter, end, AfterReach, out cue))
            return true;
        return IsChecklistNo(end, out cue);
    }

    /// <summary>"Chest pain: no", "Fever - none": the denial closes the entry.</summary>
    private bool IsChecklistNo(int end, out Cue found)
    {
        foreach (var cue in _cues)
        {
            if (cue.First == end && cue.End == _sentence.EndToken && cue.Kind is CueKind.DenyBefore or CueKind.DenyNear
                && _note.Tokens[end].Before is Gap.Clause or Gap.Comma)
            {
                found = cue;
                return true;
            }
        }

        found = default;
        return false;
    }

    /// <summary>The nearest cue of a kind before the mention whose reach is not ended by a stop, a clause or its length.</summary>
    private bool FindBefore(CueKind kind, int first, int reach, out Cue found)
    {
        for (var i = _cues.Count - 1; i >= 0; i--)
        {
            var cue = _cues[i];
            if (cue.Kind != kind || cue.First >= first)
                continue;
            if (first - cue.End > reach || HasStop(kind, cue.End, first) || HasClauseBreak(cue.End, first) || (kind == CueKind.DenyBefore && IsOwnStop(cue))
                || (kind == CueKind.PastBefore && IsDuration(cue)))
                continue;
            found = cue;
            return true;
        }

        found = default;
        return false;
    }

    private bool FindAfter(CueKind kind, int end, int reach, out Cue found)
    {
        foreach (var cue in _cues)
        {
            if (cue.Kind != kind || cue.First < end || cue.First - end > reach)
                continue;
            if (HasBetween(CueKind.Stop, end, cue.First) || HasClauseBreak(end, cue.First) || HasBetween(CueKind.DenyBefore, end, cue.First))
                continue;

            // "Chest pain, denies fever": the cue has words of its own to deny.
            if (kind == CueKind.DenyAfter && IsKind(CueKind.DenyBefore, cue) && cue.End < _sentence.EndToken && _note.Tokens[cue.End].Before == Gap.Space && !IsKind(CueKind.PastAfter, cue)
                && !IsWeakAfter(cue.End))
                continue;

            // "Fever, likely viral": a doubt after a comma is about what follows it.
            if (kind == CueKind.DoubtAfter && IsKind(CueKind.DoubtBefore, cue) && cue.End < _sentence.EndToken)
                continue;
            if (kind == CueKind.PastAfter && IsKind(CueKind.PastNear, cue) && cue.End < _sentence.EndToken)
                continue;
            found = cue;
            return true;
        }

        found = default;
        return false;
    }

    /// <summary>After "ruled out" may come "by", "with", "on" and still the words before are meant.</summary>
    private bool IsWeakAfter(int token) => _cues.Exists(c => c.First == token && c.Kind == CueKind.StopNear);

    private bool IsDuration(Cue history) => _cues.Exists(c => c.Kind == CueKind.Duration && c.End == history.First);

    private bool IsOwnStop(Cue cue) => IsInside(CueKind.Pseudo, cue);

    private bool IsKind(CueKind kind, Cue at) => _cues.Exists(c => c.Kind == kind && c.First == at.First && c.End == at.End);

    private bool IsInside(CueKind kind, Cue at) => _cues.Exists(c => c.Kind == kind && c.First <= at.First && c.End >= at.End);

    /// <summary>A stop between a cue and what it may govern; "possibly due to" doubts what follows all the same.</summary>
    private bool HasStop(CueKind kind, int from, int to)
    {
        foreach (var cue in _cues)
        {
            if (cue.Kind == CueKind.Stop && cue.First >= from && cue.End <= to && !(kind == CueKind.DoubtBefore && cue.First == from))
                return true;
        }

        return false;
    }

    private bool HasBetween(CueKind kind, int from, int to)
    {
        foreach (var cue in _cues)
        {
            if (cue.Kind == kind && cue.First >= from && cue.End <= to)
                return true;
        }

        return false;
    }

    /// <summary>A semicolon or a dash ends a reach; a colon straight after the cue does not ("Denies: fever").</summary>
    private bool HasClauseBreak(int from, int to)
    {
        for (var i = from; i <= to && i < _sentence.EndToken; i++)
        {
            if (_note.Tokens[i].Before == Gap.Clause && i != from)
                return true;
        }

        return false;
    }

    /// <summary>"A versus B": neither is established.</summary>
    private bool IsBetween(int first, int end, out Cue found)
    {
        foreach (var cue in _cues)
        {
            if (cue.Kind == CueKind.DoubtBetween && ((cue.First >= end && cue.First - end <= 2) || (cue.End <= first && first - cue.End <= 3)))
            {
                found = cue;
                return true;
            }
        }

        found = default;
        return false;
    }

    /// <summary>"?pneumonia" and "? pneumonia".</summary>
    private bool IsQuestioned(int first)
    {
        var text = _note.Note.Text;
        var i = _note.Tokens[first].Start - 1;
        if (i >= 0 && text[i] == ' ')
            i--;
        return i >= 0 && text[i] == '?' && (i == 0 || !char.IsLetterOrDigit(text[i - 1])) && (i + 1 == _note.Tokens[first].Start || i == 0 || char.IsWhiteSpace(text[i - 1]));
    }
}
