using Appliance.Coding.Structure;

namespace Appliance.Coding.Assertion;

/// <summary>Tells whether a mention is denied: by words before or after it, by the answer of a checklist, or by a minus sign.</summary>
internal sealed class DenialReader
{
    private const int NearReach = 4;
    private const int AfterReach = 7;

    private readonly NoteStructure _note;
    private readonly CueReach _reach;
    private readonly int _with;
    private readonly int _the;
    private readonly int _without;
    private readonly HashSet<int> _conjunctions;
    private readonly HashSet<int> _lasting;
    private Sentence _sentence;

    public DenialReader(NoteStructure note, Vocabulary vocabulary, CueReach reach)
    {
        _note = note;
        _reach = reach;
        _with = vocabulary.Surface("with");
        _the = vocabulary.Surface("the");
        _without = vocabulary.Surface("without");
        _conjunctions = new[] { "or", "and", "nor" }.Select(w => vocabulary.Surface(w)).Where(id => id >= 0).ToHashSet();
        _lasting = new[] { "for", "since", "x", "times" }.Select(w => vocabulary.Surface(w)).Where(id => id >= 0).ToHashSet();
    }

    public void MoveTo(in Sentence sentence) => _sentence = sentence;

    /// <summary>True when the mention is denied.</summary>
    public bool IsDenied(int first, int end, out Cue cue)
    {
        if (_reach.FindBefore(CueKind.DenyBefore, first, int.MaxValue, out cue) && !IsOfAPerson(cue, first) && !IsBelowTheKnown(cue.End, first) && !IsAfterTheList(cue.End, first, end))
            return true;
        if (_reach.FindBefore(CueKind.DenyNear, first, NearReach, out cue) && !_reach.HasBetween(CueKind.StopNear, cue.End, first))
            return true;
        if (_reach.FindAfter(CueKind.DenyAfter, end, AfterReach, out cue) || IsChecklistNo(end, out cue))
            return true;
        cue = new Cue(CueKind.DenyBefore, first, first + 1);
        return IsMinus(first, end);
    }

    /// <summary>"Without his wife": a person is absent.</summary>
    private bool IsOfAPerson(Cue denial, int first) => _note.Tokens[denial.First].Surface == _without && _reach.HasBetween(CueKind.Other, denial.End, first);

    /// <summary>"No swelling of the joint with gout": "with" belongs to what is known, and what it adds is not denied.</summary>
    private bool IsBelowTheKnown(int from, int first)
    {
        for (var i = from + 2; i < first; i++)
        {
            if (_note.Tokens[i].Surface == _with && (_note.Tokens[i - 1].Surface == _the || (i - 2 >= from && _note.Tokens[i - 2].Surface == _the)))
                return true;
        }

        return false;
    }

    /// <summary>"No fever or chills, sore throat for three days": the list was closed by its conjunction, and what lasts is there.</summary>
    private bool IsAfterTheList(int from, int first, int end)
    {
        if (_note.Tokens[first].Before != Gap.Comma || end >= _sentence.EndToken || !_lasting.Contains(_note.Tokens[end].Surface) || _note.Tokens[end].Before != Gap.Space)
            return false;
        for (var i = from; i < first; i++)
        {
            if (_conjunctions.Contains(_note.Tokens[i].Surface))
                return true;
        }

        return false;
    }

    /// <summary>"Chest pain: no", "Fever - none", "Clubbing, cyanosis, edema: none": the denial closes the entry.</summary>
    private bool IsChecklistNo(int end, out Cue found)
    {
        foreach (var cue in _reach.Cues)
        {
            if (cue.First >= end && cue.End == _sentence.EndToken && cue.Kind is CueKind.DenyBefore or CueKind.DenyNear && IsEntry(cue.First, end))
            {
                found = cue;
                return true;
            }
        }

        found = default;
        return false;
    }

    /// <summary>The answer stands right after the mention, or after a colon that closes a list of single words with the mention in it.</summary>
    private bool IsEntry(int answer, int end)
    {
        if (answer == end)
            return _note.Tokens[end].Before is Gap.Clause or Gap.Comma;
        if (_note.Tokens[answer].Before != Gap.Clause || _note.Tokens[end].Before != Gap.Comma || _reach.HasClauseBreak(end - 1, answer - 1))
            return false;
        return !_reach.HasBetween(CueKind.Stop, end, answer) && !_reach.HasBetween(CueKind.DenyBefore, end, answer);
    }

    /// <summary>"(-) fever", "fever (-)", "+ cough, - fever".</summary>
    private bool IsMinus(int first, int end)
    {
        var text = _note.Note.Text.AsSpan();
        var before = text[..(_note.Tokens[first].Start)];
        before = before[Math.Max(0, before.Length - 8)..].TrimEnd(' ');
        if (before.EndsWith("(-)", StringComparison.Ordinal) || (before.EndsWith("-", StringComparison.Ordinal) && before[..^1].TrimEnd(' ').EndsWith(",", StringComparison.Ordinal)))
            return true;
        var after = text[_note.Tokens[end - 1].End..];
        return after[..Math.Min(5, after.Length)].TrimStart(' ').StartsWith("(-)", StringComparison.Ordinal);
    }
}
