using Appliance.Coding.Assertion;
using Appliance.Coding.Mentions;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Explanation;

/// <summary>A mention that became no finding because of what the note says of it: denied, doubted, a relative's. Kept only to explain.</summary>
/// <param name="Note">The note, taken apart.</param>
/// <param name="Sentence">The sentence it stands in.</param>
/// <param name="Mention">The words.</param>
/// <param name="Term">The lexicon's term.</param>
/// <param name="Assertion">Who has it, and whether.</param>
internal readonly record struct LeftOut(NoteStructure Note, Sentence Sentence, Mention Mention, Term Term, Asserted Assertion)
{
    /// <summary>More are not kept: an auditor reads a page, not a book.</summary>
    public const int Most = 400;

    /// <summary>The words.</summary>
    public string Quote => Note.Note.Text[Note.Tokens[Mention.First].Start..Note.Tokens[Mention.End - 1].End];
}
