namespace Appliance.Coding.Structure;

/// <summary>What stands between a token and the one before it; a later member parts them more.</summary>
internal enum Gap : byte
{
    /// <summary>White space, a hyphen or a slash.</summary>
    Space = 0,

    /// <summary>A comma or a bracket.</summary>
    Comma,

    /// <summary>A semicolon, a colon, a dash between blanks.</summary>
    Clause,

    /// <summary>The token opens a sentence.</summary>
    Sentence,
}

/// <summary>A word or number of a note.</summary>
/// <param name="Start">First UTF-16 unit in the note.</param>
/// <param name="End">One past the last.</param>
/// <param name="Surface">Id of the exact lower-case word in the vocabulary; -1 when it is not there.</param>
/// <param name="Concept">Id that plurals and synonyms share; -1 when unknown.</param>
/// <param name="Before">What parts it from the token before.</param>
internal readonly record struct Token(int Start, int End, int Surface, int Concept, Gap Before);
