namespace Appliance.CodeSets.Compilation;

/// <summary>Builds FY2027 from the notes of FY2026 and what is known of the changes; its own tabular list could not be had.</summary>
internal static class Release2027
{
    private static readonly Dictionary<string, (string Name, string Title)> RenamedBlocks = new(StringComparer.Ordinal)
    {
        ["J40-J4A"] = ("J40-J4B", "Chronic lower respiratory diseases (J40-J4B)"),
        ["K65-K68"] = ("K65-K6A", "Diseases of peritoneum, retroperitoneum and pelvis (K65-K6A)"),
        ["QA0"] = ("QA0-QA1", "Genetic disorders, not elsewhere classified (QA0-QA1)"),
    };

    private const string Chapter17 = "Congenital malformations, deformations, chromosomal abnormalities, and genetic disorders (Q00-QA1)";

    /// <summary>Fills a release from the FY2026 draft, the FY2027 code list, the list of changes (a check) and the notes that changed.</summary>
    public static void Fill(ReleaseDraft release, ReleaseDraft before, OfficialInput codes, OfficialInput changes, OfficialInput notes)
    {
        foreach (var chapter in before.Chapters)
        {
            release.Chapters.Add(new HeadingDraft { Name = chapter.Name, Title = chapter.Chapter == 17 ? Chapter17 : chapter.Title, Chapter = chapter.Chapter, Notes = [.. chapter.Notes] });
        }

        foreach (var block in before.Blocks)
        {
            var (name, title) = RenamedBlocks.GetValueOrDefault(block.Name, (block.Name, block.Title));
            release.Blocks.Add(new HeadingDraft { Name = name, Title = title, Chapter = block.Chapter, Notes = [.. block.Notes] });
        }

        var old = before.Entries.ToDictionary(entry => entry.Code, StringComparer.Ordinal);
        foreach (var row in Csv.Read(codes))
        {
            var entry = new EntryDraft
            {
                Code = row["code"].Replace(".", string.Empty, StringComparison.Ordinal),
                Title = row["long_title"],
                Billable = row["billable"] == "1",
                Block = row["block"],
            };
            if (old.TryGetValue(entry.Code, out var previous))
            {
                entry.Notes.AddRange(previous.Notes);
                entry.Seventh.AddRange(previous.Seventh);
            }

            release.Entries.Add(entry);
        }

        CheckChanges(release, old, changes);
        ApplyNotes(release, notes);
    }

    private static void CheckChanges(ReleaseDraft release, Dictionary<string, EntryDraft> old, OfficialInput changes)
    {
        var now = release.Entries.ToDictionary(entry => entry.Code, StringComparer.Ordinal);
        var added = 0;
        var deleted = 0;
        foreach (var row in Csv.Read(changes))
        {
            var code = row["code"].Replace(".", string.Empty, StringComparison.Ordinal);
            var billable = row["billable"] == "1";
            var holds = row["action"] switch
            {
                "added" => ++added > 0 && !old.ContainsKey(code) && now.TryGetValue(code, out var entry) && entry.Billable == billable && entry.Title == row["long_title"],
                "deleted" => ++deleted > 0 && !now.ContainsKey(code) && old.TryGetValue(code, out var entry) && entry.Billable == billable,
                "revised" => now.TryGetValue(code, out var entry) && entry.Title == row["long_title"],
                "billable_flip" => now.TryGetValue(code, out var entry) && entry.Billable == billable && old.TryGetValue(code, out var previous) && previous.Billable != billable,
                _ => false,
            };
            if (!holds)
            {
                throw changes.Fault($"its line on {code} does not agree with the code lists");
            }
        }

        if (now.Count != old.Count + added - deleted)
        {
            throw changes.Fault("it does not tell the whole difference between the code lists");
        }
    }

    /// <summary>A line gives a note of a new code, or one of the whole list of notes of an existing entry, which it replaces.</summary>
    private static void ApplyNotes(ReleaseDraft release, OfficialInput notes)
    {
        var targets = release.Entries.ToDictionary(entry => CodeKey.Print(CodeKey.Pack(entry.Code)), entry => entry.Notes, StringComparer.Ordinal);
        release.Chapters.ForEach(chapter => targets.Add(chapter.Name, chapter.Notes));
        release.Blocks.ForEach(block => targets.TryAdd($"Block {block.Name}", block.Notes));
        var replaced = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in Csv.Read(notes))
        {
            var target = targets.GetValueOrDefault(row["code"]) ?? throw notes.Fault($"it names {row["code"]}, which the code list does not hold");
            if (replaced.Add(row["code"]))
            {
                target.RemoveAll(note => note.Kind is not (NoteKind.SeventhCharacter or NoteKind.General));
            }

            var kind = TabularXml.KindOf(row["kind"]);
            if (kind != NoteKind.None)
            {
                target.Add(new NoteDraft(kind, row["note"]));
            }
            else if (row["kind"] != "none")
            {
                throw notes.Fault($"it has a kind of note that is not known, at {row["code"]}");
            }
        }
    }
}
