using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Appliance.CodeSets.Format;
using Appliance.CodeSets.Tables;
using Appliance.Domain;

namespace Appliance.CodeSets.Compilation;

/// <summary>What a compilation wrote.</summary>
/// <param name="Releases">The releases in the file.</param>
/// <param name="Bytes">Size of the compiled file.</param>
/// <param name="Manifest">The text that stands beside the file: releases, official files with their hashes, counts.</param>
public sealed record CompileReport(IReadOnlyList<CodeSetRelease> Releases, long Bytes, string Manifest);

/// <summary>The official files of one release, as CDC and CMS publish them; plain or gzip.</summary>
/// <param name="OrderFile">CMS order file (<c>icd10cm-order-2028.txt</c>): which codes there are, billable or not, long titles.</param>
/// <param name="Tabular">CDC tabular list XML: chapters, blocks, notes, 7th characters.</param>
public sealed record OfficialFiles(string OrderFile, string Tabular)
{
    /// <summary>CDC alphabetic index XML.</summary>
    public string? Index { get; init; }

    /// <summary>CDC table of neoplasms XML.</summary>
    public string? Neoplasms { get; init; }

    /// <summary>CDC table of drugs and chemicals XML.</summary>
    public string? Drugs { get; init; }

    /// <summary>CDC index of external causes XML.</summary>
    public string? ExternalCauses { get; init; }
}

/// <summary>The release that is compiled: its name and the dates of service it serves.</summary>
/// <param name="Id"><c>FY2028</c>; of an update in April <c>FY2028-04</c>.</param>
/// <param name="EffectiveFrom">First date of service.</param>
/// <param name="EffectiveTo">Last date of service.</param>
/// <param name="Guidelines">Release of the Official Guidelines to apply.</param>
public sealed record ReleaseLabel(string Id, DateOnly EffectiveFrom, DateOnly EffectiveTo, string Guidelines);

/// <summary>Compiles official tables into the appliance's own form. The same files give the same bytes.</summary>
public static class CodeSetCompiler
{
    /// <summary>Compiles one release from the official files.</summary>
    public static Outcome<CompileReport> Compile(ReleaseLabel label, OfficialFiles files, string output, TextWriter progress)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(progress);
        if (label.EffectiveTo < label.EffectiveFrom)
        {
            return Refusals.NotPossible("The release would end before it begins: check --from and --to.");
        }

        return Guard(() => Write([Official(label, files, progress)], output, progress));
    }

    /// <summary>Compiles the releases that ship with the appliance from the folder that holds <c>fy2025</c>, <c>fy2026</c> and <c>fy2027</c>.</summary>
    public static Outcome<CompileReport> CompileBuiltIn(string folder, string output, TextWriter progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        return Guard(() => Write(BuiltInReleases.Read(folder, progress), output, progress));
    }

    internal static byte[] Bytes(IReadOnlyList<ReleaseDraft> releases) => CompiledFile.Pack(BodyWriter.Write(releases));

    private static Outcome<CompileReport> Guard(Func<CompileReport> compile)
    {
        try
        {
            return compile();
        }
        catch (OfficialFileException e)
        {
            return Refusals.Official(e.File, e.Message);
        }
    }

    private static ReleaseDraft Official(ReleaseLabel label, OfficialFiles files, TextWriter progress)
    {
        var inputs = new List<OfficialInput>();
        OfficialInput Open(string path)
        {
            progress.WriteLine($"Reading {Path.GetFileName(path)}");
            inputs.Add(OfficialInput.Open(path));
            return inputs[^1];
        }

        var order = Open(files.OrderFile);
        var entries = CodeLists.OrderFile(order);
        var tabular = TabularXml.Read(Open(files.Tabular));
        Blocks.Assign(entries, tabular.Entries, tabular.Blocks, order);
        var release = new ReleaseDraft
        {
            Id = label.Id,
            From = label.EffectiveFrom,
            To = label.EffectiveTo,
            Source = "CMS order file and CDC tabular list" + (files.Index is null ? string.Empty : ", CDC alphabetic index"),
            Guidelines = label.Guidelines,
            HasNotes = true,
        };
        release.Chapters.AddRange(tabular.Chapters);
        release.Blocks.AddRange(tabular.Blocks);
        var printed = tabular.Entries.ToDictionary(entry => entry.Code, StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (printed.TryGetValue(entry.Code, out var notes))
            {
                entry.Notes.AddRange(notes.Notes);
                entry.Seventh.AddRange(notes.Seventh);
            }
        }

        release.Entries.AddRange(entries);
        release.TermTables.AddRange(TermTables.Join(
            progress,
            files.Index is { } index ? IndexXml.Read(Open(index), TermSource.Index, label.Id) : null,
            files.Neoplasms is { } neoplasms ? IndexXml.Read(Open(neoplasms), TermSource.Neoplasm, label.Id) : null,
            files.Drugs is { } drugs ? IndexXml.Read(Open(drugs), TermSource.Drug, label.Id) : null,
            files.ExternalCauses is { } causes ? IndexXml.Read(Open(causes), TermSource.ExternalCause, label.Id) : null));
        release.Sources.AddRange(inputs.Select(input => input.Source));
        return release;
    }

    private static CompileReport Write(IReadOnlyList<ReleaseDraft> releases, string output, TextWriter progress)
    {
        progress.WriteLine($"Packing {releases.Sum(release => release.Entries.Count):N0} entries");
        var bytes = Bytes(releases);
        var tables = BodyReader.Read(CompiledFile.Unpack(bytes));
        var manifest = Manifest(tables, Path.GetFileName(output), bytes);
        File.WriteAllBytes(output, bytes);
        File.WriteAllText(Path.ChangeExtension(output, ".manifest.txt"), manifest);
        progress.WriteLine($"Wrote {output}, {bytes.Length:N0} bytes");
        return new CompileReport([.. tables.Select(table => table.Release)], bytes.Length, manifest);
    }

    private static string Manifest(IReadOnlyList<ReleaseTables> releases, string name, byte[] bytes)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{name}\nformat {CompiledFile.Version}, {bytes.Length} bytes, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(bytes))}\n");
        foreach (var table in releases)
        {
            var release = table.Release;
            text.Append(CultureInfo.InvariantCulture, $"\n{release.Id}: dates of service {release.EffectiveFrom:yyyy-MM-dd} to {release.EffectiveTo:yyyy-MM-dd}, guidelines {release.Guidelines}\n");
            text.Append(CultureInfo.InvariantCulture, $"  {release.Source}\n");
            text.Append(CultureInfo.InvariantCulture, $"  {release.Entries} entries, {release.Billable} billable, {table.NoteKinds.Length} notes, {table.Chapters.Length} chapters, {table.Blocks.Length} blocks\n");
            foreach (var terms in table.TermTables)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {terms.Source}: {terms.Count} lines, {terms.Edition}\n");
            }

            foreach (var file in table.Sources)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {file.Sha256}  {file.Name}\n");
            }
        }

        return text.ToString();
    }
}
