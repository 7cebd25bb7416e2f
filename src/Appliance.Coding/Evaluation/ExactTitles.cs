using Appliance.CodeSets;

namespace Appliance.Coding.Evaluation;

/// <summary>
/// The floor that any engine must be far above: a code is given when its official long title stands in the note, letter for letter but for case, between word
/// ends.
/// </summary>
public sealed class ExactTitles
{
    private const int LongestKey = 128;

    private readonly Dictionary<string, List<(string Title, string Code)>> _byBeginning = new(StringComparer.Ordinal);

    /// <summary>The billable titles of a release.</summary>
    public ExactTitles(CodeSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        foreach (var entry in set.Entries.Where(entry => entry.Billable))
        {
            var title = entry.Title.ToLowerInvariant();
            var beginning = Beginning(title, 0, 2);
            if (!_byBeginning.TryGetValue(beginning, out var titles))
                _byBeginning.Add(beginning, titles = []);
            titles.Add((title, entry.Code));
        }
    }

    /// <summary>The codes whose titles stand in a text, each once, in code order.</summary>
    public IReadOnlyList<string> Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lower = text.ToLowerInvariant();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < lower.Length; at++)
        {
            if (!char.IsLetterOrDigit(lower[at]) || (at > 0 && char.IsLetterOrDigit(lower[at - 1])))
                continue;
            Find(lower, at, Beginning(lower, at, 1), found);
            Find(lower, at, Beginning(lower, at, 2), found);
        }

        return [.. found];
    }

    private void Find(string text, int at, string beginning, SortedSet<string> found)
    {
        if (!_byBeginning.TryGetValue(beginning, out var titles))
            return;
        foreach (var (title, code) in titles)
        {
            var end = at + title.Length;
            if (text.AsSpan(at).StartsWith(title, StringComparison.Ordinal) && (end == text.Length || !char.IsLetterOrDigit(text[end]) || !char.IsLetterOrDigit(text[end - 1])))
                found.Add(code);
        }
    }

    /// <summary>The first word, and with <paramref name="words"/> 2 also what parts it from the next one and that one; shorter when the text ends.</summary>
    private static string Beginning(string text, int start, int words)
    {
        var end = EndOfRun(text, start, letters: true);
        if (words == 2 && EndOfRun(text, end, letters: false) is var next && next < text.Length)
            end = EndOfRun(text, next, letters: true);
        return text[start..Math.Min(end, start + LongestKey)];
    }

    private static int EndOfRun(string text, int start, bool letters)
    {
        while (start < text.Length && char.IsLetterOrDigit(text[start]) == letters)
            start++;
        return start;
    }
}
