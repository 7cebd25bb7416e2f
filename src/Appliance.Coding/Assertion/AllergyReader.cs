using Appliance.Coding.Structure;

namespace Appliance.Coding.Assertion;

/// <summary>
/// Tells the reaction that is listed with an allergy from the allergy itself: "allergic to penicillin (rash)" is no rash of today, while "penicillin allergy"
/// is a status that is coded (Z88, Z91).
/// </summary>
internal sealed class AllergyReader
{
    private const int Reach = 8;

    private readonly NoteStructure _note;
    private readonly CueReach _reach;
    private readonly HashSet<int> _names;

    public AllergyReader(NoteStructure note, Vocabulary vocabulary, CueReach reach)
    {
        _note = note;
        _reach = reach;
        _names = new[] { "allergy", "allergies", "allergic" }.Select(w => vocabulary.Surface(w)).Where(id => id >= 0).ToHashSet();
    }

    /// <summary>True when the mention is what an allergy or intolerance once did.</summary>
    public bool IsReaction(in Sentence sentence, int first, int end)
    {
        if (sentence.Section != SectionKind.Allergies && !_reach.Has(CueKind.AllergyBefore) && !_reach.Has(CueKind.AllergyAfter))
            return false;
        for (var i = first; i < end; i++)
        {
            if (_names.Contains(_note.Tokens[i].Surface))
                return false;
        }

        if (sentence.Section == SectionKind.Allergies || _reach.FindAfter(CueKind.AllergyAfter, end, Reach, out _))
            return true;
        foreach (var cue in _reach.Cues)
        {
            if (cue.Kind == CueKind.AllergyBefore && cue.End < first && first - cue.End <= Reach && !_reach.HasBetween(CueKind.Have, cue.End, first) && IsJoined(cue.End, first))
                return true;
        }

        return false;
    }

    /// <summary>Between the substance and its reaction stands a bracket, a colon, a dash, or a word such as "causes".</summary>
    private bool IsJoined(int from, int first)
    {
        if (_reach.HasBetween(CueKind.Reaction, from, first))
            return true;
        for (var i = from + 1; i <= first; i++)
        {
            var between = _note.Note.Text.AsSpan(_note.Tokens[i - 1].End, _note.Tokens[i].Start - _note.Tokens[i - 1].End);
            if (between.ContainsAny('(', ':') || between.Contains(" - ", StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
