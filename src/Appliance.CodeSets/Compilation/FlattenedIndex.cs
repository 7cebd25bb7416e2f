using System.Globalization;

namespace Appliance.CodeSets.Compilation;

/// <summary>Reads the alphabetic index of FY2025 as a flattened table; what stood behind a non-essential modifier in a line is lost in it.</summary>
internal static class FlattenedIndex
{
    public static TermTableDraft Read(OfficialInput input, string edition)
    {
        var lines = new List<TermDraft>();
        foreach (var row in Csv.Read(input))
        {
            if (!int.TryParse(row["Level"], NumberStyles.None, CultureInfo.InvariantCulture, out var level) || level > 9)
            {
                throw input.Fault("a line has no level");
            }

            lines.Add(new TermDraft
            {
                Level = level,
                Title = XmlTree.Fold(row["Term"]),
                Modifiers = XmlTree.Fold(row["NonEssModif"]),
                See = XmlTree.Fold(row["See"]),
                Codes = [IndexXml.Code(row["Code"])],
            });
        }

        return lines.Count > 0 ? new TermTableDraft(TermSource.Index, edition, 1, lines) : throw input.Fault("it holds no term");
    }
}
