namespace Appliance.CodeSets.Tables;

/// <summary>An official file that was compiled in.</summary>
/// <param name="Name">Its name, without its folder.</param>
/// <param name="Sha256">Hash of the file as it was read, lower-case hexadecimal.</param>
public sealed record SourceFile(string Name, string Sha256);

/// <summary>A stretch of the note columns.</summary>
internal readonly record struct NoteRange(int Start, int Count);

/// <summary>A chapter, or a block of one, with the notes that stand at its head.</summary>
internal sealed record Heading(string Name, string Title, int Chapter, NoteRange Notes);

/// <summary>One release in columns; the row of an entry is its place in the tabular list.</summary>
internal sealed class ReleaseTables
{
    public const byte BillableFlag = 1;
    public const byte SeventhFlag = 2;

    public required CodeSetRelease Release { get; init; }

    public required IReadOnlyList<SourceFile> Sources { get; init; }

    public required StringPool Strings { get; init; }

    public required Heading[] Chapters { get; init; }

    public required Heading[] Blocks { get; init; }

    /// <summary>Packed codes (<see cref="CodeKey"/>).</summary>
    public required ulong[] Keys { get; init; }

    /// <summary>From packed code to row.</summary>
    public required CodeLookup Lookup { get; init; }

    public required byte[] Flags { get; init; }

    /// <summary>String of the title; of a code with a 7th character that of its base.</summary>
    public required int[] Titles { get; init; }

    /// <summary>String that follows title and comma (meaning of the 7th character), 0 for none.</summary>
    public required int[] Suffixes { get; init; }

    public required short[] BlockOf { get; init; }

    /// <summary>Number of the 7th-character definition that stands at the entry, -1 for none.</summary>
    public required short[] SeventhOf { get; init; }

    public required (char Character, string Meaning)[][] Sevenths { get; init; }

    /// <summary>First note of each entry, and one more; notes of headings stand before those of entries.</summary>
    public required int[] NoteStarts { get; init; }

    public required byte[] NoteKinds { get; init; }

    public required int[] NoteTexts { get; init; }

    /// <summary>The index and the tables that lead to codes of this release.</summary>
    public required IReadOnlyList<TermTable> TermTables { get; init; }

    public int Count => Keys.Length;

    public string Title(int row)
    {
        var title = Strings[Titles[row]];
        return Suffixes[row] == 0 ? title : string.Concat(title, ", ", Strings[Suffixes[row]]);
    }
}

/// <summary>The alphabetic index, the index of external causes, or a table with columns, as lines with a depth.</summary>
internal sealed class TermTable
{
    public required TermSource Source { get; init; }

    /// <summary>Year and form of the file ("FY2025, flattened").</summary>
    public required string Edition { get; init; }

    /// <summary>Codes in a line: 1 for an index, 6 for neoplasms and drugs.</summary>
    public required int Columns { get; init; }

    public required StringPool Strings { get; init; }

    public required byte[] Levels { get; init; }

    public required int[] Titles { get; init; }

    /// <summary>Non-essential modifiers, 0 for none.</summary>
    public required int[] Modifiers { get; init; }

    /// <summary>Packed codes, row by row; 0 where the cell is empty.</summary>
    public required ulong[] Codes { get; init; }

    public int Count => Levels.Length;
}
