namespace Appliance.CodeSets.Compilation;

/// <summary>Reads the releases that ship with the appliance, in the forms in which their tables could be had.</summary>
internal static class BuiltInReleases
{
    public static IReadOnlyList<ReleaseDraft> Read(string folder, TextWriter progress)
    {
        var used = new Dictionary<string, OfficialInput>(StringComparer.Ordinal);
        OfficialInput Open(string file)
        {
            if (!used.TryGetValue(file, out var input))
            {
                progress.WriteLine($"Reading {file}");
                input = OfficialInput.Open(Path.Combine(folder, file));
                used.Add(file, input);
            }

            return input;
        }

        var fy2026 = Fy2026(Open);
        var fy2027 = Fy2027(fy2026, Open);
        var fy2025 = Fy2025(fy2026, Open);
        var index = FlattenedIndex.Read(Open("fy2025/ICD10CM_2025_Index.csv.gz"), "FY2025, flattened");
        var neoplasms = IndexXml.Read(Open("fy2026/icd10cm-neoplasm-April-1-2026-XML.xml.gz"), TermSource.Neoplasm, "FY2026 of 1 April 2026");
        var drugs = IndexXml.Read(Open("fy2026/icd10cm-drug-April-1-2026-XML.xml.gz"), TermSource.Drug, "FY2026 of 1 April 2026");
        var causes = IndexXml.Read(Open("fy2026/icd10cm-eindex-April-1-2026-XML.xml.gz"), TermSource.ExternalCause, "FY2026 of 1 April 2026");
        var tables = TermTables.Join(progress, index, neoplasms, drugs, causes);
        foreach (var release in (ReleaseDraft[])[fy2027, fy2026, fy2025])
        {
            release.TermTables.AddRange(tables);
            release.Sources.AddRange(used.Values.TakeLast(4).Select(input => input.Source));
        }

        return [fy2027, fy2026, fy2025];
    }

    private static ReleaseDraft Fy2026(Func<string, OfficialInput> open)
    {
        var input = open("fy2026/icd10cm_tabular_2026-04-01.xml.gz");
        var names = open("fy2026/icd10cm_codes_2026-04-01.txt.gz");
        var tabular = TabularXml.Read(input);
        var release = new ReleaseDraft
        {
            Id = "FY2026",
            From = new DateOnly(2025, 10, 1),
            To = new DateOnly(2026, 9, 30),
            Source = "CDC/NCHS release of 1 April 2026, used for the whole fiscal year (the release of 1 October 2025 could not be had); index of FY2025",
            Guidelines = "FY2026",
            HasNotes = true,
        };
        release.Chapters.AddRange(tabular.Chapters);
        release.Blocks.AddRange(tabular.Blocks);
        release.Entries.AddRange(new SeventhCharacters(input, tabular.Entries).SpellOut(CodeLists.Names(names)));
        SeventhCharacters.MarkLeaves(release.Entries);
        release.Sources.AddRange([input.Source, names.Source]);
        return release;
    }

    private static ReleaseDraft Fy2027(ReleaseDraft fy2026, Func<string, OfficialInput> open)
    {
        var codes = open("fy2027/icd10cm_codes_2027.csv.gz");
        var changes = open("fy2027/changes_2026_to_2027.csv");
        var notes = open("fy2027/notes_2027_new_and_changed.csv");
        var release = new ReleaseDraft
        {
            Id = "FY2027",
            From = new DateOnly(2026, 10, 1),
            To = new DateOnly(2027, 9, 30),
            Source = "Rebuilt from the CDC/NCHS release of 1 April 2026 and the published changes of FY2027 (the official files could not be had whole); "
                + "notes of FY2026 where no change is known; guidelines of FY2026; index of FY2025",
            Guidelines = "FY2026",
            HasNotes = true,
        };
        Release2027.Fill(release, fy2026, codes, changes, notes);
        release.Sources.AddRange([.. fy2026.Sources, codes.Source, changes.Source, notes.Source]);
        return release;
    }

    private static ReleaseDraft Fy2025(ReleaseDraft fy2026, Func<string, OfficialInput> open)
    {
        var codes = open("fy2025/icd10cm_codes_2025.csv.gz");
        var release = new ReleaseDraft
        {
            Id = "FY2025",
            From = new DateOnly(2024, 10, 1),
            To = new DateOnly(2025, 9, 30),
            Source = "CMS code list of FY2025, codes and titles only (no notes); chapters and blocks of FY2026",
            Guidelines = "FY2026",
        };
        release.Chapters.AddRange(fy2026.Chapters.Select(WithoutNotes));
        release.Blocks.AddRange(fy2026.Blocks.Select(WithoutNotes));
        release.Entries.AddRange(CodeLists.Table(codes, "long_name"));
        Blocks.Assign(release.Entries, fy2026.Entries, release.Blocks, codes);
        release.Sources.Add(codes.Source);
        return release;
    }

    private static HeadingDraft WithoutNotes(HeadingDraft heading) => new() { Name = heading.Name, Title = heading.Title, Chapter = heading.Chapter };
}
