namespace Appliance.CodeSets;

/// <summary>What a release says about a code. The default value is the safe one.</summary>
public enum CodeValidity
{
    /// <summary>No compiled release holds it.</summary>
    Unknown = 0,

    /// <summary>It may stand on a claim.</summary>
    Billable,

    /// <summary>In the release, but a category: a longer code must be chosen.</summary>
    NotBillable,

    /// <summary>In the release, and complete but for the 7th character.</summary>
    NeedsSeventhCharacter,

    /// <summary>Not in this release, but in another compiled one.</summary>
    NotInForce,
}

/// <summary>The validity of a code with its reason.</summary>
/// <param name="Validity">The verdict.</param>
/// <param name="Sentence">One plain sentence that says why, and what to do.</param>
/// <param name="Replacements">Billable codes of this release that stand in its place, where the tables state them; may be empty. In tabular order.</param>
public sealed record CodeCheck(CodeValidity Validity, string Sentence, IReadOnlyList<CodeEntry> Replacements);

/// <summary>One answer of a search.</summary>
/// <param name="Entry">The entry found.</param>
/// <param name="Score">Higher is better; comparable within one answer only.</param>
public readonly record struct CodeHit(CodeEntry Entry, double Score);
