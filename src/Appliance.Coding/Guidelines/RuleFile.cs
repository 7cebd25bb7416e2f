using System.Globalization;
using System.Reflection;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Guidelines;

/// <summary>
/// Reads the rule files (Guidelines/Rules/*.txt). A line is a rule of six fields parted by <c>|</c>: id, section, codes, condition, effect, reason. A condition is a
/// list of clauses parted by <c>;</c>, all of which must hold; docs/coding-engine.md lists clauses and effects. A broken line is a fault of the build and throws.
/// </summary>
internal static class RuleFile
{
    private const string Folder = ".Guidelines.Rules.";

    private static readonly (string File, string[] Fields)[] Lines = [.. ReadAll()];

    private static readonly Dictionary<string, (ClauseKind Kind, bool Not)> ClauseWords = new(StringComparer.Ordinal)
    {
        ["with"] = (ClauseKind.With, false),
        ["without"] = (ClauseKind.With, true),
        ["near"] = (ClauseKind.Near, false),
        ["found"] = (ClauseKind.Found, false),
        ["nowhere"] = (ClauseKind.Found, true),
        ["says"] = (ClauseKind.Says, false),
        ["with-says"] = (ClauseKind.WithSays, false),
        ["with-sentence"] = (ClauseKind.WithSentence, false),
        ["by"] = (ClauseKind.By, false),
        ["asks"] = (ClauseKind.Asks, false),
        ["sentence"] = (ClauseKind.Sentence, false),
        ["note"] = (ClauseKind.Note, false),
        ["medication"] = (ClauseKind.Medication, false),
        ["treated"] = (ClauseKind.Treated, false),
        ["measure"] = (ClauseKind.Measure, false),
        ["setting"] = (ClauseKind.Setting, false),
        ["age"] = (ClauseKind.Age, false),
        ["sex"] = (ClauseKind.Sex, false),
        ["past"] = (ClauseKind.Past, false),
        ["uncertain"] = (ClauseKind.Uncertain, false),
        ["from"] = (ClauseKind.From, false),
        ["to"] = (ClauseKind.To, false),
    };

    private static readonly Dictionary<string, EffectKind> EffectWords = new(StringComparer.Ordinal)
    {
        ["become"] = EffectKind.Become,
        ["drop"] = EffectKind.Drop,
        ["drop-with"] = EffectKind.DropWith,
        ["add"] = EffectKind.Add,
        ["add-before"] = EffectKind.AddBefore,
        ["pair"] = EffectKind.Pair,
        ["keep"] = EffectKind.Keep,
        ["first"] = EffectKind.First,
        ["last"] = EffectKind.Last,
        ["never-first"] = EffectKind.NeverFirst,
        ["before"] = EffectKind.Before,
        ["after"] = EffectKind.After,
        ["not-alone"] = EffectKind.NotAlone,
        ["gap"] = EffectKind.Gap,
    };

    /// <summary>Makes every word of a condition known to the vocabulary before it is closed.</summary>
    public static void AddWords(Vocabulary vocabulary)
    {
        foreach (var (_, fields) in Lines)
        {
            foreach (var (head, rest) in Clauses(fields[3]))
            {
                if (TakesWords(ClauseWords.GetValueOrDefault(head.StartsWith("not ", StringComparison.Ordinal) ? head[4..] : head).Kind))
                {
                    foreach (var word in Tokenizer.Words(rest))
                        vocabulary.Add(word);
                }
            }
        }
    }

    /// <summary>The rules, in the order of the files and of their lines.</summary>
    public static Rule[] Read(Vocabulary vocabulary) => [.. Lines.Select(line => Parse(line.File, line.Fields, vocabulary))];

    private static Rule Parse(string file, string[] fields, Vocabulary vocabulary)
    {
        var clauses = Clauses(fields[3]).Select(c => ParseClause(file, fields[0], c.Head, c.Tail, vocabulary)).ToArray();
        var effects = fields[4].Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(e => ParseEffect(file, fields[0], e)).ToArray();
        if (effects.Length == 0)
            throw Broken(file, fields[0], "has no effect");
        return new Rule(fields[0], fields[1], Prefixes.Parse(fields[2]), clauses, effects, fields[5]);
    }

