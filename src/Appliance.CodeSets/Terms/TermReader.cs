using Appliance.CodeSets.Tables;

namespace Appliance.CodeSets.Terms;

/// <summary>Lists the words that lead to the codes of a release, composed from its tables as they are asked for.</summary>
internal static class TermReader
{
    private const string PathSeparator = ", ";

    /// <summary>What the six columns of the neoplasm table are called; {0} is the site. Secondary neoplasms are also called metastases.</summary>
    private static readonly string[][] Behaviors =
    [
        ["malignant neoplasm of {0}", "{0} cancer", "{0} carcinoma", "malignant {0} tumor"],
        ["secondary malignant neoplasm of {0}", "metastasis to {0}", "{0} metastases", "metastatic cancer to {0}"],
        ["carcinoma in situ of {0}"],
        ["benign neoplasm of {0}", "benign {0} tumor"],
        ["neoplasm of uncertain behavior of {0}"],
        ["neoplasm of {0}", "{0} tumor"],
    ];

    /// <summary>What the six columns of the drug table are called; {0} is the substance.</summary>
    private static readonly string[][] Poisonings =
    [
        ["{0} poisoning", "accidental {0} poisoning", "{0} overdose"],
        ["intentional {0} poisoning", "intentional {0} overdose"],
        ["{0} poisoning by assault"],
        ["{0} poisoning of undetermined intent"],
        ["adverse effect of {0}"],
        ["underdosing of {0}"],
    ];

    /// <summary>The same columns, each under one name that holds all words one may search by.</summary>
    private static readonly string[][] PoisoningsToSearch =
    [
        ["accidental {0} poisoning overdose"],
        ["intentional self-harm {0} poisoning overdose"],
        ["{0} poisoning overdose by assault"],
        ["{0} poisoning overdose of undetermined intent"],
        ["adverse effect of {0}"],
        ["underdosing of {0}"],
    ];

    private static readonly string[][] AsTheyStand = [["{0}"]];

    /// <param name="set">The release.</param>
    /// <param name="toSearch">True to give each cell of the drug table one name only, made for searching.</param>
    public static IEnumerable<LexicalTerm> Read(CodeSet set, bool toSearch = false) =>
        Tabular(set).Concat(set.Tables.TermTables.SelectMany(table => Table(set, table, toSearch)));

    /// <summary>How an index prints the titles of a path.</summary>
    public static string Path(IReadOnlyList<string> titles) => string.Join(PathSeparator, titles.Skip(1).Prepend(TitleVariants.Printed(titles[0])));

    private static IEnumerable<LexicalTerm> Tabular(CodeSet set)
    {
        for (var row = 0; row < set.Tables.Count; row++)
        {
            var code = CodeKey.Print(set.Tables.Keys[row]);
            if (set.Tables.Suffixes[row] == 0)
            {
                yield return new LexicalTerm(set.Tables.Title(row), code, TermSource.Title);
            }

            foreach (var term in set.NotesAt(row, NoteKind.InclusionTerm))
            {
                yield return new LexicalTerm(term, code, TermSource.InclusionTerm);
            }

            foreach (var term in set.NotesAt(row, NoteKind.Includes))
            {
                yield return new LexicalTerm(term, code, TermSource.Includes);
            }
        }
    }

    private static IEnumerable<LexicalTerm> Table(CodeSet set, TermTable table, bool toSearch)
    {
        var forms = table.Source switch
        {
            TermSource.Neoplasm => Behaviors,
            TermSource.Drug => toSearch ? PoisoningsToSearch : Poisonings,
            _ => AsTheyStand,
        };
        var path = new List<string>();
        var composer = new PhraseComposer();
        var skipped = table.Source == TermSource.Neoplasm ? 1 : 0; // the main term "Neoplasm" is said by the columns
        for (var line = 0; line < table.Count; line++)
        {
            var level = Math.Min(table.Levels[line], path.Count);
            path.RemoveRange(level, path.Count - level);
            path.Add(table.Strings[table.Titles[line]]);
            if (level < skipped)
            {
                continue;
            }

            composer.Enter(level - skipped, path[^1]);
            var codes = table.Codes.AsMemory(line * table.Columns, table.Columns);
            if (codes.Span.IndexOfAnyExcept(0UL) >= 0)
            {
                foreach (var term in Line(set, table.Source, path, composer.Phrases, codes, forms))
                {
                    yield return term;
                }
            }
        }
    }

    private static IEnumerable<LexicalTerm> Line(CodeSet set, TermSource source, List<string> path, IReadOnlyList<string> words, ReadOnlyMemory<ulong> codes, string[][] forms)
    {
        var printed = Path(path);
        for (var column = 0; column < codes.Length && words.Count > 0; column++)
        {
            var code = codes.Span[column];
            if (code == 0 || set.Find(code) < 0)
            {
                continue;
            }

            foreach (var (text, form) in words.SelectMany(text => forms[column], (text, form) => (text, form)))
            {
                // A line of the neoplasm table that names its own histology (basal cell carcinoma) needs no behavior.
                var named = source == TermSource.Neoplasm && column == 0 && text.Contains("carcinoma", StringComparison.OrdinalIgnoreCase);
                var phrase = named ? text : form.Replace("{0}", text, StringComparison.Ordinal);
                yield return new LexicalTerm(phrase, CodeKey.Print(code), source) { Path = codes.Length == 1 ? printed : $"{printed} [{Column(source, column)}]" };
                if (named)
                {
                    break;
                }
            }
        }
    }

    private static string Column(TermSource source, int column) => source == TermSource.Neoplasm
        ? column switch { 0 => "malignant primary", 1 => "malignant secondary", 2 => "in situ", 3 => "benign", 4 => "uncertain behavior", _ => "unspecified behavior" }
        : column switch { 0 => "poisoning, accidental", 1 => "poisoning, self-harm", 2 => "poisoning, assault", 3 => "poisoning, undetermined", 4 => "adverse effect", _ => "underdosing" };
}
