using Appliance.Coding.Structure;

namespace Appliance.Coding.Mentions;

/// <summary>A line of a list of diagnoses that is an official term word for word.</summary>
/// <param name="First">Its first token.</param>
/// <param name="End">One past its last token.</param>
/// <param name="Term">The term.</param>
internal readonly record struct ExactLine(int First, int End, ExactTerm Term);

/// <summary>Finds the lines of the assessment and the lists of diagnoses that are official terms word for word.</summary>
internal static class ExactLines
{
    private const int MaxLength = 400;

    /// <summary>The lines, in reading order.</summary>
    public static List<ExactLine> Find(NoteStructure note, ExactTerms terms)
    {
        var found = new List<ExactLine>();
        if (!note.Sections.Exists(s => ProblemReader.IsDecisive(s.Kind)))
            return found;
        var text = note.Note.Text;
        var section = 0;
        foreach (var line in LineReader.Read(text))
        {
            while (section + 1 < note.Sections.Count && note.Sections[section].End <= line.Start)
                section++;
            if (!ProblemReader.IsDecisive(note.Sections[section].Kind) || note.Sections[section].Start > line.Start)
                continue;
            var start = line.Start;
            if (!terms.TryFind(Part(text, start, line.End), out var term))
            {
                if (!Headings.TryRead(text, line, out var kind, out start) || !ProblemReader.IsDecisive(kind) || !terms.TryFind(Part(text, start, line.End), out term))
                    continue;
            }

            var (first, end) = Tokens(note.Tokens, start, line.End);
            if (first < end)
                found.Add(new ExactLine(first, end, term));
        }

        return found;
    }

    /// <summary>No official term is longer.</summary>
    private static ReadOnlySpan<char> Part(string text, int start, int end) => end - start > MaxLength ? [] : text.AsSpan(start, end - start);

    private static (int First, int End) Tokens(List<Token> tokens, int start, int end)
    {
        var first = IndexFrom(tokens, start);
        return (first, IndexFrom(tokens, end));
    }

    /// <summary>The first token that begins at a place or behind it.</summary>
    private static int IndexFrom(List<Token> tokens, int place)
    {
        var (low, high) = (0, tokens.Count);
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (tokens[middle].Start < place)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
