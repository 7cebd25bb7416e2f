using Appliance.Coding.Structure;

namespace Appliance.Coding.Assertion;

/// <summary>How far the cues of one sentence reach: to the next word that begins a new statement, to the end of the clause, or a number of words.</summary>
internal sealed class CueReach(NoteStructure note, CueTree tree)
{
    private readonly List<Cue> _cues = [];
    private Sentence _sentence;
    private ulong _present;

    /// <summary>The cues of the sentence in order of place.</summary>
    public List<Cue> Cues => _cues;

    public void MoveTo(in Sentence sentence)
    {
        _sentence = sentence;
        tree.Find(note.Tokens, sentence.FirstToken, sentence.EndToken, _cues);
        _present = 0;
        foreach (var cue in _cues)
            _present |= Bit(cue.Kind);
    }

    /// <summary>True when the sentence has a cue of the kind at all.</summary>
    public bool Has(CueKind kind) => (_present & Bit(kind)) != 0;

    /// <summary>The nearest cue of a kind before the mention whose reach is not ended by a stop, a clause or its length.</summary>
    public bool FindBefore(CueKind kind, int first, int reach, out Cue found)
    {
        for (var i = Has(kind) ? _cues.Count - 1 : -1; i >= 0; i--)
        {
            var cue = _cues[i];
            if (cue.Kind != kind || cue.First >= first || first - cue.End > reach || IsFalse(cue) || HasStop(cue, first) || HasClauseBreak(cue.End, first))
                continue;
            found = cue;
            return true;
        }

        found = default;
        return false;
    }

    /// <summary>The first cue of a kind after the mention that can mean it.</summary>
    public bool FindAfter(CueKind kind, int end, int reach, out Cue found)
    {
        for (var i = Has(kind) ? 0 : _cues.Count; i < _cues.Count; i++)
        {
            var cue = _cues[i];
            if (cue.Kind != kind || cue.First < end || cue.First - end > reach || IsFalse(cue))
                continue;
            if ((HasClauseBreak(end, cue.First) && !IsColumn(cue)) || (kind != CueKind.FreeAfter && (HasOtherStatement(end, cue.First) || HasBetween(CueKind.DenyBefore, end, cue.First) || MeansWhatFollows(cue))))
                continue;
            found = cue;
            return true;
        }

        found = default;
        return false;
    }

    /// <summary>A cue of the kind that lies wholly between two tokens.</summary>
    public bool HasBetween(CueKind kind, int from, int to)
    {
        foreach (var cue in _cues)
        {
            if (cue.Kind == kind && cue.First >= from && cue.End <= to)
                return true;
        }

        return false;
    }

    /// <summary>A cue of the kind that begins at a token.</summary>
    public bool Begins(CueKind kind, int token)
    {
        foreach (var cue in _cues)
        {
            if (cue.Kind == kind && cue.First == token)
                return true;
        }

        return false;
    }

    /// <summary>A cue of the kind that ends before a token.</summary>
    public bool Ends(CueKind kind, int token)
    {
        foreach (var cue in _cues)
        {
            if (cue.Kind == kind && cue.End == token)
                return true;
        }

        return false;
    }

    /// <summary>A semicolon or a dash ends a reach; a colon straight after the cue does not ("Denies: fever").</summary>
    public bool HasClauseBreak(int from, int to)
    {
        for (var i = from + 1; i <= to && i < _sentence.EndToken; i++)
        {
            if (note.Tokens[i].Before == Gap.Clause)
                return true;
        }

        return false;
    }

    /// <summary>The cue fills a column of a table ("Pneumonia | J18.9 | ruled out"): a status that is the row's.</summary>
    private bool IsColumn(Cue cue)
    {
        if (note.Tokens[cue.First].Before != Gap.Clause || (cue.End < _sentence.EndToken && note.Tokens[cue.End].Before != Gap.Clause) || cue.First == _sentence.FirstToken)
            return false;
        return IsColumnGap(note, cue.First, true);
    }

