namespace Appliance.CodeSets.Compilation;

/// <summary>Reads the alphabetic index, the index of external causes and the tables of neoplasms and drugs as CDC publishes them.</summary>
internal static class IndexXml
{
    private const int FirstCellColumn = 2;
    private const int TableColumns = 6;

    public static TermTableDraft Read(OfficialInput input, TermSource source, string edition)
    {
        var columns = source is TermSource.Neoplasm or TermSource.Drug ? TableColumns : 1;
        var lines = new List<TermDraft>();
        foreach (var term in XmlTree.Load(input, "ICD10CM.index").All("letter").SelectMany(letter => letter.All("mainTerm")))
        {
            Add(term, 0, columns, lines);
        }

        return lines.Count > 0 ? new TermTableDraft(source, edition, columns, lines) : throw input.Fault("it holds no term");
    }

    /// <summary>A code of the index without dot and dash (<c>S93.10-</c> gives <c>S9310</c>); empty when the cell is.</summary>
    public static string Code(string text)
    {
        var code = text.Trim().TrimEnd('-', '.', '*', '†').Replace(".", string.Empty, StringComparison.Ordinal);
        return CodeKey.TryPack(code, out _) ? code.ToUpperInvariant() : string.Empty;
    }

    private static void Add(XmlTree term, int level, int columns, List<TermDraft> lines)
    {
        var title = term.First("title");
        var codes = new string[columns];
        Array.Fill(codes, string.Empty);
        if (columns == 1)
        {
            codes[0] = Code(term.TextOf("code"));
        }

        foreach (var cell in term.All("cell"))
        {
            if (cell["col"] is [var digit] && digit - '0' - FirstCellColumn is >= 0 and var column && column < columns)
            {
                codes[column] = Code(cell.Text);
            }
        }

        lines.Add(new TermDraft
        {
            Level = level,
            Title = title?.Text ?? string.Empty,
            Modifiers = title is null ? string.Empty : string.Join(' ', title.All("nemod").Select(modifier => modifier.Text)),
            See = term.TextOf("see"),
            Codes = codes,
        });
        foreach (var child in term.All("term"))
        {
            Add(child, level + 1, columns, lines);
        }
    }
}
