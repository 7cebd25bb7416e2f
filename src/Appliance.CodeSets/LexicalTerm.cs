namespace Appliance.CodeSets;

/// <summary>Which official table a term comes from.</summary>
public enum TermSource
{
    /// <summary>No source; the default value.</summary>
    None = 0,

    /// <summary>Long title.</summary>
    Title,

    /// <summary>Inclusion term of the tabular list.</summary>
    InclusionTerm,

    /// <summary>"Includes" note of the tabular list.</summary>
    Includes,

    /// <summary>Alphabetic index.</summary>
    Index,

    /// <summary>Table of neoplasms.</summary>
    Neoplasm,

    /// <summary>Table of drugs and chemicals.</summary>
    Drug,

    /// <summary>Index of external causes.</summary>
    ExternalCause,
}

/// <summary>Words that lead to a code in an official table: raw material of the coding lexicon.</summary>
/// <param name="Text">The words in natural order ("systolic heart failure").</param>
/// <param name="Code">An entry of the release, in printed form; it may be a category (an index line <c>S93.10-</c> gives <c>S93.10</c>).</param>
/// <param name="Source">The table.</param>
public readonly record struct LexicalTerm(string Text, string Code, TermSource Source)
{
    /// <summary>How the index prints it ("Failure, heart, systolic"); null for terms that are not of an index or table.</summary>
    public string? Path { get; init; }
}
