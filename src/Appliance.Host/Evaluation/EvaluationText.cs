using System.Text;

namespace Appliance.Host.Evaluation;

/// <summary>An evaluation for the terminal.</summary>
internal static class EvaluationText
{
    public static string Of(EvaluationHeader header, IEnumerable<EvaluationTable> tables)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in header.Rows())
        {
            text.Append(name).Append(": ").AppendLine(value);
        }

        foreach (var table in tables)
        {
            text.AppendLine().AppendLine(table.Title);
            var widths = Enumerable.Range(0, table.Columns.Count).Select(i => Math.Max(table.Columns[i].Length, table.Rows.Select(row => row[i].Length).DefaultIfEmpty(0).Max())).ToList();
            foreach (var row in table.Rows.Prepend(table.Columns))
            {
                text.AppendLine("  " + string.Join("  ", row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
            }
        }

        return text.ToString();
    }
}
