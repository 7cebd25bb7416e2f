using Appliance.Coding.Assertion;
using Appliance.Coding.Mentions;
using Appliance.Coding.Structure;

namespace Appliance.Coding.ExternalCauses;

/// <summary>
/// Reads the story of an injury for its cause, place, activity and status (guideline I.C.20). Gathers while the notes are read sentence by sentence and gives one code of
/// each kind at the end; whether they are reported is decided by <see cref="StoryRules"/> once the injuries are known. One instance serves one encounter.
/// </summary>
internal sealed class StoryReader(StoryBook book, ReleaseEngine engine)
{
    /// <summary>How much a story speaks for its codes: enough to be shown, and last in order (an external cause is never first, I.C.20.a.6).</summary>
    public const double Weight = 0.52;

    private const int MaxHits = 200;
    private const int PhraseGap = 2;
    private const int Span = 28;

    private readonly List<Hit> _hits = [];

    /// <summary>Looks at a sentence; the assertion reader must stand at it.</summary>
    public void Look(NoteStructure note, in Sentence sentence, int number, AssertionReader assertions)
    {
        if (!IsStory(sentence) || _hits.Count >= MaxHits)
            return;
        for (var i = sentence.FirstToken; i < sentence.EndToken; i++)
        {
            var concept = note.Tokens[i].Concept;
            if (concept < 0 || book.BeginningWith(concept) is not { } patterns)
                continue;
            foreach (var pattern in patterns)
                Try(note, sentence, number, i, pattern, assertions);
        }
    }

    /// <summary>The findings of the story, in the order of a claim: cause, place, activity, status.</summary>
    public IEnumerable<Finding> Finish()
    {
        var cause = Best(StoryKind.Cause, null);
        var anchor = cause ?? Best(StoryKind.Injury, null);
        if (anchor is not { } told)
            yield break;
        var activity = Best(StoryKind.Activity, told);
        if (cause is null && activity is null)
            yield break;
        foreach (var hit in new[] { cause, Best(StoryKind.Place, told), activity, Best(StoryKind.Status, told) })
        {
            if (hit is { } found && ToFinding(found) is { } finding)
                yield return finding;
        }
    }

    /// <summary>Where a story is told: by the patient's history, the course of the visit or the name of a problem; never in examination, plan or past history.</summary>
    private static bool IsStory(in Sentence sentence) => sentence.Section is SectionKind.None or SectionKind.ChiefComplaint or SectionKind.PresentIllness or SectionKind.Course or SectionKind.Assessment
        or SectionKind.AssessmentPlan or SectionKind.Diagnoses or SectionKind.AdmissionDiagnosis;

    private void Try(NoteStructure note, in Sentence sentence, int number, int at, int pattern, AssertionReader assertions)
    {
        var story = book.Patterns[pattern];
        if (_hits.Exists(h => h.Pattern == pattern && h.Sentence == number && ReferenceEquals(h.Note, note)))
            return;
        if (!MatchesAt(note, sentence, at, story.Groups[0], out var end) || (story.Kind == StoryKind.Activity && !IsOfEvent(note, sentence, at)))
            return;
        var (first, last) = (at, end);
        for (var g = 1; g < story.Groups.Length; g++)
        {
            if (!MatchesIn(note, sentence, story.Groups[g], at, out var from, out var to))
                return;
            (first, last) = (Math.Min(first, from), Math.Max(last, to));
        }

        foreach (var phrase in story.Without)
        {
            for (var i = sentence.FirstToken; i < sentence.EndToken; i++)
            {
                if (Follows(note, sentence, i, phrase, out _))
                    return;
            }
        }

        if (assertions.Assess(at, end).Kind is AssertionKind.Affirmed or AssertionKind.Historical or AssertionKind.Resolved && !IsLongAgo(note, sentence))
            _hits.Add(new Hit(pattern, story.Kind, note, number, first, last));
    }