    /// <summary>True when a token stands on the line of the one before it and, if asked, in the next column.</summary>
    public static bool IsColumnGap(NoteStructure note, int token, bool isNextColumn)
    {
        var between = note.Note.Text.AsSpan(note.Tokens[token - 1].End, note.Tokens[token].Start - note.Tokens[token - 1].End);
        return between.IndexOfAny('\n', '\r') < 0 && (!isNextColumn || between.IndexOfAny('|', '\t') >= 0 || between.Contains("   ", StringComparison.Ordinal));
    }

    /// <summary>A phrase that only looks like the cue, or a duration before "history of".</summary>
    private bool IsFalse(Cue cue) => (cue.Kind is CueKind.DenyBefore or CueKind.DenyNear or CueKind.DenyAfter or CueKind.ResolvedBefore or CueKind.ResolvedAfter or CueKind.PastTime && Overlaps(CueKind.Pseudo, cue))
        || (cue.Kind == CueKind.PastBefore && Ends(CueKind.Duration, cue.First));

    /// <summary>A pseudo phrase that covers the cue, or begins in it and goes on ("is not" and "not taking").</summary>
    private bool Overlaps(CueKind kind, Cue at)
    {
        foreach (var cue in _cues)
        {
            if (cue.Kind == kind && cue.First < at.End && cue.End >= at.End && (cue.First <= at.First || cue.End > at.End))
                return true;
        }

        return false;
    }

    /// <summary>
    /// A stop between a cue and what it may govern. "Possibly due to" doubts, and "denies having" denies, what follows all the same; the reach of a belief
    /// goes through the verb of having ("suspect that she has").
    /// </summary>
    private bool HasStop(Cue governing, int to)
    {
        var belief = Is(CueKind.Belief, governing);
        foreach (var cue in _cues)
        {
            if (cue.Kind != CueKind.Stop || cue.First < governing.End || cue.End > to)
                continue;
            if (cue.First == governing.End && (governing.Kind == CueKind.DoubtBefore || (note.Tokens[cue.First].Before == Gap.Space && EndsInIng(note.Tokens[cue.End - 1]))))
                continue;
            if ((belief && Is(CueKind.Have, cue)) || (governing.Kind == CueKind.PastTime && Is(CueKind.Had, cue)))
                continue;
            return true;
        }

        return false;
    }

    /// <summary>Between a mention and a cue after it stands a statement of its own; an auxiliary just before the cue belongs to it ("has not been excluded").</summary>
    private bool HasOtherStatement(int from, int to)
    {
        foreach (var cue in _cues)
        {
            if (cue.Kind == CueKind.Stop && cue.First >= from && cue.End < to)
                return true;
        }

        return false;
    }

    /// <summary>
    /// Words that stand before or after what they mean: "negative for fever", "likely viral", "resolved bronchitis" mean what follows;
    /// "chest pain, resolved before arrival" means what stands before.
    /// </summary>
    private bool MeansWhatFollows(Cue cue)
    {
        if (cue.End >= _sentence.EndToken)
            return false;
        var space = note.Tokens[cue.End].Before == Gap.Space;
        var follows = space && !Begins(CueKind.Onward, cue.End);
        return cue.Kind switch
        {
            CueKind.DenyAfter => follows && Is(CueKind.DenyBefore, cue),
            CueKind.DoubtAfter => space && Is(CueKind.DoubtBefore, cue) && !Begins(CueKind.StopNear, cue.End),
            CueKind.ResolvedAfter => follows && Is(CueKind.ResolvedBefore, cue),
            CueKind.PastAfter => Is(CueKind.PastNear, cue),
            _ => false,
        };
    }

    private static ulong Bit(CueKind kind) => 1UL << (int)kind;

    private bool Is(CueKind kind, Cue at)
    {
        foreach (var cue in _cues)
        {
            if (cue.Kind == kind && cue.First == at.First && cue.End == at.End)
                return true;
        }

        return false;
    }

    private bool EndsInIng(in Token token) => token.End - token.Start > 3 && note.Note.Text.AsSpan(token.Start, token.End - token.Start).EndsWith("ing", StringComparison.OrdinalIgnoreCase);
}
