using Appliance.Coding.Structure;

namespace Appliance.Coding.Specificity;

/// <summary>The words of an official title that carry meaning.</summary>
/// <param name="Words">Content words, lower case, in order.</param>
/// <param name="IsResidual">The title is an "other" title.</param>
/// <param name="IsDefault">Something was dropped that only says that no more is known or that nothing is added ("unspecified", "without complications").</param>
internal readonly record struct TitleWords(List<string> Words, bool IsResidual, bool IsDefault)
{
    private static readonly HashSet<string> Stops = new(StringComparer.Ordinal)
    {
        "of", "the", "a", "an", "in", "on", "to", "and", "or", "with", "due", "by", "for", "at", "from", "as", "nos", "nec", "is", "its", "into", "other", "specified", "elsewhere", "classified",
        "their", "his", "her", "this", "that", "be", "not elsewhere", "part", "parts",
    };

    /// <summary>Words after "not" that begin what the plain case lacks: "not having achieved remission", "not due to", "not involving the macula".</summary>
    private static readonly HashSet<string> Denials = new(StringComparer.Ordinal) { "having", "due", "involving", "specified", "from", "resulting", "of", "associated" };

    /// <summary>Words that stand for nothing in a name.</summary>
    public static bool IsStop(string word) => Stops.Contains(word);

    /// <summary>
    /// Reads a title. Dropped are: text in brackets; comma parts that begin with "unspecified", "without", "not", "uncomplicated", "initial", "subsequent" or "sequela";
    /// the word "unspecified"; everything from "without" to the end of its part; and for injuries "displaced" and "closed", which the guidelines assume (I.C.19.c).
    /// </summary>
    public static TitleWords Read(string title)
    {
        var words = new List<string>();
        var residual = title.StartsWith("Other ", StringComparison.Ordinal) || title.Contains(" other ", StringComparison.Ordinal) || title.Contains("not elsewhere classified", StringComparison.Ordinal)
            || title.Contains("other specified", StringComparison.OrdinalIgnoreCase);
        var isDefault = false;
        var plain = WithoutBrackets(title);
        foreach (var part in plain.Split(',', ';'))
        {
            var dropped = false;
            var first = true;
            var partWords = Tokenizer.Words(part);
            for (var i = 0; i < partWords.Count; i++)
            {
                var word = partWords[i];
                if (first && word is "unspecified" or "uncomplicated" or "not" or "without" or "initial" or "nos")
                {
                    isDefault = true;
                    if (part != plain)
                        dropped = words.Count > 0;
                }

                first = false;
                if (dropped)
                    break;
                if (word is "without" || (word is "not" && i + 1 < partWords.Count && Denials.Contains(partWords[i + 1])))
                {
                    isDefault = true;
                    break;
                }

                if (word is "unspecified" or "uncomplicated" or "displaced" or "closed" or "nos")
                {
                    isDefault = true;
                    continue;
                }

                if (!Stops.Contains(word))
                    words.Add(word);
            }
        }

        return new TitleWords(words, residual, isDefault);
    }

    /// <summary>The text without what stands in round or square brackets.</summary>
    public static string WithoutBrackets(string text)
    {
        if (text.IndexOfAny(['(', '[']) < 0)
            return text;
        var kept = new System.Text.StringBuilder(text.Length);
        var depth = 0;
        foreach (var c in text)
        {
            if (c is '(' or '[')
                depth++;
            else if (c is ')' or ']')
                depth = Math.Max(0, depth - 1);
            else if (depth == 0)
                kept.Append(c);
        }

        return kept.ToString();
    }
}
