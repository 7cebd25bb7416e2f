using Appliance.Coding.Assertion;
using Appliance.Coding.Mentions;
using Appliance.Coding.Structure;

namespace Appliance.Coding;

/// <summary>One mention of a codable condition with everything that was found out about it.</summary>
/// <param name="Note">The note, taken apart.</param>
/// <param name="Sentence">The sentence it stands in.</param>
/// <param name="Mention">The words.</param>
/// <param name="Term">The lexicon's term.</param>
/// <param name="Assertion">Who has it, and whether.</param>
/// <param name="Code">The complete code.</param>
/// <param name="Entry">Index of the code, or of its stem when it has a 7th character.</param>
internal sealed record Finding(NoteStructure Note, Sentence Sentence, Mention Mention, Term Term, Asserted Assertion, string Code, int Entry)
{
    /// <summary>Words of the title that stood near the mention and made the code more specific.</summary>
    public int Supported { get; init; }

    /// <summary>True when the text decides less than the code says.</summary>
    public bool IsGuess { get; init; }

    /// <summary>True for a term inside a longer one or with a wide gap, which only a profile can judge.</summary>
    public bool IsWeak { get; init; }

    /// <summary>How much this mention speaks for its code, 0 to 1.</summary>
    public double Weight { get; init; }

    /// <summary>What "history of" or another rule made of the mention: rule id and sentence.</summary>
    public (string Rule, string Text)? Changed { get; init; }

    /// <summary>First UTF-16 unit of the words, with a bracket that they close.</summary>
    public int Start
    {
        get
        {
            var start = Note.Tokens[Mention.First].Start;
            return start > 0 && Note.Note.Text[start - 1] == '(' && Excess(start, Note.Tokens[Mention.End - 1].End) < 0 ? start - 1 : start;
        }
    }

    /// <summary>One past their last, with a bracket that they open.</summary>
    public int End
    {
        get
        {
            var end = Note.Tokens[Mention.End - 1].End;
            return end < Note.Note.Text.Length && Note.Note.Text[end] == ')' && Excess(Note.Tokens[Mention.First].Start, end) > 0 ? end + 1 : end;
        }
    }

    /// <summary>Round brackets opened less those closed.</summary>
    private int Excess(int start, int end)
    {
        var words = Note.Note.Text.AsSpan(start, end - start);
        return words.Count('(') - words.Count(')');
    }
}

/// <summary>A code with all that speaks for it, before it becomes a suggestion or is dropped.</summary>
internal sealed class Candidate(string code, int entry)
{
    /// <summary>The complete code.</summary>
    public string Code { get; private set; } = code;

    /// <summary>Index of the code or its stem.</summary>
    public int Entry { get; private set; } = entry;

    /// <summary>The mentions, in reading order.</summary>
    public List<Finding> Findings { get; } = [];

    /// <summary>Rules that touched it, in order.</summary>
    public List<(string Rule, string Text)> Steps { get; } = [];

    /// <summary>The code that it excludes and that was kept (Excludes1), where only a person can decide between the two.</summary>
    public Candidate? ExcludedBy { get; set; }

    /// <summary>The rule that decided its place among the codes, for the rule path; null when the order of the notes did.</summary>
    public (string Rule, string Text)? OrderStep { get; set; }

    /// <summary>True for a code of an injury's story (cause, place, activity, status).</summary>
    public bool IsStory => Findings.TrueForAll(f => f.Mention.Term < 0 && f.Term.Origin == TermOrigin.ExternalCause);

    /// <summary>Probability of being right.</summary>
    public double Confidence { get; set; }

    /// <summary>True once a rule has taken it out.</summary>
    public bool Dropped { get; private set; }

    /// <summary>Takes it out, with the reason.</summary>
    public void Drop(string rule, string text)
    {
        Dropped = true;
        Steps.Add((rule, text));
    }

    /// <summary>Replaces the code, with the reason.</summary>
    public void Replace(string newCode, int newEntry, string rule, string text)
    {
        (Code, Entry) = (newCode, newEntry);
        Steps.Add((rule, text));
    }
}
