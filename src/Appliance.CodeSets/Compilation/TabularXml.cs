using System.Globalization;

namespace Appliance.CodeSets.Compilation;

/// <summary>Reads the tabular list as CDC publishes it (<c>icd10cm_tabular_YYYY.xml</c>).</summary>
internal sealed class TabularXml
{
    private readonly OfficialInput _input;

    private TabularXml(OfficialInput input) => _input = input;

    public List<HeadingDraft> Chapters { get; } = [];

    public List<HeadingDraft> Blocks { get; } = [];

    /// <summary>The entries that the list prints, in its order: codes that only a 7th character completes are not among them.</summary>
    public List<EntryDraft> Entries { get; } = [];

    public static TabularXml Read(OfficialInput input)
    {
        var tabular = new TabularXml(input);
        foreach (var chapter in XmlTree.Load(input, "ICD10CM.tabular").All("chapter"))
        {
            tabular.Chapter(chapter);
        }

        return tabular.Entries.Count > 0 ? tabular : throw input.Fault("it holds no entry");
    }

    /// <summary>The kind of note of an element of the list; <see cref="NoteKind.None"/> when it is not one.</summary>
    public static NoteKind KindOf(string element) => element switch
    {
        "includes" => NoteKind.Includes,
        "inclusionTerm" => NoteKind.InclusionTerm,
        "excludes1" => NoteKind.Excludes1,
        "excludes2" => NoteKind.Excludes2,
        "codeFirst" => NoteKind.CodeFirst,
        "useAdditionalCode" => NoteKind.UseAdditional,
        "codeAlso" => NoteKind.CodeAlso,
        "sevenChrNote" => NoteKind.SeventhCharacter,
        "notes" => NoteKind.General,
        _ => NoteKind.None,
    };

    private void Chapter(XmlTree chapter)
    {
        if (!int.TryParse(chapter.TextOf("name"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 99)
        {
            throw _input.Fault("a chapter has no number");
        }

        var heading = new HeadingDraft { Name = $"Chapter {number}", Title = chapter.TextOf("desc"), Chapter = number };
        heading.Notes.AddRange(Notes(chapter));
        Chapters.Add(heading);
        foreach (var section in chapter.All("section"))
        {
            var block = new HeadingDraft { Name = section["id"], Title = section.TextOf("desc"), Chapter = number };
            block.Notes.AddRange(Notes(section));
            Blocks.Add(block);
            foreach (var diagnosis in section.All("diag"))
            {
                Diagnosis(diagnosis, block.Name);
            }
        }
    }

    private void Diagnosis(XmlTree diagnosis, string block)
    {
        var name = diagnosis.TextOf("name");
        if (!CodeKey.TryPack(name, out _))
        {
            throw _input.Fault("an entry has no code");
        }

        var entry = new EntryDraft { Code = name.Replace(".", string.Empty, StringComparison.Ordinal), Title = diagnosis.TextOf("desc"), Block = block };
        entry.Notes.AddRange(Notes(diagnosis));
        foreach (var extension in diagnosis.All("sevenChrDef").SelectMany(definition => definition.All("extension")))
        {
            entry.Seventh.Add(extension["char"] is [var c] && char.IsAsciiLetterOrDigit(c) ? (c, extension.Text) : throw _input.Fault($"{name} defines a 7th character that is not one"));
        }

        Entries.Add(entry);
        foreach (var child in diagnosis.All("diag"))
        {
            Diagnosis(child, block);
        }
    }

    private static IEnumerable<NoteDraft> Notes(XmlTree element) =>
        from kind in element.Children
        let noteKind = KindOf(kind.Name)
        where noteKind != NoteKind.None
        from note in kind.All("note")
        where note.Text.Length > 0
        select new NoteDraft(noteKind, note.Text);
}
