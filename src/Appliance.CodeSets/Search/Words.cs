namespace Appliance.CodeSets.Search;

/// <summary>Cuts text into the words that searching compares: lower case, no accents, singular, Roman numerals as digits, no small words.</summary>
internal static class Words
{
    private static readonly HashSet<string> Small = new(StringComparer.Ordinal)
    {
        "of", "the", "and", "in", "to", "or", "by", "for", "on", "at", "a", "an", "as", "nos", "nec",
    };

    private static readonly Dictionary<string, string> Numerals = new(StringComparer.Ordinal) { ["i"] = "1", ["ii"] = "2", ["iii"] = "3", ["iv"] = "4" };

    public static List<string> Of(ReadOnlySpan<char> text)
    {
        var words = new List<string>();
        Into(text, words);
        return words;
    }

    /// <summary>Adds the words of a text to a list.</summary>
    public static void Into(ReadOnlySpan<char> text, List<string> words)
    {
        Span<char> word = stackalloc char[40];
        var length = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : ' ';
            if (char.IsLetterOrDigit(c))
            {
                if (length < word.Length)
                {
                    word[length++] = Fold(c);
                }
            }
            else if (c is '\'' or '’' && length > 0 && i + 1 < text.Length && text[i + 1] is 's' or 'S' && (i + 2 == text.Length || !char.IsLetterOrDigit(text[i + 2])))
            {
                i++;
            }
            else if (length > 0)
            {
                Add(word[..length], words);
                length = 0;
            }
        }
    }

    private static void Add(ReadOnlySpan<char> word, List<string> words)
    {
        if (Small.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word))
        {
            return;
        }

        words.Add(Numerals.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var digit) ? digit : Singular(word));
    }

    private static string Singular(ReadOnlySpan<char> word)
    {
        if (word.Length < 4 || word[^1] != 's' || word.EndsWith("ss") || word.EndsWith("us") || word.EndsWith("is"))
        {
            return word.ToString();
        }

        if (word.EndsWith("ies") && word.Length > 4)
        {
            return string.Concat(word[..^3], "y");
        }

        // metastases, diagnoses, dialyses, pareses: the singular ends in -is.
        if (word.EndsWith("oses") || word.EndsWith("yses") || word.EndsWith("eses") || word.EndsWith("stases"))
        {
            return string.Concat(word[..^2], "is");
        }

        return (word.EndsWith("xes") || word.EndsWith("ches") || word.EndsWith("shes") || word.EndsWith("sses") ? word[..^2] : word[..^1]).ToString();
    }

    /// <summary>Lower case without accent. By table: the appliance runs in invariant mode, where text is not normalized.</summary>
    private static char Fold(char c)
    {
        c = char.ToLowerInvariant(c);
        return c < '\u00DF' ? c : c switch
        {
            >= 'à' and <= 'å' => 'a',
            'ç' => 'c',
            >= 'è' and <= 'ë' => 'e',
            >= 'ì' and <= 'ï' => 'i',
            'ñ' => 'n',
            (>= 'ò' and <= 'ö') or 'ø' => 'o',
            >= 'ù' and <= 'ü' => 'u',
            'ý' or 'ÿ' => 'y',
            'ß' => 's',
            _ => c,
        };
    }
}
