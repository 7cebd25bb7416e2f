using System.Runtime.InteropServices;
using Appliance.Domain;

namespace Appliance.Coding.Structure;

/// <summary>Takes a note apart: lines, sections, problems, sentences, tokens. Every character of the text is looked at a bounded number of times.</summary>
internal sealed class StructureReader
{
    /// <summary>A longer sentence is cut; no clinical sentence is longer, and what stands further apart is not one statement.</summary>
    public const int MaxSentenceTokens = 240;

    /// <summary>A line of that length that ends without a stop was broken, whatever it begins with.</summary>
    private const int LongLine = 50;

    private readonly Vocabulary _vocabulary;
    private readonly List<Token> _tokens = [];
    private readonly List<Section> _sections = [];
    private readonly List<Sentence> _sentences = [];
    private readonly CancellationToken _cancellation;
    private readonly string _text;
    private readonly bool _isDialogue;
    private int _problems;

    private StructureReader(string text, Vocabulary vocabulary, CancellationToken cancellation)
    {
        _text = text;
        _vocabulary = vocabulary;
        _cancellation = cancellation;
        _isDialogue = SpeakerReader.IsDialogue(text);
    }

    /// <summary>Reads one note.</summary>
    public static NoteStructure Read(Note note, Vocabulary vocabulary, CancellationToken cancellation)
    {
        var readable = ReadableText.Of(note.Text);
        var text = readable.Text;
        var reader = new StructureReader(text, vocabulary, cancellation);
        var lines = new List<Line>();
        var kind = SectionKind.None;
        var start = 0;
        foreach (var line in LineJoiner.Join(text, LineReader.Read(text)))
        {
            var rest = line;
            if (Headings.TryRead(text, line, out var heading, out var bodyStart) && !IsPartOfProblem(kind, heading, line) && !reader.IsTurn(heading, line))
            {
                reader.Close(kind, start, line.Start, lines);
                (kind, start) = (heading, line.Start);
                rest = line with { Start = bodyStart, Mark = LineMark.None };
            }

            while (rest.End - rest.Start > 12 && Headings.TryFindInside(text, rest.Start, rest.End, out var at, out heading, out bodyStart)
                && !(ProblemReader.IsDecisive(kind) && !ProblemReader.IsDecisive(heading) && line.Mark != LineMark.None))
            {
                lines.Add(rest with { End = TrimEnd(text, rest.Start, at) });
                reader.Close(kind, start, at, lines);
                (kind, start) = (heading, at);
                rest = rest with { Start = bodyStart, Mark = LineMark.None };
            }

            if (rest.Start < rest.End)
                lines.Add(rest);
        }

        reader.Close(kind, start, text.Length, lines);
        reader.LeadBack(readable, note.Text.Length);
        return new NoteStructure(note, reader._tokens, reader._sections, reader._sentences, reader._problems);
    }

    /// <summary>Gives tokens and sections the places that they have in the note.</summary>
    private void LeadBack(in ReadableText readable, int length)
    {
        if (readable.Origin is null)
            return;
        foreach (ref var token in CollectionsMarshal.AsSpan(_tokens))
            token = token with { Start = readable.Start(token.Start), End = readable.End(token.End) };
        var sections = CollectionsMarshal.AsSpan(_sections);
        for (var i = 0; i < sections.Length; i++)
            sections[i] = sections[i] with { Start = i == 0 ? 0 : sections[i - 1].End, End = i + 1 == sections.Length ? length : readable.Start(sections[i].End) };
    }

    /// <summary>Inside a problem's text "• Labs: …" and the like are parts of it and open no section.</summary>
    private static bool IsPartOfProblem(SectionKind current, SectionKind heading, Line line) =>
        ProblemReader.IsDecisive(current) && (!ProblemReader.IsDecisive(heading) || heading == SectionKind.Plan) && (line.Mark != LineMark.None || line.Indent > 1);

