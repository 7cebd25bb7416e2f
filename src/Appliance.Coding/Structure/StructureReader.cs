using Appliance.Domain;

namespace Appliance.Coding.Structure;

/// <summary>Takes a note apart: lines, sections, problems, sentences, tokens. Every character of the text is looked at a bounded number of times.</summary>
internal sealed class StructureReader
{
    /// <summary>A longer sentence is cut; no clinical sentence is longer, and what stands further apart is not one statement.</summary>
    public const int MaxSentenceTokens = 240;

    private readonly Vocabulary _vocabulary;
    private readonly List<Token> _tokens = [];
    private readonly List<Section> _sections = [];
    private readonly List<Sentence> _sentences = [];
    private readonly CancellationToken _cancellation;
    private readonly string _text;
    private int _problems;

    private StructureReader(string text, Vocabulary vocabulary, CancellationToken cancellation)
    {
        _text = text;
        _vocabulary = vocabulary;
        _cancellation = cancellation;
    }

    /// <summary>Reads one note.</summary>
    public static NoteStructure Read(Note note, Vocabulary vocabulary, CancellationToken cancellation)
    {
        var reader = new StructureReader(note.Text, vocabulary, cancellation);
        var lines = new List<Line>();
        var kind = SectionKind.None;
        var start = 0;
        foreach (var line in LineReader.Read(note.Text))
        {
            var rest = line;
            if (Headings.TryRead(note.Text, line, out var heading, out var bodyStart) && !IsPartOfProblem(kind, heading, line))
            {
                reader.Close(kind, start, line.Start, lines);
                (kind, start) = (heading, line.Start);
                rest = line with { Start = bodyStart, Mark = LineMark.None };
            }

            while (rest.End - rest.Start > 12 && Headings.TryFindInside(note.Text, rest.Start, rest.End, out var at, out heading, out bodyStart)
                && !(ProblemReader.IsDecisive(kind) && !ProblemReader.IsDecisive(heading) && line.Mark != LineMark.None))
            {
                lines.Add(rest with { End = TrimEnd(note.Text, rest.Start, at) });
                reader.Close(kind, start, at, lines);
                (kind, start) = (heading, at);
                rest = rest with { Start = bodyStart, Mark = LineMark.None };
            }

            if (rest.Start < rest.End)
                lines.Add(rest);
        }

        reader.Close(kind, start, note.Text.Length, lines);
        return new NoteStructure(note, reader._tokens, reader._sections, reader._sentences, reader._problems);
    }

    /// <summary>Inside a problem's text "• Labs: …" and the like are parts of it and open no section.</summary>
    private static bool IsPartOfProblem(SectionKind current, SectionKind heading, Line line) =>
        ProblemReader.IsDecisive(current) && (!ProblemReader.IsDecisive(heading) || heading == SectionKind.Plan) && (line.Mark != LineMark.None || line.Indent > 1);

    private void Close(SectionKind kind, int start, int end, List<Line> lines)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (start < end)
            _sections.Add(new Section(kind, start, end));
        if (ProblemReader.IsDecisive(kind))
            AddProblems(kind, lines);
        else
            AddText(kind, lines);
        lines.Clear();
    }

    private void AddProblems(SectionKind kind, List<Line> lines)
    {
        var marks = ProblemReader.Read(_text, lines, kind);
        var problem = -1;
        for (var i = 0; i < lines.Count; i++)
        {
            if (marks[i].IsHeading)
            {
                problem = _problems++;
                AddSentences(lines[i].Start, marks[i].HeadingEnd, kind, problem, SentenceRole.ProblemHeading);
                AddProblemText(marks[i], lines[i], kind, problem);
                continue;
            }

            var last = i;
            while (last + 1 < lines.Count && !marks[last + 1].IsHeading && Continues(lines[last], lines[last + 1]))
                last++;
            AddSentences(lines[i].Start, lines[last].End, kind, problem, SentenceRole.Body);
            i = last;
        }
    }

    /// <summary>The text after a problem's name on its line: further names up to the first sentence, then running text.</summary>
    private void AddProblemText(in ProblemLine mark, in Line line, SectionKind kind, int problem)
    {
        var start = mark.BodyStart;
        while (start < line.End && _text[mark.HeadingEnd] == '.')
        {
            var stop = SentenceCutter.Next(_text, start, line.End);
            if (!ProblemReader.IsName(_text, start, stop))
                break;
            AddSentences(start, stop, kind, problem, SentenceRole.ProblemHeading);
            start = stop;
            while (start < line.End && char.IsWhiteSpace(_text[start]))
                start++;
        }

        AddSentences(start, line.End, kind, problem, SentenceRole.Body);
    }

    private void AddText(SectionKind kind, List<Line> lines)
    {
        var isList = kind is SectionKind.PastHistory or SectionKind.ProblemList or SectionKind.AdmissionDiagnosis or SectionKind.SurgicalHistory;
        for (var i = 0; i < lines.Count; i++)
        {
            var last = i;
            while (last + 1 < lines.Count && Continues(lines[last], lines[last + 1]))
                last++;
            AddSentences(lines[i].Start, lines[last].End, kind, -1, isList ? SentenceRole.ListEntry : SentenceRole.Body);
            i = last;
        }
    }

    /// <summary>True when the second line goes on with the sentence of the first: it begins in lower case, or the first is long and unfinished.</summary>
    private bool Continues(Line first, Line second)
    {
        if (second.Mark != LineMark.None || second.AfterBlank)
            return false;
        var last = _text[first.End - 1];
        if (last is '.' or '!' or '?' or ':' or ';')
            return false;
        var next = _text[second.Start];
        return char.IsLower(next) || last is ',' || (first.End - first.Start >= 60 && char.IsLetterOrDigit(next));
    }

    private void AddSentences(int start, int end, SectionKind kind, int problem, SentenceRole role)
    {
        while (start < end)
        {
            var stop = SentenceCutter.Next(_text, start, end);
            var first = _tokens.Count;
            Tokenizer.Append(_text, start, stop, _vocabulary, _tokens);
            while (_tokens.Count - first > MaxSentenceTokens)
            {
                _cancellation.ThrowIfCancellationRequested();
                _sentences.Add(new Sentence(first, first + MaxSentenceTokens, kind, problem, role));
                first += MaxSentenceTokens;
            }

            if (_tokens.Count > first)
                _sentences.Add(new Sentence(first, _tokens.Count, kind, problem, role));
            start = stop;
        }
    }

    private static int TrimEnd(string text, int start, int end)
    {
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        return end;
    }
}
