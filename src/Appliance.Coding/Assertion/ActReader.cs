using Appliance.Coding.Structure;

namespace Appliance.Coding.Assertion;

/// <summary>Tells acts (operations, therapies) that are intended from those done: an act that was not done gives no status. Conditions are never planned.</summary>
internal sealed class ActReader(NoteStructure note, CueReach reach)
{
    private const int Reach = 7;

    /// <summary>Greek endings of the names of operations.</summary>
    private static readonly string[] Endings = ["ectomy", "otomy", "ostomy", "plasty", "oscopy", "pexy", "desis", "centesis"];

    /// <summary>True when the mention names an act, and the words before it intend it or it opens an entry of the plan.</summary>
    public bool IsPlanned(in Sentence sentence, int first, int end, out Cue cue)
    {
        if (reach.FindBefore(CueKind.PlanBefore, first, Reach, out cue))
            return IsAct(first, end, out _);
        cue = new Cue(CueKind.PlanBefore, first, end);
        return sentence.Section == SectionKind.Plan && first == sentence.FirstToken && IsAct(first, end, out var byEnding) && byEnding;
    }

    private bool IsAct(int first, int end, out bool byEnding)
    {
        byEnding = false;
        for (var i = first; i < end && !byEnding; i++)
        {
            var word = note.Note.Text.AsSpan(note.Tokens[i].Start, note.Tokens[i].End - note.Tokens[i].Start);
            foreach (var ending in Endings)
                byEnding |= word.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
        }

        return byEnding || reach.Ends(CueKind.Act, end);
    }
}
