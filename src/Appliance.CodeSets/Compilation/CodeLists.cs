namespace Appliance.CodeSets.Compilation;

/// <summary>Reads the lists that say which codes a release holds.</summary>
internal static class CodeLists
{
    private const int LongTitleColumn = 77;

    /// <summary>
    /// The order file of CMS: columns 1-5 number, 7-13 code, 15 billable (1) or header (0), 17-76 short title, from 78 long title.
    /// </summary>
    public static List<EntryDraft> OrderFile(OfficialInput input)
    {
        var entries = new List<EntryDraft>();
        foreach (var line in input.Lines().Where(line => line.Length > 0))
        {
            if (line.Length <= LongTitleColumn || line[14] is not ('0' or '1') || !CodeKey.TryPack(line.AsSpan(6, 7).TrimEnd(), out _))
            {
                throw input.Fault($"line {entries.Count + 1} is not a line of an order file");
            }

            entries.Add(new EntryDraft { Code = line[6..13].TrimEnd(), Title = line[LongTitleColumn..].Trim(), Billable = line[14] == '1' });
        }

        return entries.Count > 0 ? entries : throw input.Fault("it is empty");
    }

    /// <summary>Names alone, one a line; chapters and blocks stand between them. A block of one category stands twice.</summary>
    public static List<string> Names(OfficialInput input)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var names = input.Lines().Select(line => line.Trim()).Where(line => CodeKey.TryPack(line, out _) && seen.Add(line)).ToList();
        return names.Count > 0 ? names : throw input.Fault("it holds no code");
    }

    /// <summary>A table with columns <c>code, billable</c> and a title.</summary>
    public static List<EntryDraft> Table(OfficialInput input, string titleColumn) =>
    [
        .. Csv.Read(input).Select(row => new EntryDraft
        {
            Code = row["code"].Replace(".", string.Empty, StringComparison.Ordinal),
            Title = row[titleColumn],
            Billable = row["billable"] == "1",
        }),
    ];
}
