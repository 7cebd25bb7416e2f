namespace Appliance.Coding.Structure;

/// <summary>What a line of an assessment or a plan is.</summary>
/// <param name="IsHeading">True when it names a problem.</param>
/// <param name="HeadingEnd">Where the name ends.</param>
/// <param name="BodyStart">Where text after the name begins; the line's end when there is none.</param>
internal readonly record struct ProblemLine(bool IsHeading, int HeadingEnd, int BodyStart);

/// <summary>
/// Tells in an assessment, a plan or a list of diagnoses which lines name problems. A name has no finite verb and does not begin with an instruction;
/// it may be numbered, bulleted or plain, and the plan for it may follow on the same line after a full stop, a colon or a dash.
/// </summary>
internal static class ProblemReader
{
    private const int MaxNameWords = 16;
    private const int MaxNameLength = 140;

    private static readonly HashSet<string> Verbs = WordsOf("verb");
    private static readonly HashSet<string> Actions = WordsOf("action");
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> VerbLookup = Verbs.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> ActionLookup = Actions.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>True for the sections in which somebody writes down what the problems are.</summary>
    public static bool IsDecisive(SectionKind kind) => kind is SectionKind.Assessment or SectionKind.Plan or SectionKind.AssessmentPlan or SectionKind.Diagnoses;

    /// <summary>Reads the lines of one section.</summary>
    public static List<ProblemLine> Read(string text, IReadOnlyList<Line> lines, SectionKind kind)
    {
        var result = new List<ProblemLine>(lines.Count);
        var strongNames = false;
        foreach (var line in lines)
        {
            if (line.Mark != LineMark.Bullet && (kind != SectionKind.Plan || line.Mark == LineMark.None) && Examine(text, line, kind).IsHeading)
            {
                strongNames = true;
                break;
            }
        }

        foreach (var line in lines)
        {
            var bulletIsBody = line.Mark == LineMark.Bullet && kind != SectionKind.Diagnoses && (strongNames || kind == SectionKind.Plan);
            result.Add(bulletIsBody ? new ProblemLine(false, line.Start, line.Start) : Examine(text, line, kind));
        }

        return result;
    }

    /// <summary>True when a stretch after a problem's name is a name too ("Possible pneumonia. Cough.").</summary>
    public static bool IsName(string text, int start, int end) =>
        end - start is > 2 and <= MaxNameLength && char.IsUpper(text[start]) && !Headings.IsLabel(text.AsSpan(start, end - start)) && IsName(text.AsSpan(start, end - start), 8);

    /// <summary>True when a line is a name to its end, so that the next may go on with it.</summary>
    public static bool IsOpenName(string text, Line line)
    {
        var (nameEnd, _) = CutName(text, line);
        return nameEnd == line.End && line.End - line.Start <= MaxNameLength && IsName(text.AsSpan(line.Start, nameEnd - line.Start), MaxNameWords);
    }

    /// <summary>True when a line, or a part of it after a comma, opens with an instruction ("continue lisinopril").</summary>
    public static bool IsInstruction(string text, Line line)
    {
        Span<char> lower = stackalloc char[24];
        for (var at = line.Start; at >= 0 && at < line.End;)
        {
            while (at < line.End && !char.IsLetter(text[at]))
                at++;
            var end = at;
            while (end < line.End && end - at < lower.Length && char.IsLetter(text[end]))
                end++;
            var word = lower[..(end - at)];
            text.AsSpan(at, end - at).ToLowerInvariant(word);
            if (ActionLookup.Contains(word) || VerbLookup.Contains(word))
                return true;
            var comma = text.AsSpan(end, line.End - end).IndexOfAny(',', ';');
            at = comma < 0 ? -1 : end + comma + 1;
        }

        return false;
    }