    private static Clause ParseClause(string file, string id, string head, string rest, Vocabulary vocabulary)
    {
        var not = head.StartsWith("not ", StringComparison.Ordinal);
        if (!ClauseWords.TryGetValue(not ? head[4..] : head, out var known))
            throw Broken(file, id, $"has the unknown clause '{head}'");
        var clause = new Clause(known.Kind, known.Not != not) { Value = rest };
        return known.Kind switch
        {
            ClauseKind.With or ClauseKind.Near or ClauseKind.Found or ClauseKind.Asks => clause with { Codes = Prefixes.Parse(rest) },
            ClauseKind.From or ClauseKind.To => clause with { Date = DateOnly.ParseExact(rest, "yyyy-MM-dd", CultureInfo.InvariantCulture) },
            ClauseKind.Age => WithRange(clause, rest),
            ClauseKind.Measure => WithRange(clause with { Value = rest[..rest.IndexOf(' ', StringComparison.Ordinal)] }, rest[(rest.IndexOf(' ', StringComparison.Ordinal) + 1)..]),
            _ when TakesWords(known.Kind) => clause with { Phrases = Phrases(rest, vocabulary) },
            _ => clause,
        };
    }

    private static Clause WithRange(Clause clause, string range)
    {
        var dash = range.IndexOf('-', StringComparison.Ordinal);
        return clause with { Low = double.Parse(range[..dash], CultureInfo.InvariantCulture), High = double.Parse(range[(dash + 1)..], CultureInfo.InvariantCulture) };
    }

    private static Effect ParseEffect(string file, string id, string text)
    {
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        var word = blank < 0 ? text : text[..blank];
        var argument = blank < 0 ? string.Empty : text[(blank + 1)..].Trim();
        return EffectWords.TryGetValue(word, out var kind) ? new Effect(kind, argument) { Codes = Prefixes.Parse(argument) } : throw Broken(file, id, $"has the unknown effect '{word}'");
    }

    private static int[][] Phrases(string text, Vocabulary vocabulary) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(p => Tokenizer.Words(p).Select(w => vocabulary.Find(w).Concept).ToArray())];

    private static bool TakesWords(ClauseKind kind) => kind is ClauseKind.Says or ClauseKind.WithSays or ClauseKind.WithSentence or ClauseKind.By or ClauseKind.Sentence or ClauseKind.Note or ClauseKind.Medication or ClauseKind.Treated;

    private static IEnumerable<(string Head, string Tail)> Clauses(string text)
    {
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var from = part.StartsWith("not ", StringComparison.Ordinal) ? 4 : 0;
            var blank = part.IndexOf(' ', from);
            yield return blank < 0 ? (part, string.Empty) : (part[..blank], part[(blank + 1)..].Trim());
        }
    }

    private static IEnumerable<(string File, string[] Fields)> ReadAll()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.Contains(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var file = name[(name.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..];
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            while (reader.ReadLine() is { } line)
            {
                if (string.IsNullOrWhiteSpace(line) || line.TrimStart()[0] == '#')
                    continue;
                var fields = line.Split('|', StringSplitOptions.TrimEntries);
                if (fields.Length != 6 || Array.Exists(fields, f => f.Length == 0) && (fields[0].Length == 0 || fields[1].Length == 0 || fields[4].Length == 0 || fields[5].Length == 0))
                    throw Broken(file, fields[0], "must have six fields: id, section, codes, condition, effect, reason");
                if (!ids.Add(fields[0]))
                    throw Broken(file, fields[0], "has an id that another rule has");
                yield return (file, fields);
            }
        }
    }

    private static InvalidDataException Broken(string file, string id, string what) => new($"{file}: rule '{id}' {what}.");
}
