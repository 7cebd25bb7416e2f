namespace Appliance.CodeSets.Terms;

/// <summary>
/// Reads one title of the index: "Infarct, infarction" is two forms of one word, "valve, heart" is turned round, and "neuritis, radiculitis or radiculopathy"
/// is a choice. A title below a main term may begin with a connector ("due to", "with"), which stands behind the words above it.
/// </summary>
internal static class TitleVariants
{
    private const int SharedStem = 3;

    private static readonly HashSet<string> Connectors = new(StringComparer.OrdinalIgnoreCase)
    {
        "with", "without", "due", "to", "in", "of", "following", "from", "by", "after", "during", "complicating", "complicated", "associated", "secondary", "caused",
        "resulting", "at", "on", "for", "involving", "affecting", "and", "or", "as", "because", "related", "within", "into", "through", "per", "than", "the",
    };

    /// <summary>Words that the index prints side by side as forms of one another although they share no stem.</summary>
    private static readonly string[][] Synonyms =
    [
        ["tooth", "teeth", "dental"], ["anus", "anal", "ani"], ["nose", "nasal"], ["heart", "cardiac"], ["kidney", "renal"], ["liver", "hepatic"],
        ["lung", "pulmonary"], ["vein", "venous"], ["eye", "ocular"], ["ear", "auricle", "aural"], ["newborn", "neonatal", "perinatal"],
        ["puerperal", "postpartum", "childbirth", "gestational", "pregnancy"], ["palsy", "paralysis"], ["acute", "subacute"], ["familial", "hereditary"],
        ["foot", "feet"], ["celiac", "coeliac"], ["fire", "flames"], ["stairs", "steps"], ["highway", "road", "street"], ["apex", "apical"], ["brain", "cerebral"],
        ["transient", "transitory"], ["thornwaldt", "tornwaldt"], ["sun", "solar"], ["anoxic", "hypoxic"], ["oils", "essences"], ["solids", "liquids"],
        ["strumous", "tuberculous"], ["spinal", "vertebral"], ["uterus", "uterine"], ["homicide", "intentional"],
    ];

    /// <summary>Nouns of eponyms ("Alder anomaly or syndrome").</summary>
    private static readonly HashSet<string> EponymNouns = new(StringComparer.OrdinalIgnoreCase)
    {
        "disease", "syndrome", "anomaly", "paralysis", "palsy", "disorder", "phenomenon", "obstruction", "purpura", "psychosis", "cirrhosis", "malformation", "deformity",
    };

    /// <summary>The connector at the beginning, empty for none, and the forms of the rest (none when the title is a connector alone).</summary>
    public static (string Connector, IReadOnlyList<string> Forms) Read(string title, bool isMain)
    {
        var text = WithoutAbbreviations(title);
        var start = 0;
        while (!isMain && start < text.Length)
        {
            var end = text.IndexOf(' ', start);
            var word = text.AsSpan(start, (end < 0 ? text.Length : end) - start).TrimEnd(',');
            if (!Connectors.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word))
            {
                break;
            }

            start = end < 0 ? text.Length : end + 1;
        }

        return (text[..start].Trim().TrimEnd(','), Forms(text[start..].Trim(), isMain));
    }

    /// <summary>A main term as the index prints it in a reference: the first of its forms.</summary>
    public static string Printed(string main)
    {
        var comma = main.IndexOf(',', StringComparison.Ordinal);
        return comma > 0 && AreForms(main[..comma], main[(comma + 1)..].Trim()) ? main[..comma] : main;
    }

    private static IReadOnlyList<string> Forms(string text, bool isMain)
    {
        if (text.Length == 0)
        {
            return [];
        }

        if (!text.Contains(',', StringComparison.Ordinal) && !text.Contains(" or ", StringComparison.Ordinal))
        {
            return [text];
        }

        var parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts[^1].Contains(" or ", StringComparison.Ordinal) || parts[^1].StartsWith("or ", StringComparison.Ordinal))
        {
            return Choice(parts, isMain) ?? [text];
        }

        var forms = new List<string> { parts[0] };
        var before = string.Empty;
        var after = string.Empty;
        foreach (var part in parts.Skip(1).Select(WithoutAbbreviations).Where(part => part.Length > 0))
        {
            if (forms.Exists(form => AreForms(form, part)))
            {
                forms.Add(InPlace(forms[0], part));
            }
            else if (Connectors.Contains(part.Split(' ')[0]))
            {
                after += " " + part;
            }
            else
            {
                before = part + " " + before;
            }
        }

        return forms.ConvertAll(form => before + form + after);
    }

    /// <summary>"Embedded tooth, teeth": a single word that is a form of the last word of a phrase takes its place.</summary>
    private static string InPlace(string phrase, string form)
    {
        var last = phrase.LastIndexOf(' ');
        return last > 0 && !form.Contains(' ', StringComparison.Ordinal) ? phrase[..(last + 1)] + form : form;
    }

    /// <summary>"A, B or C" as a choice; null when it is not plainly one.</summary>
    private static List<string>? Choice(string[] parts, bool isMain)
    {
        var words = parts.SelectMany(part => part.Split(" or ", StringSplitOptions.TrimEntries)).Select(part => part.StartsWith("or ", StringComparison.Ordinal) ? part[3..] : part).ToList();
        var stem = words[0].LastIndexOf(' ');
        if (stem > 0 && EponymNouns.Contains(words[0][(stem + 1)..]) && words.Skip(1).All(EponymNouns.Contains))
        {
            return words.ConvertAll(word => word.Contains(' ', StringComparison.Ordinal) ? word : words[0][..(stem + 1)] + word);
        }

        if (parts.Length == 1 || words.Exists(word => word.Contains(' ', StringComparison.Ordinal)))
        {
            return null;
        }

        // A main term is turned round ("Biting, cheek or lip"); below one the words stand for one another ("neuritis, radiculitis or radiculopathy").
        return isMain ? words[1..].ConvertAll(word => $"{word} {words[0]}") : words;
    }

    private static bool AreForms(string a, string b)
    {
        var first = a.Split(' ')[^1];
        var second = b.Split(' ')[0];
        return first.AsSpan().CommonPrefixLength(second, CharacterIgnoringCase.Comparer) >= SharedStem
            || Synonyms.Any(set => set.Contains(first, StringComparer.OrdinalIgnoreCase) && set.Contains(second, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Without NEC and NOS at the end, and without footnote marks.</summary>
    private static string WithoutAbbreviations(string text)
    {
        text = text.Trim().TrimEnd('*', '◊', '†', '#').Trim();
        while (text.EndsWith(" NEC", StringComparison.Ordinal) || text.EndsWith(" NOS", StringComparison.Ordinal) || text is "NEC" or "NOS")
        {
            text = text[..^3].TrimEnd(' ', ',');
        }

        return text;
    }

    private sealed class CharacterIgnoringCase : IEqualityComparer<char>
    {
        public static readonly CharacterIgnoringCase Comparer = new();

        public bool Equals(char x, char y) => char.ToLowerInvariant(x) == char.ToLowerInvariant(y);

        public int GetHashCode(char obj) => char.ToLowerInvariant(obj);
    }
}
