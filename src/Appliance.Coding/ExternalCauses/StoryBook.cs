using Appliance.Coding.Mentions;
using Appliance.Coding.Structure;

namespace Appliance.Coding.ExternalCauses;

/// <summary>What a line of stories.txt tells.</summary>
internal enum StoryKind : byte
{
    /// <summary>How the injury happened (V00 to Y38).</summary>
    Cause = 0,

    /// <summary>That there was an injury, without how.</summary>
    Injury,

    /// <summary>Where (Y92).</summary>
    Place,

    /// <summary>At what activity (Y93).</summary>
    Activity,

    /// <summary>In what capacity (Y99).</summary>
    Status,
}

/// <summary>A line of stories.txt with its words as concepts.</summary>
/// <param name="Kind">What it tells.</param>
/// <param name="Entry">Index of the code without its 7th character; -1 for <see cref="StoryKind.Injury"/>.</param>
/// <param name="Groups">Groups that must all stand in the sentence, each a list of phrases.</param>
/// <param name="Without">Phrases of which none may stand in the sentence.</param>
/// <param name="Reason">Why, mostly the line of the index of external causes.</param>
internal sealed record StoryPattern(StoryKind Kind, int Entry, int[][][] Groups, int[][] Without, string Reason);

/// <summary>The patterns of stories.txt for one release; those that lead to a code the release does not hold are left out.</summary>
internal sealed class StoryBook
{
    private static readonly string[] Doing = ["while", "when", "during", "doing", "playing", "riding", "game", "practice", "class"];
    private static readonly string[] Being = ["was", "were", "been", "from", "at", "off", "after", "out", "started", "went"];
    private static readonly (string[] Fields, string[][] Groups, string[] Without)[] Lines = [.. ReadAll()];

    private readonly Dictionary<int, List<int>> _byFirst = [];
    private readonly HashSet<int> _doing;
    private readonly HashSet<int> _being;

    public StoryBook(Lexicon lexicon)
    {
        var vocabulary = lexicon.Vocabulary;
        var patterns = new List<StoryPattern>();
        foreach (var (fields, groups, without) in Lines)
        {
            var entry = fields[1] == "-" ? -1 : lexicon.Codes.Find(fields[1]);
            if (entry < 0 && fields[1] != "-")
                continue;
            var pattern = new StoryPattern(Enum.Parse<StoryKind>(fields[0], ignoreCase: true), entry, [.. groups.Select(g => Concepts(g, vocabulary))], Concepts(without, vocabulary), fields[3]);
            foreach (var first in pattern.Groups[0].Select(p => p[0]).Distinct())
            {
                if (!_byFirst.TryGetValue(first, out var list))
                    _byFirst.Add(first, list = []);
                list.Add(patterns.Count);
            }

            patterns.Add(pattern);
        }

        Patterns = patterns;
        _doing = Doing.Select(w => vocabulary.Find(w).Concept).ToHashSet();
        _being = Being.Select(w => vocabulary.Find(w).Concept).ToHashSet();
    }

    /// <summary>The patterns in the order of the file, which is their rank.</summary>
    public IReadOnlyList<StoryPattern> Patterns { get; }

    /// <summary>Makes the words known before the vocabulary is closed.</summary>
    public static void AddWords(Vocabulary vocabulary)
    {
        foreach (var word in Lines.SelectMany(l => l.Groups.SelectMany(g => g).Concat(l.Without)).Concat(Doing).Concat(Being).SelectMany(Tokenizer.Words))
            vocabulary.Add(word);
    }

    /// <summary>Patterns whose first group has a phrase that begins with the concept; null when none.</summary>
    public List<int>? BeginningWith(int concept) => _byFirst.GetValueOrDefault(concept);

    /// <summary>True for words after which an activity is one of the event ("while running") and not a habit ("plays golf").</summary>
    public bool IsDoing(int concept) => _doing.Contains(concept);

    /// <summary>True for words that say the same when they stand right before it ("was running", "off his bike").</summary>
    public bool IsBeing(int concept) => _being.Contains(concept);

    private static int[][] Concepts(string[] phrases, Vocabulary vocabulary) => [.. phrases.Select(p => Tokenizer.Words(p).Select(w => vocabulary.Find(w).Concept).ToArray()).Where(p => p.Length > 0)];

    private static IEnumerable<(string[] Fields, string[][] Groups, string[] Without)> ReadAll()
    {
        var lists = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var record in DataFile.Read("stories.txt"))
        {
            if (record[0][0] == '@')
            {
                lists.Add(record[0], Phrases(record[1], lists));
                continue;
            }

            if (record.Length != 4)
                throw new InvalidDataException("stories.txt: a line must have four fields: " + record[1]);
            var groups = record[2].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            yield return (record, [.. groups.Where(g => g[0] != '!').Select(g => Phrases(g, lists))], [.. groups.Where(g => g[0] == '!').SelectMany(g => Phrases(g[1..], lists))]);
        }
    }

    private static string[] Phrases(string text, Dictionary<string, string[]> lists) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(p => p[0] == '@' ? lists[p] : [p])];
}