    /// <summary>"Patient: I have knee pain." is a turn of a dialogue; "Patient: Roe, Jane" is not.</summary>
    private bool IsTurn(SectionKind heading, Line line) =>
        heading == SectionKind.Other && _isDialogue && SpeakerReader.TryLabel(_text, line.Start, line.End, out _, out var body) && SpeakerReader.IsSpeech(_text, body);

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
        JoinNames(lines);
        var marks = ProblemReader.Read(_text, lines, kind);
        var problem = -1;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!marks[i].IsHeading || (problem >= 0 && GoesOn(lines[i - 1], lines[i])))
            {
                i = AddBody(lines, marks, i, kind, problem);
                continue;
            }

            problem = _problems++;
            var (mark, line) = (marks[i], lines[i]);
            AddSentences(line.Start, mark.HeadingEnd, kind, problem, SentenceRole.ProblemHeading);
            while (mark.BodyStart < line.End && i + 1 < lines.Count && GoesOn(lines[i], lines[i + 1]))
                line = line with { End = lines[++i].End };
            AddProblemText(mark, line, kind, problem);
        }
    }

    /// <summary>The lines of one statement of a problem's text; gives the last of them.</summary>
    private int AddBody(List<Line> lines, List<ProblemLine> marks, int i, SectionKind kind, int problem)
    {
        var last = i;
        while (last + 1 < lines.Count && (marks[last + 1].IsHeading ? GoesOn(lines[last], lines[last + 1]) : Continues(lines[last], lines[last + 1])))
            last++;
        AddSentences(lines[i].Start, lines[last].End, kind, problem, SentenceRole.Body);
        return last;
    }

    /// <summary>Joins a name that is wrapped over lines ("Acute on chronic systolic / heart failure"); an instruction below a name is none of it.</summary>
    private void JoinNames(List<Line> lines)
    {
        var kept = 0;
        for (var i = 1; i < lines.Count; i++)
        {
            if (GoesOn(lines[kept], lines[i]) && ProblemReader.IsOpenName(_text, lines[kept]) && !ProblemReader.IsInstruction(_text, lines[i]))
                lines[kept] = lines[kept] with { End = lines[i].End };
            else
                lines[++kept] = lines[i];
        }

        if (lines.Count > 0)
            lines.RemoveRange(kept + 1, lines.Count - kept - 1);
    }

    /// <summary>True when a line begins in lower case, or after a comma, what a line that begins otherwise has left open.</summary>
    private bool GoesOn(Line first, Line second) => second.Mark == LineMark.None && !second.AfterBlank && _text[first.End - 1] is not ('.' or '!' or '?' or ':' or ';')
        && (_text[first.End - 1] == ',' || (char.IsLower(_text[second.Start]) && (!char.IsLower(_text[first.Start]) || first.End - first.Start >= LongLine)));

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
            while (last + 1 < lines.Count && Continues(lines[last], lines[last + 1]) && !(isList && IsEntry(lines[last])))
                last++;
            AddSentences(lines[i].Start, lines[last].End, kind, -1, isList ? SentenceRole.ListEntry : SentenceRole.Body);
            i = last;
        }
    }

    /// <summary>A short line in lower case in a list is an entry of its own ("asthma / gout / eczema").</summary>
    private bool IsEntry(Line line) => char.IsLower(_text[line.Start]) && line.End - line.Start < 40 && _text[line.End - 1] != ',';

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
        var speaker = Speaker.Clinician;
        while (start < end)
        {
            if (_isDialogue && kind != SectionKind.FamilyHistory && SpeakerReader.TryLabel(_text, start, end, out var named, out var body))
                (speaker, start) = (named, body);
            var stop = SentenceCutter.Next(_text, start, end);
            var first = _tokens.Count;
            Tokenizer.Append(_text, start, stop, _vocabulary, _tokens);
            var sentence = new Sentence(first, first, kind, problem, role)
            {
                Speaker = speaker != Speaker.Clinician ? speaker : SpeakerReader.OfSentence(_text, _tokens, first, _tokens.Count),
                IsTurn = speaker != Speaker.Clinician,
            };
            while (_tokens.Count - first > MaxSentenceTokens)
            {
                _cancellation.ThrowIfCancellationRequested();
                _sentences.Add(sentence with { FirstToken = first, EndToken = first + MaxSentenceTokens });
                first += MaxSentenceTokens;
            }

            if (_tokens.Count > first)
                _sentences.Add(sentence with { FirstToken = first, EndToken = _tokens.Count });
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
