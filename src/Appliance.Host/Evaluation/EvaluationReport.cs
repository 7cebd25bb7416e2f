using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Appliance.Coding.Evaluation;

namespace Appliance.Host.Evaluation;

/// <summary>An evaluation as one page that needs nothing else: figures and codes, no text of a note.</summary>
internal static class EvaluationReport
{
    private const int Side = 320;
    private const int Margin = 44;

    /// <summary>The look that report and error pages share.</summary>
    public const string Style = """
        :root{color-scheme:light dark;--line:#8884;--soft:#8881;--ink:CanvasText;--accent:#0b62b8;--wrong:#b3261e;--right:#1b6e3c}
        @media (prefers-color-scheme:dark){:root{--accent:#7ab7f5;--wrong:#ff9a92;--right:#7fd6a0}}
        body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:72rem;padding:1.5rem;color:var(--ink);background:Canvas}
        h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums}
        th,td{border-bottom:1px solid var(--line);padding:.25rem .75rem;text-align:right}
        th:first-child,td:first-child{text-align:left}
        .wide{overflow-x:auto}
        """;

    public static string Html(EvaluationHeader header, EvaluationResult result)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Evaluation of suggested codes</title><style>\n")
            .Append(Style).Append("\n</style></head><body><main>\n<h1>Evaluation of suggested codes</h1>\n<table><tbody>\n");
        foreach (var (name, value) in header.Rows())
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Encode(name)}</th><td>{Encode(value)}</td></tr>\n");
        }

        page.Append("</tbody></table>\n");
        foreach (var table in EvaluationTables.Of(result))
        {
            Write(page, table);
        }

        page.Append("<h2>Reliability</h2>\n").Append(Plot(result.Reliability)).Append("\n</main></body></html>\n");
        return page.ToString();
    }

    /// <summary>Text as HTML.</summary>
    public static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private static void Write(StringBuilder page, EvaluationTable table)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Encode(table.Title)}</h2>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{Encode(table.Title)}\"><table><thead><tr>");
        foreach (var column in table.Columns)
        {
            page.Append(column.Length == 0 ? "<td></td>" : string.Create(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Encode(column)}</th>"));
        }

        page.Append("</tr></thead><tbody>\n");
        foreach (var row in table.Rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Encode(row[0])}</th>");
            foreach (var cell in row.Skip(1))
            {
                page.Append("<td>").Append(Encode(cell)).Append("</td>");
            }

            page.Append("</tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    /// <summary>Share of right suggestions over mean confidence; on the diagonal confidence means what it says. A larger dot stands for more suggestions.</summary>
    private static string Plot(Reliability reliability)
    {
        var all = Math.Max(1, reliability.Steps.Sum(step => step.Count));
        var plot = new StringBuilder();
        plot.Append(CultureInfo.InvariantCulture, $"<svg role=\"img\" aria-label=\"Reliability: share of right suggestions over confidence; the table above has the numbers\" width=\"{Side + (2 * Margin)}\" height=\"{Side + (2 * Margin)}\" viewBox=\"0 0 {Side + (2 * Margin)} {Side + (2 * Margin)}\" font-size=\"12\" fill=\"currentColor\">\n")
            .Append(CultureInfo.InvariantCulture, $"<rect x=\"{Margin}\" y=\"{Margin}\" width=\"{Side}\" height=\"{Side}\" fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".3\"/>\n")
            .Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(0)}\" y1=\"{Y(0)}\" x2=\"{X(1)}\" y2=\"{Y(1)}\" stroke=\"currentColor\" stroke-dasharray=\"4 4\" stroke-opacity=\".5\"/>\n");
        for (var tick = 0; tick <= 10; tick += 2)
        {
            var at = tick / 10.0;
            plot.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(at)}\" y=\"{Y(0) + 18}\" text-anchor=\"middle\">{at:F1}</text><text x=\"{X(0) - 8}\" y=\"{Y(at) + 4}\" text-anchor=\"end\">{at:F1}</text>\n");
        }

        plot.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(0.5)}\" y=\"{Y(0) + 36}\" text-anchor=\"middle\">mean confidence</text><text x=\"{X(0)}\" y=\"{Margin - 12}\">share right</text>\n");
        var points = reliability.Steps.Where(step => step.Count > 0).ToList();
        plot.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{string.Join(' ', points.Select(step => string.Create(CultureInfo.InvariantCulture, $"{X(step.Confidence)},{Y(step.Right)}")))}\" fill=\"none\" stroke=\"var(--accent)\"/>\n");
        foreach (var step in points)
        {
            plot.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(step.Confidence)}\" cy=\"{Y(step.Right)}\" r=\"{3 + (9 * Math.Sqrt((double)step.Count / all)):F1}\" fill=\"var(--accent)\" fill-opacity=\".7\"><title>{step.Count} suggestions, mean confidence {step.Confidence:F3}, right {step.Right:F3}</title></circle>\n");
        }

        return plot.Append("</svg>").ToString();
    }

    private static double X(double value) => Math.Round(Margin + (value * Side), 1);

    private static double Y(double value) => Math.Round(Margin + ((1 - value) * Side), 1);
}
