using System.Globalization;

namespace Appliance.Coding.Structure;

/// <summary>Cuts text into words and numbers. Offsets are those of the note; case, accents, hyphens and possessive endings are seen through.</summary>
internal static class Tokenizer
{
    private const int ColumnBlanks = 3;
    private const string Accented = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿœæ";
    private const string Plain = "aaaaaaceeeeiiiinooooouuuuyyoa";

    /// <summary>Appends the tokens of <c>text[start..end]</c>. Words of compound writing ("type-2", "and/or") become several tokens; "COVID-19" two.</summary>
    public static void Append(string text, int start, int end, Vocabulary vocabulary, List<Token> tokens)
    {
        Span<char> word = stackalloc char[Vocabulary.MaxWord];
        var gap = Gap.Sentence;
        var (blanks, wrapped) = (0, false);
        var i = start;
        while (i < end)
        {
            var c = text[i];
            if (!IsWordChar(c))
            {
                // A tab or three blanks part the columns of a table; before or after a line end they only indent.
                blanks += c == '\t' ? ColumnBlanks : c == ' ' ? 1 : 0;
                wrapped |= c is '\n' or '\r';
                gap = Max(gap, GapOf(text, i, start, end));
                i++;
                continue;
            }

            var from = i;
            var length = 0;
            while (i < end && (IsWordChar(text[i]) || IsInner(text, i, from, end)))
            {
                var folded = Fold(text[i]);
                if (folded != '\0')
                {
                    if (length < word.Length)
                        word[length] = folded;
                    length++;
                }

                i++;
            }

            var to = i;
            i = SkipPossessive(text, i, end);
            var (surface, concept) = length is > 0 and <= Vocabulary.MaxWord ? vocabulary.Find(word[..length]) : (-1, -1);
            tokens.Add(new Token(from, to, surface, concept, blanks >= ColumnBlanks && !wrapped ? Max(gap, Gap.Clause) : gap));
            gap = Gap.Space;
            (blanks, wrapped) = (0, false);
        }
    }

    /// <summary>The lower-case words of a term or a rule, as the tokens of a note would be.</summary>
    public static List<string> Words(string text)
    {
        var words = new List<string>();
        Span<char> word = stackalloc char[Vocabulary.MaxWord];
        for (var i = 0; i < text.Length;)
        {
            if (!IsWordChar(text[i]))
            {
                i++;
                continue;
            }

            var from = i;
            var length = 0;
            while (i < text.Length && (IsWordChar(text[i]) || IsInner(text, i, from, text.Length)))
            {
                var folded = Fold(text[i++]);
                if (folded != '\0' && length < word.Length)
                    word[length++] = folded;
            }

            i = SkipPossessive(text, i, text.Length);
            if (length > 0)
                words.Add(word[..length].ToString());
        }

        return words;
    }

    /// <summary>Letters, digits, marks that sit on letters, and invisible characters inside a word.</summary>
    private static bool IsWordChar(char c) => char.IsAsciiLetterOrDigit(c) || (c > 127 && (char.IsLetterOrDigit(c) || char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark));

    /// <summary>A decimal point between digits, and zero-width characters between letters, do not end a word.</summary>
    private static bool IsInner(string text, int i, int from, int end) =>
        i > from && i + 1 < end && ((text[i] == '.' && char.IsAsciiDigit(text[i - 1]) && char.IsAsciiDigit(text[i + 1]))
            || (text[i] is '\u00AD' or '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF' && IsWordChar(text[i + 1])));

    /// <summary>A character as words are compared: lower case, without accent; NUL for marks and invisible characters.</summary>
    public static char Fold(char c)
    {
        if (c < 128)
            return char.ToLowerInvariant(c);
        if (char.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark || c is '\u00AD' or '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF')
            return '\0';
        var lower = char.ToLowerInvariant(c);
        var at = Accented.IndexOf(lower, StringComparison.Ordinal);
        return at < 0 ? lower : Plain[at];
    }

    private static int SkipPossessive(string text, int i, int end) =>
        i + 1 < end && text[i] is '\'' or '’' && text[i + 1] is 's' or 'S' && (i + 2 >= end || !IsWordChar(text[i + 2])) ? i + 2 : i;

    private static Gap Max(Gap a, Gap b) => a > b ? a : b;

    private static Gap GapOf(string text, int i, int start, int end)
    {
        switch (text[i])
        {
            case ',' or '(' or ')' or '[' or ']':
                return Gap.Comma;
            case ';' or ':' or '•' or '|':
                return Gap.Clause;
            case '-' or '–' or '—':
                var blankBefore = i == start || char.IsWhiteSpace(text[i - 1]);
                var blankAfter = i + 1 >= end || char.IsWhiteSpace(text[i + 1]);
                return blankBefore && blankAfter ? Gap.Clause : Gap.Space;
            default:
                return Gap.Space;
        }
    }
}
