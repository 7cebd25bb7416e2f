using System.Collections.Concurrent;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Specificity;

/// <summary>
/// Tells in plain words which facts a more specific code asks for, where the text did not decide: read from the titles of the codes beside and above an unspecified one, not from a list of
/// diseases. "Laterality: right, left or both"; "stage of chronic kidney disease: 1, 2 (mild), 3, 4 (severe) or 5".
/// </summary>
internal sealed class MissingFacts(CodeTree codes)
{
    private const int MaxOptions = 8;
    private const int MaxFacts = 3;

    private static readonly (string Name, HashSet<string> Words)[] Axes = [.. DataFile.Read("axes.txt").Select(r => (r[0], r[1].Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.OrdinalIgnoreCase)))];

    private static readonly HashSet<string> Small = new(StringComparer.OrdinalIgnoreCase) { "of", "the", "a", "an", "in", "on", "to", "and", "or", "with", "due", "by", "for", "at", "from", "as", "initial", "encounter" };

    private readonly ConcurrentDictionary<int, IReadOnlyList<string>> _known = new();

    /// <summary>The missing facts of a code; empty when its title does not say "unspecified" and nothing above it does.</summary>
    public IReadOnlyList<string> Of(int entry) => entry < 0 || entry >= codes.Count ? [] : _known.GetOrAdd(entry, Read);

    private List<string> Read(int entry)
    {
        var facts = new List<string>();
        for (var at = entry; codes.Parent(at) >= 0 && facts.Count < MaxFacts; at = codes.Parent(at))
        {
            var title = codes[at].Title;
            // "Stage 1 through stage 4, or unspecified" asks nothing: the code serves all of them.
            if (!title.Contains("nspecified", StringComparison.Ordinal) || title.Contains("or unspecified", StringComparison.Ordinal))
                continue;
            var parent = codes.Parent(at);
            var options = Options(at, parent);
            if (options.Count > 0 && Sentence(options, title, codes[parent].Title) is { } fact && !facts.Contains(fact))
                facts.Add(fact);
        }

        return facts;
    }

    /// <summary>What the titles of the siblings say beyond the parent's and the code's own.</summary>
    private List<string> Options(int entry, int parent)
    {
        var options = new List<string>();
        var own = Tokenizer.Words(codes[entry].Title).Concat(Tokenizer.Words(codes[parent].Title)).ToHashSet(StringComparer.Ordinal);
        for (var sibling = parent + 1; sibling <= codes.LastDescendant(parent); sibling++)
        {
            if (codes.Parent(sibling) != parent || sibling == entry || codes.IsResidual(sibling))
                continue;
            var words = Tokenizer.Words(codes[sibling].Title).Where(w => !own.Contains(w)).ToList();
            while (words.Count > 0 && Small.Contains(words[0]))
                words.RemoveAt(0);
            while (words.Count > 0 && Small.Contains(words[^1]))
                words.RemoveAt(words.Count - 1);
            var option = string.Join(' ', words);
            if (option.Length is > 0 and < 60 && !option.Contains("unspecified", StringComparison.Ordinal) && !options.Contains(option))
                options.Add(option);
        }

        return options;
    }

    /// <summary>The fact that the title itself calls unspecified ("unspecified trimester", "unspecified degree").</summary>
    private static string? Named(string title)
    {
        var words = Tokenizer.Words(title);
        for (var i = 0; i + 1 < words.Count; i++)
        {
            if (words[i] == "unspecified" && words[i + 1] is "trimester" or "degree" or "stage" or "severity")
                return words[i + 1];
        }

        return null;
    }

    private static string? Sentence(List<string> options, string title, string parentTitle)
    {
        var words = options.SelectMany(o => o.Split(' ')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var hasSides = (words.Contains("right") && words.Contains("left")) || words.Contains("bilateral") || words.Contains("unilateral");
        var name = Named(title) ?? Array.Find(Axes, a => a.Words.Overlaps(words) && (hasSides || a.Name != "laterality")).Name ?? (parentTitle.Contains("stage", StringComparison.OrdinalIgnoreCase) ? "stage" : null);
        if (name == "laterality")
        {
            var hasBoth = words.Contains("bilateral");
            return words.Contains("right") && words.Contains("left") ? hasBoth ? "laterality: right, left or both" : "laterality: right or left" : hasBoth || words.Contains("unilateral") ? "laterality: one side (which) or both" : null;
        }

        if (name == "trimester")
            return "trimester, or completed weeks of gestation";
        var what = TitleWords.WithoutBrackets(parentTitle).Replace("Unspecified ", string.Empty, StringComparison.OrdinalIgnoreCase).Replace(", unspecified", string.Empty, StringComparison.OrdinalIgnoreCase).Trim().TrimEnd(',');
        var comma = what.IndexOf(',', StringComparison.Ordinal);
        what = (comma > 8 ? what[..comma] : what).ToLowerInvariant();
        var list = options.Count > MaxOptions ? string.Join(", ", options.Take(MaxOptions)) + " or another" : options.Count == 1 ? options[0] + " or not" : string.Join(", ", options.Take(options.Count - 1)) + " or " + options[^1];
        return $"{name ?? "kind"} of {what}: {list}";
    }
}
