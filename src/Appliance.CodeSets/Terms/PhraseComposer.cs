namespace Appliance.CodeSets.Terms;

/// <summary>
/// Turns a path of the index into the words of a clinician: "Infarct, infarction › myocardium, myocardial › due to › demand ischemia" gives
/// "myocardial infarction due to demand ischemia". Each deeper title stands before the words above it, unless a connector says that it follows them.
/// </summary>
internal sealed class PhraseComposer
{
    private const int MaxPhrases = 8;
    private static readonly Phrase[] Start = [new(string.Empty, string.Empty)];
    private readonly List<Phrase[]> _levels = [];

    /// <summary>The phrases of a path, most literal first; none when a title only says "specified", "unspecified" or sends the reader elsewhere.</summary>
    public static IReadOnlyList<string> Compose(IEnumerable<string> titles)
    {
        var composer = new PhraseComposer();
        foreach (var (level, title) in titles.Index())
        {
            composer.Enter(level, title);
        }

        return composer.Phrases;
    }

    /// <summary>The phrases of the path that was entered last.</summary>
    public IReadOnlyList<string> Phrases => [.. _levels[^1].Where(phrase => phrase.IsWhole).Select(phrase => phrase.ToString()).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Goes to a line of the index: its title takes the place of the last one at its level.</summary>
    public void Enter(int level, string title)
    {
        level = Math.Min(level, _levels.Count);
        _levels.RemoveRange(level, _levels.Count - level);
        _levels.Add(Below(level == 0 ? Start : _levels[^1], level, title));
    }

    private static Phrase[] Below(Phrase[] above, int level, string title)
    {
        if (above.Length == 0 || IsNotWords(title))
        {
            return [];
        }

        var (connector, forms) = TitleVariants.Read(title, level == 0);
        if (forms.Count == 0)
        {
            return Array.ConvertAll(above, phrase => phrase.Then(connector, string.Empty));
        }

        var next = new Phrase[Math.Min(MaxPhrases, above.Length * forms.Count)];
        for (var i = 0; i < next.Length; i++)
        {
            next[i] = above[i / forms.Count].Then(connector, forms[i % forms.Count]);
        }

        return next;
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
