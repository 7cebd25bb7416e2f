using Appliance.CodeSets;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Mentions;

/// <summary>Which official terms are matched in notes. The unfiltered index is poison (CODING.md, lesson 1); these rules are general and fitted to no corpus.</summary>
internal sealed class TermRules
{
    /// <summary>Endings of Greek and Latin names of diseases and signs: a single word of the index that has one names a condition.</summary>
    private static readonly string[] DiseaseEndings =
    [
        "itis", "osis", "oma", "omata", "emia", "uria", "pathy", "algia", "plegia", "paresis", "penia", "megaly", "rrhea", "rrhagia", "ectasis", "ectasia", "cele", "iasis", "trophy",
        "plasia", "malacia", "phobia", "mania", "ptosis", "spasm", "dynia", "opia", "opsia", "kinesia", "phagia", "phasia", "pnea", "cytosis", "lithiasis", "sclerosis", "thorax", "ismus",
        "dipsia", "esthesia", "tonia", "cardia", "phrenia", "thymia", "lexia", "graphia", "asthenia", "ptysis", "chezia", "genesis", "ema", "gout", "rabies", "scurvy", "itch", "ache", "pox",
        "ism", "philia", "arthria", "rrhythmia", "metria", "uresis", "ophthalmos", "lepsy", "cusis", "osmia", "derma", "dermia", "lalia", "dactyly", "cephaly", "gnathia", "tagmus", "oxia", "phoria", "ophthalmia", "capnia", "thermia",
        "lith", "bezoar", "ness", "phylaxis", "dontia", "gyria", "glossia", "mastia", "stasis", "pertension", "potension", "purpura", "hernia", "malaria", "epilepsy", "varices", "jaundice", "syncope", "tremor", "ascites", "nausea", "apnea", "coma", "pruritus", "shock",
    ];

    /// <summary>Shorter words that the tabular list prints as inclusion terms are mostly acronyms of several meanings.</summary>
    private const int MinTabularWord = 6;

    private readonly HashSet<string> _stopTerms = DataFile.Read("stop-terms.txt").Select(r => Sorted(Tokenizer.Words(r[0]))).ToHashSet(StringComparer.Ordinal);
    private readonly HashSet<string> _indexStops =
        DataFile.Read("index-stops.txt").SelectMany(r => r[0].Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.Ordinal);

    private readonly HashSet<string> _anatomy =
        DataFile.Read("anatomy.txt").SelectMany(r => r[0].Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.Ordinal);

    private readonly HashSet<string> _encounterWords = new(
        ["examination", "screening", "observation", "session", "aftercare", "dressing", "counseling", "counselling", "donor", "checking", "fitting", "adjustment", "vaccination", "immunization"],
        StringComparer.Ordinal);

    /// <summary>The lexicon's name for a table; null for tables that a note's words do not lead through yet.</summary>
    public static TermOrigin? OriginOf(TermSource source) => source switch
    {
        TermSource.Title => TermOrigin.Title,
        TermSource.InclusionTerm => TermOrigin.InclusionTerm,
        TermSource.Includes => TermOrigin.Includes,
        TermSource.Index => TermOrigin.Index,
        TermSource.Neoplasm => TermOrigin.Neoplasm,
        TermSource.Drug => TermOrigin.Drug,
        TermSource.ExternalCause => TermOrigin.ExternalCause,
        _ => null,
    };

    /// <summary>
    /// "Other …" titles are reached by their inclusion terms and index lines, never by their own words. External causes are events; they are read from the story
    /// of an injury. Index lines under main terms that name an encounter or a status are left out.
    /// </summary>
    public bool IsSkipped(LexicalTerm term, bool isResidual)
    {
        if (term.Source == TermSource.Title && isResidual)
            return true;
        if (term.Code[0] is 'V' or 'W' or 'X' or 'Y' && term.Source != TermSource.ExternalCause)
            return true;
        if (term.Source != TermSource.Index || term.Path is not { } path)
            return false;
        var comma = path.IndexOf(',', StringComparison.Ordinal);
        var lead = Tokenizer.Words(comma < 0 ? path : path[..comma]);
        return lead.Count == 0 || _indexStops.Contains(lead[0]) || (comma >= 0 && Tokenizer.Words(path[comma..]).Exists(_encounterWords.Contains));
    }

    /// <summary>Parts of the body, without a word for what is wrong with them, are no condition; neither is a table's "metastatic" with nothing beside it.</summary>
    public bool IsSkipped(ReadOnlySpan<string> distinct, TermOrigin origin)
    {
        if (distinct.Length == 1 && origin == TermOrigin.Neoplasm)
            return true;
        if (origin is not (TermOrigin.InclusionTerm or TermOrigin.Includes or TermOrigin.Index))
            return false;
        foreach (var word in distinct)
        {
            if (!_anatomy.Contains(word))
                return false;
        }

        return true;
    }

    /// <summary>One word alone must name a condition: of the tabular list unless it is a stop word or short, of the index only with the ending of a disease's name.</summary>
    public bool IsSkipped(List<string> words, TermOrigin origin)
    {
        if (words.Count > 1)
            return words.TrueForAll(IsNumber) || _stopTerms.Contains(Sorted(words));
        var word = words[0];
        if (word.Length < 3 || IsNumber(word) || _stopTerms.Contains(word))
            return true;
        return origin is TermOrigin.Neoplasm or TermOrigin.Drug or TermOrigin.ExternalCause || (origin > TermOrigin.Title && !NamesDisease(word) && (origin != TermOrigin.InclusionTerm || word.Length < MinTabularWord));
    }

    /// <summary>True for a word that ends as Greek and Latin names of diseases do.</summary>
    public static bool NamesDisease(string word) => Array.Exists(DiseaseEndings, ending => word.EndsWith(ending, StringComparison.Ordinal));

    private static string Sorted(List<string> words) => words.Count == 1 ? words[0] : string.Join(' ', words.Order(StringComparer.Ordinal));

    private static bool IsNumber(string word) => char.IsAsciiDigit(word[0]);
}
