namespace Appliance.Coding.Mentions;

/// <summary>Where a term of the lexicon comes from; earlier members are preferred when two give different codes for the same words.</summary>
internal enum TermOrigin : byte
{
    /// <summary>Our own list of abbreviations and lay words.</summary>
    Own = 0,
    Title,
    InclusionTerm,
    Includes,
    Index,
    Neoplasm,
    Drug,
    ExternalCause,

    /// <summary>Words that name a condition only in general (general-terms.txt); matched under the mentions policy alone.</summary>
    General,

    /// <summary>Words that a hospital's profile learned to go with a code.</summary>
    Learned,
}

/// <summary>A term that the automaton can find.</summary>
/// <param name="Entry">Index of its code in the code tree.</param>
/// <param name="Origin">Which table.</param>
/// <param name="Words">How many content words it has.</param>
/// <param name="Text">The term in words, as the table prints it.</param>
/// <param name="Context">For our own ambiguous entries: number of the context condition, else -1.</param>
internal readonly record struct Term(int Entry, TermOrigin Origin, byte Words, string Text, short Context)
{
    /// <summary>Number of the term that the same words mean when the context condition of this one does not hold; -1 when there is none.</summary>
    public int Next { get; init; } = -1;

    /// <summary>A term of an image.</summary>
    public static Term Read(BinaryReader image) => new(image.ReadInt32(), (TermOrigin)image.ReadByte(), image.ReadByte(), image.ReadString(), image.ReadInt16()) { Next = image.ReadInt32() };

    /// <summary>Puts it into an image.</summary>
    public void Write(BinaryWriter image)
    {
        image.Write(Entry);
        image.Write((byte)Origin);
        image.Write(Words);
        image.Write(Text);
        image.Write(Context);
        image.Write(Next);
    }
}

/// <summary>A place in a note where a term was found.</summary>
/// <param name="Term">The term's number in the lexicon.</param>
/// <param name="Sentence">The sentence's number in the note.</param>
/// <param name="First">First token.</param>
/// <param name="End">One past the last token.</param>
/// <param name="Gap">Content words inside that are not of the term, commas counted.</param>
internal readonly record struct Mention(int Term, int Sentence, int First, int End, int Gap);
