using System.Xml.Linq;
using Appliance.CodeSets;
using Appliance.Coding.Evaluation;
using Appliance.Host.Evaluation;

namespace Appliance.Host.Tests.Evaluation;

public sealed class ReportTests
{
    private static readonly EvaluationHeader Header = new("guideline", null, "0.1.0", ["FY2027"], "2018", 1, 0, 2, 0);

    private static readonly CodedNote[] Notes =
    [
        new("note of Jane Doe", ["I10", "E11.9"], [new RankedCode("I10", 0.9, true, true), new RankedCode("R05.9", 0.4, true)]),
        new("b", ["M54.5"], [new RankedCode("M54.50", 0.7, true)]),
    ];

    private static readonly EvaluationResult Result = EvaluationResult.Of(
        Notes, [.. Notes.Select(note => new CodedNote(note.Id, note.Labels, []))], new EvaluationOptions { Gold = GoldRelease.Of2018, Billable = ["I10", "E11.9", "M54.50"], Trained = code => code == "I10" ? 3 : 0 });

    [Fact]
    public void TheReportIsOneWellFormedPageWithoutIdsOrTextOfNotes()
    {
        var html = EvaluationReport.Html(Header, Result);
        var page = XDocument.Parse(html[html.IndexOf("<html", StringComparison.Ordinal)..].Replace("<meta charset=\"utf-8\">", string.Empty, StringComparison.Ordinal).Replace("<meta name=\"viewport\" content=\"width=device-width\">", string.Empty, StringComparison.Ordinal));
        Assert.Single(page.Descendants("svg"));
        Assert.DoesNotContain("Jane Doe", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryTableHoldsTheSameFiguresAsTheTerminal()
    {
        var text = EvaluationText.Of(Header, EvaluationTables.Of(Result));
        Assert.Contains("Micro F1", text, StringComparison.Ordinal);
        Assert.Contains("0.667", text, StringComparison.Ordinal);
        Assert.Contains("0 (never seen)", text, StringComparison.Ordinal);
        Assert.Contains("Engine, raw codes", text, StringComparison.Ordinal);
        Assert.Contains("\"f1\"", EvaluationJson.Of(Header, Result), StringComparison.Ordinal);
    }

    [Fact]
    public void TheErrorPageWarnsEncodesAndTellsWhyACodeIsMissing()
    {
        var note = new LabelledLine("a<b", ["I10", "E11.9", "J18.9"], [("note", "<b>Cough</b> & diabetes, no pneumonia")], []);
        AnsweredCode Code(string code, bool shown, int start, int end) => new(code, "title", 0.5, shown, false, "affirmed", [new AnsweredSpan("note", start, end)], [new AnsweredRule("lexicon.own", "It stands <there>.")]);
        var answer = new AnswerLine(0, "FY2027", null, [Code("R05.9", true, 3, 8), Code("E11.9", false, 15, 23)]);
        using var page = new StringWriter();
        new ErrorBrowser(CodeSetLibrary.LoadBuiltIn().Newest, code => code).Write(page, [(note, answer)]);
        var html = page.ToString();
        Assert.Contains("protected health information", html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;<mark class=\"wrong\" title=\"R05.9\">Cough</mark>&lt;/b&gt; &amp; diabetes", html, StringComparison.Ordinal);
        Assert.Contains("It stands &lt;there&gt;.", html, StringComparison.Ordinal);
        Assert.Contains("It was considered as E11.9, confidence 0.50, and not shown", html, StringComparison.Ordinal);
        Assert.Contains("Labelled, not given: I10", html, StringComparison.Ordinal);
        Assert.Contains("No mention led to it.", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
    }
}
