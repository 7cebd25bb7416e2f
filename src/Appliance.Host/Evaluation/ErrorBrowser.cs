using System.Globalization;
using System.Text;
using Appliance.CodeSets;

namespace Appliance.Host.Evaluation;

/// <summary>
/// A page of the notes with wrong or missing codes: the text with the words behind each code, the rule path of each wrong code, and of each missing one whether it
/// was considered. It holds whole notes: PHI.
/// </summary>
internal sealed class ErrorBrowser(CodeSet codes, Func<string, string> key)
{
    private const string Look = """
        .phi{border:2px solid var(--wrong);padding:.5rem 1rem}
        details{border-bottom:1px solid var(--line);padding:.5rem 0}
        summary{cursor:pointer}
        pre{white-space:pre-wrap;font:inherit;background:var(--soft);padding:1rem;max-height:30rem;overflow:auto}
        mark{background:none;color:inherit;border-bottom:2px solid var(--accent)}
        mark.wrong{border-bottom:3px double var(--wrong)}
        .wrong{color:var(--wrong)}.right{color:var(--right)}
        ol.path{margin:.25rem 0 1rem 0;padding-left:1.5rem}
        """;

    /// <summary>Writes the page.</summary>
    public void Write(TextWriter page, IReadOnlyList<(LabelledLine Note, AnswerLine Answer)> notes)
    {
        page.WriteLine("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>Errors of the evaluation (PHI)</title><style>");
        page.WriteLine(EvaluationReport.Style + Look);
        page.WriteLine("</style></head><body><main><h1>Errors of the evaluation</h1>");
        page.WriteLine("<p class=\"phi\"><strong>This file holds the text of notes: protected health information.</strong> It is for this user alone (mode 0600). Do not send or copy it; delete it when you are done.</p>");
        var wrong = notes.Select(note => (note.Note, note.Answer, Errors: ErrorsOf(note.Note, note.Answer))).Where(note => note.Errors.Wrong.Count + note.Errors.Missing.Count > 0).ToList();
        page.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"<p>{wrong.Count} of {notes.Count} notes have errors: {wrong.Sum(n => n.Errors.Wrong.Count)} codes given that are not labelled, {wrong.Sum(n => n.Errors.Missing.Count)} labelled that were not given.</p>"));
        foreach (var (note, answer, errors) in wrong)
        {
            Write(page, note, answer, errors);
        }

        page.WriteLine("</main></body></html>");
    }

    private (List<AnsweredCode> Wrong, List<string> Missing) ErrorsOf(LabelledLine note, AnswerLine answer)
    {
        var labels = note.Labels.Select(key).ToHashSet(StringComparer.Ordinal);
        var given = answer.Suggestions.Where(s => s.Shown).Select(s => key(s.Code)).ToHashSet(StringComparer.Ordinal);
        return ([.. answer.Suggestions.Where(s => s.Shown && !labels.Contains(key(s.Code)))], [.. note.Labels.Where(label => !given.Contains(key(label)))]);
    }

    private void Write(TextWriter page, LabelledLine note, AnswerLine answer, (List<AnsweredCode> Wrong, List<string> Missing) errors)
    {
        page.WriteLine(string.Create(CultureInfo.InvariantCulture, $"<details><summary>{E(note.Id)}: {errors.Wrong.Count} wrong, {errors.Missing.Count} missing</summary>"));
        foreach (var code in errors.Wrong)
        {
            page.WriteLine(string.Create(CultureInfo.InvariantCulture, $"<p><strong class=\"wrong\">Given, not labelled: {E(code.Code)}</strong> {E(code.Title)}, confidence {code.Confidence:F2}, {E(code.Assertion)}</p>"));
            WritePath(page, code);
        }

        foreach (var label in errors.Missing)
        {
            var title = codes.TryGet(label, out var entry) ? entry.Title : "not a code of this release";
            page.WriteLine($"<p><strong class=\"wrong\">Labelled, not given: {E(label)}</strong> {E(title)}</p>");
            if (answer.Suggestions.FirstOrDefault(s => !s.Shown && key(s.Code) == key(label)) is { } hidden)
            {
                page.WriteLine(string.Create(CultureInfo.InvariantCulture, $"<p>It was considered as {E(hidden.Code)}, confidence {hidden.Confidence:F2}, and not shown:</p>"));
                WritePath(page, hidden);
            }
            else
            {
                var near = answer.Suggestions.Where(s => s.Code.StartsWith(label[..Math.Min(3, label.Length)], StringComparison.Ordinal)).Select(s => s.Code + (s.Shown ? string.Empty : " (not shown)"));
                page.WriteLine($"<p>No mention led to it. Codes of its category: {E(string.Join(", ", near.DefaultIfEmpty("none")))}.</p>");
            }
        }

        foreach (var (id, text) in note.Texts)
        {
            page.WriteLine($"<pre tabindex=\"0\">{Marked(text, id, answer, errors.Wrong)}</pre>");
        }

        page.WriteLine("</details>");
    }

    private static void WritePath(TextWriter page, AnsweredCode code)
    {
        page.WriteLine("<ol class=\"path\">");
        foreach (var step in code.Rules)
        {
            page.WriteLine($"<li>{E(step.Text)} <small>{E(step.Rule)}</small></li>");
        }

        page.WriteLine("</ol>");
    }

    /// <summary>The note with the words behind its shown codes marked; a mark that another one crosses is left out.</summary>
    private static string Marked(string text, string note, AnswerLine answer, List<AnsweredCode> wrong)
    {
        var marks = answer.Suggestions.Where(s => s.Shown)
            .SelectMany(s => s.Spans.Where(span => span.NoteId == note && span.Start >= 0 && span.End <= text.Length && span.Start < span.End).Select(span => (span.Start, span.End, s.Code, Wrong: wrong.Contains(s))))
            .OrderBy(mark => mark.Start).ThenByDescending(mark => mark.End);
        var html = new StringBuilder(text.Length + 256);
        var at = 0;
        foreach (var mark in marks.Where(mark => mark.Start >= 0))
        {
            if (mark.Start < at)
            {
                continue;
            }

            html.Append(E(text[at..mark.Start]))
                .Append(CultureInfo.InvariantCulture, $"<mark{(mark.Wrong ? " class=\"wrong\"" : string.Empty)} title=\"{E(mark.Code)}\">{E(text[mark.Start..mark.End])}</mark>");
            at = mark.End;
        }

        return html.Append(E(text[at..])).ToString();
    }

    private static string E(string text) => EvaluationReport.Encode(text);
}