    /// <summary>"Years ago" tells of another event than the one the visit is for.</summary>
    private static bool IsLongAgo(NoteStructure note, in Sentence sentence)
    {
        var text = note.Note.Text.AsSpan(note.Tokens[sentence.FirstToken].Start, note.Tokens[sentence.EndToken - 1].End - note.Tokens[sentence.FirstToken].Start);
        return text.Contains("years ago", StringComparison.OrdinalIgnoreCase) || text.Contains("year ago", StringComparison.OrdinalIgnoreCase);
    }

    private bool IsOfEvent(NoteStructure note, in Sentence sentence, int at)
    {
        for (var i = Math.Max(sentence.FirstToken, at - 5); i <= at; i++)
        {
            var concept = note.Tokens[i].Concept;
            if (concept >= 0 && (book.IsDoing(concept) || (i >= at - 2 && book.IsBeing(concept))))
                return true;
        }

        return false;
    }

    private static bool MatchesIn(NoteStructure note, in Sentence sentence, int[][] group, int near, out int first, out int end)
    {
        for (var d = 0; d <= Span; d++)
        {
            foreach (var at in (ReadOnlySpan<int>)[near + d, near - d])
            {
                if (at >= sentence.FirstToken && at < sentence.EndToken && MatchesAt(note, sentence, at, group, out end))
                {
                    first = at;
                    return true;
                }
            }
        }

        (first, end) = (-1, -1);
        return false;
    }

    private static bool MatchesAt(NoteStructure note, in Sentence sentence, int at, int[][] group, out int end)
    {
        end = at;
        foreach (var phrase in group)
        {
            if (Follows(note, sentence, at, phrase, out var last) && last > end)
                end = last;
        }

        return end > at;
    }

    private static bool Follows(NoteStructure note, in Sentence sentence, int at, int[] phrase, out int end)
    {
        end = at;
        if (note.Tokens[at].Concept != phrase[0])
            return false;
        var i = at + 1;
        for (var w = 1; w < phrase.Length; w++)
        {
            var limit = Math.Min(sentence.EndToken, i + PhraseGap + 1);
            while (i < limit && note.Tokens[i].Concept != phrase[w])
                i++;
            if (i >= limit)
                return false;
            i++;
        }

        end = i;
        return true;
    }

    /// <summary>The first of a kind by the order of stories.txt; of those near an anchor when one is given.</summary>
    private Hit? Best(StoryKind kind, Hit? anchor)
    {
        Hit? best = null;
        foreach (var hit in _hits)
        {
            if (hit.Kind != kind || (anchor is { } told && !IsNear(hit, told)))
                continue;
            if (best is null || hit.Pattern < best.Value.Pattern)
                best = hit;
        }

        return best;
    }

    private static bool IsNear(Hit hit, Hit told) => ReferenceEquals(hit.Note, told.Note) && Math.Abs(hit.Sentence - told.Sentence) <= (hit.Kind == StoryKind.Activity ? 2 : 1);

    private Finding? ToFinding(Hit hit)
    {
        var entry = book.Patterns[hit.Pattern].Entry;
        var codes = engine.Lexicon.Codes;
        var sentence = hit.Note.Sentences[hit.Sentence];
        var code = codes[entry].Billable ? codes[entry].Code : StoryRules.With(codes.Set, codes[entry].Code, 'A');
        if (code is null)
            return null;
        var term = new Term(entry, TermOrigin.ExternalCause, (byte)Math.Min(9, hit.End - hit.First), book.Patterns[hit.Pattern].Reason, -1);
        return new Finding(hit.Note, sentence, new Mention(-1, hit.Sentence, hit.First, hit.End, 0), term, new Asserted(AssertionKind.Affirmed), code, entry) { Weight = Weight };
    }

    private readonly record struct Hit(int Pattern, StoryKind Kind, NoteStructure Note, int Sentence, int First, int End);
}
