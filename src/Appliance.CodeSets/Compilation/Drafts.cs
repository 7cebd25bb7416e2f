using Appliance.CodeSets.Tables;

namespace Appliance.CodeSets.Compilation;

/// <summary>A note as it is read.</summary>
internal readonly record struct NoteDraft(NoteKind Kind, string Text);

/// <summary>An entry as it is read; the code has no dot.</summary>
internal sealed class EntryDraft
{
    public required string Code { get; init; }

    public required string Title { get; set; }

    public bool Billable { get; set; }

    public string Block { get; set; } = string.Empty;

    public List<NoteDraft> Notes { get; } = [];

    public List<(char Character, string Meaning)> Seventh { get; } = [];
}

/// <summary>A chapter or block as it is read.</summary>
internal sealed class HeadingDraft
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required int Chapter { get; init; }

    public List<NoteDraft> Notes { get; init; } = [];
}

/// <summary>A line of an index or table as it is read; codes have no dot and no dash.</summary>
internal sealed class TermDraft
{
    public required int Level { get; init; }

    public required string Title { get; init; }

    public string Modifiers { get; init; } = string.Empty;

    public string See { get; init; } = string.Empty;

    public string[] Codes { get; init; } = [];
}

/// <summary>An index or table as it is read.</summary>
internal sealed record TermTableDraft(TermSource Source, string Edition, int Columns, List<TermDraft> Lines);

/// <summary>A release as it is read.</summary>
internal sealed class ReleaseDraft
{
    public required string Id { get; init; }

    public required DateOnly From { get; init; }

    public required DateOnly To { get; init; }

    public required string Source { get; init; }

    public required string Guidelines { get; init; }

    public bool HasNotes { get; init; }

    public List<SourceFile> Sources { get; } = [];

    public List<HeadingDraft> Chapters { get; } = [];

    public List<HeadingDraft> Blocks { get; } = [];

    public List<EntryDraft> Entries { get; } = [];

    public List<TermTableDraft> TermTables { get; } = [];
}