    private static ProblemLine Examine(string text, Line line, SectionKind kind)
    {
        var body = new ProblemLine(false, line.Start, line.Start);
        var (nameEnd, bodyStart) = CutName(text, line);
        var name = text.AsSpan(line.Start, nameEnd - line.Start);
        if (name.Length > MaxNameLength || name.IsEmpty || Headings.IsLabel(name))
            return body;
        var max = kind == SectionKind.Plan ? 10 : MaxNameWords;
        if (kind == SectionKind.Plan && line.Mark is LineMark.None && bodyStart < line.End && text[nameEnd] is not ':' and not '-' and not '.')
            return body;
        return IsName(name, max) ? new ProblemLine(true, nameEnd, bodyStart) : body;
    }

    /// <summary>The name ends at the first full stop, colon, spaced dash or column; without one at the end of the line.</summary>
    private static (int NameEnd, int BodyStart) CutName(string text, Line line)
    {
        for (var i = line.Start + 1; i < line.End && i - line.Start <= MaxNameLength; i++)
        {
            var c = text[i];
            var ends = c switch
            {
                ':' => i + 1 >= line.End || !char.IsAsciiDigit(text[i + 1]),
                '.' => i + 1 >= line.End || (char.IsWhiteSpace(text[i + 1]) && !SentenceCutter.IsAbbreviationBefore(text, line.Start, i) && !IsGenus(text, line, i)),
                '-' or '–' or '—' => i + 1 < line.End && char.IsWhiteSpace(text[i - 1]) && char.IsWhiteSpace(text[i + 1]),
                '|' or '\t' => true,
                ' ' => i + 2 < line.End && text[i + 1] == ' ' && text[i + 2] == ' ' && text[i - 1] is not ('\n' or '\r'),
                _ => false,
            };
            if (!ends)
                continue;
            var bodyStart = i + 1;
            while (bodyStart < line.End && (char.IsWhiteSpace(text[bodyStart]) || text[bodyStart] == '|'))
                bodyStart++;
            var nameEnd = i;
            while (nameEnd > line.Start + 1 && char.IsWhiteSpace(text[nameEnd - 1]))
                nameEnd--;
            return (nameEnd, bodyStart);
        }

        return (line.End, line.End);
    }

    /// <summary>The initial of a genus before its species: "E. coli", "S. aureus". "Vitamin D. continue" is not one.</summary>
    private static bool IsGenus(string text, Line line, int dot)
    {
        if (!char.IsAsciiLetterUpper(text[dot - 1]) || (dot - 2 >= line.Start && char.IsLetterOrDigit(text[dot - 2])) || text[dot + 1] != ' ')
            return false;
        var end = dot + 2;
        while (end < line.End && char.IsAsciiLetterLower(text[end]))
            end++;
        return end - dot > 4 && !ActionLookup.Contains(text.AsSpan(dot + 2, end - dot - 2));
    }

    private static bool IsName(ReadOnlySpan<char> name, int maxWords)
    {
        Span<char> lower = stackalloc char[24];
        var words = 0;
        var letters = 0;
        for (var i = 0; i < name.Length;)
        {
            if (!char.IsLetterOrDigit(name[i]))
            {
                i++;
                continue;
            }

            var from = i;
            while (i < name.Length && (char.IsLetterOrDigit(name[i]) || (name[i] is '\'' or '’' && i + 1 < name.Length && char.IsLetter(name[i + 1]))))
                i++;
            words++;
            letters += char.IsLetter(name[from]) ? 1 : 0;
            if (i - from <= lower.Length)
            {
                var word = lower[..(i - from)];
                name[from..i].ToLowerInvariant(word);
                if (VerbLookup.Contains(word) && !(word.Length == 1 && name[from] == 'I' && words > 1) || (words == 1 && ActionLookup.Contains(word)))
                    return false;
            }
        }

        return words <= maxWords && letters > 0;
    }

    private static HashSet<string> WordsOf(string kind) =>
        DataFile.Read("prose-words.txt").Where(r => r[0] == kind).SelectMany(r => r[1].Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.Ordinal);
}
