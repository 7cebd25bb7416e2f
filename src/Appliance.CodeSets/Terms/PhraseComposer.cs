namespace Appliance.CodeSets.Terms;

/// <summary>
/// Turns a path of the index into the words of a clinician: "Infarct, infarction › myocardium, myocardial › due to › demand ischemia" gives
/// "myocardial infarction due to demand ischemia". Each deeper title stands before the words above it, unless a connector says that it follows them.
/// </summary>
internal static class PhraseComposer
{
    private const int MaxPhrases = 8;

    /// <summary>The phrases of a path, most literal first; none when a title only says "specified", "unspecified" or sends the reader elsewhere.</summary>
    public static IReadOnlyList<string> Compose(IReadOnlyList<string> titles)
    {
        var phrases = new List<Phrase> { new(string.Empty, string.Empty) };
        for (var level = 0; level < titles.Count; level++)
        {
            if (IsNotWords(titles[level]))
            {
                return [];
            }

            var (connector, forms) = TitleVariants.Read(titles[level], level == 0);
            var next = new List<Phrase>(phrases.Count * Math.Max(1, forms.Count));
            foreach (var phrase in phrases)
            {
                next.AddRange(forms.Count == 0 ? [phrase.Then(connector, string.Empty)] : forms.Select(form => phrase.Then(connector, form)));
            }

            phrases = next.Count > MaxPhrases ? next[..MaxPhrases] : next;
        }

        return [.. phrases.Where(phrase => phrase.IsWhole).Select(phrase => phrase.ToString()).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Titles that lead by elimination: their code is right only when the coder has excluded the others.</summary>
    private static bool IsNotWords(string title) =>
        title.StartsWith("specified", StringComparison.OrdinalIgnoreCase)
        || title.StartsWith("unspecified", StringComparison.OrdinalIgnoreCase)
        || title.StartsWith("other ", StringComparison.OrdinalIgnoreCase)
        || title.StartsWith("Note:", StringComparison.OrdinalIgnoreCase)
        || title.Contains("code to ", StringComparison.OrdinalIgnoreCase)
        || title.Contains("code as ", StringComparison.OrdinalIgnoreCase)
        || title.Contains("code by ", StringComparison.OrdinalIgnoreCase)
        || title.Contains(" see ", StringComparison.OrdinalIgnoreCase)
        || title is "NEC" or "NOS" or "";

    /// <param name="Before">What is complete.</param>
    /// <param name="Current">The group of words that a deeper title stands before.</param>
    private readonly record struct Phrase(string Before, string Current)
    {
        public bool IsWhole => Current.Length > 0;

        public Phrase Then(string connector, string form) =>
            connector.Length > 0 ? new Phrase($"{ToString()} {connector}", form)
            : Current.Length == 0 ? this with { Current = form }
            : this with { Current = $"{form} {LowerFirst(Current)}" };

        public override string ToString() => Before.Length == 0 ? Current : $"{Before} {Current}".TrimEnd();

        /// <summary>A main term begins with a capital; an acronym (STEMI) or an eponym with an apostrophe keeps it.</summary>
        private static string LowerFirst(string text) =>
            text.Length > 1 && char.IsUpper(text[0]) && char.IsLower(text[1]) && !text.Contains('\'', StringComparison.Ordinal)
                ? char.ToLowerInvariant(text[0]) + text[1..]
                : text;
    }
}
