namespace Appliance.CodeSets;

/// <summary>One line of the tabular list: a category, a subcategory or a billable code, with the notes that stand at it.</summary>
public sealed record CodeEntry
{
    /// <summary>The code as it is printed, with its dot (<c>E11.22</c>).</summary>
    public required string Code { get; init; }

    /// <summary>The official long title; of a code with a 7th character: title of the base, comma, meaning of the character.</summary>
    public required string Title { get; init; }

    /// <summary>True when the code may stand on a claim.</summary>
    public bool Billable { get; init; }

    /// <summary>The next shorter entry above, null for a three-character category.</summary>
    public string? Parent { get; init; }

    /// <summary>Number of the chapter, 1 to 22.</summary>
    public int Chapter { get; init; }

    /// <summary>Range of the block in its chapter (<c>E08-E13</c>).</summary>
    public string Block { get; init; } = string.Empty;

    /// <summary>"Includes" notes at this entry.</summary>
    public IReadOnlyList<string> Includes { get; init; } = [];

    /// <summary>Inclusion terms at this entry: other names of the same condition, examples.</summary>
    public IReadOnlyList<string> InclusionTerms { get; init; } = [];

    /// <summary>"Excludes1" notes: never coded together.</summary>
    public IReadOnlyList<string> Excludes1 { get; init; } = [];

    /// <summary>"Excludes2" notes: not part of this condition, both may be coded.</summary>
    public IReadOnlyList<string> Excludes2 { get; init; } = [];

    /// <summary>"Code first" notes.</summary>
    public IReadOnlyList<string> CodeFirst { get; init; } = [];

    /// <summary>"Use additional code" notes.</summary>
    public IReadOnlyList<string> UseAdditional { get; init; } = [];

    /// <summary>"Code also" notes.</summary>
    public IReadOnlyList<string> CodeAlso { get; init; } = [];

    /// <summary>The 7th characters defined for this entry, at it or at an entry above; empty when it takes none.</summary>
    public IReadOnlyList<(char Character, string Meaning)> SeventhCharacters { get; init; } = [];
}

/// <summary>What a note of the tabular list tells the coder.</summary>
public enum NoteKind
{
    /// <summary>Not a note; the default value.</summary>
    None = 0,

    /// <summary>"Includes".</summary>
    Includes,

    /// <summary>Inclusion term.</summary>
    InclusionTerm,

    /// <summary>"Excludes1".</summary>
    Excludes1,

    /// <summary>"Excludes2".</summary>
    Excludes2,

    /// <summary>"Code first".</summary>
    CodeFirst,

    /// <summary>"Use additional code".</summary>
    UseAdditional,

    /// <summary>"Code also".</summary>
    CodeAlso,

    /// <summary>The sentence that introduces the 7th characters.</summary>
    SeventhCharacter,

    /// <summary>A general note.</summary>
    General,
}

/// <summary>A note that applies to a code, and where it stands.</summary>
/// <param name="At">The entry, block (<c>E08-E13</c>) or chapter (<c>Chapter 4</c>) at which it is printed.</param>
/// <param name="Kind">What it tells the coder.</param>
/// <param name="Text">Its words.</param>
public readonly record struct CodeNote(string At, NoteKind Kind, string Text);
