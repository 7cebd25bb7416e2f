namespace Appliance.Coding.Structure;

/// <summary>Takes plurals back to the singular and nothing more: stemming further makes "peritoneal" of "peritonitis" (CODING.md, lesson 10).</summary>
internal static class Inflection
{
    private static readonly string[] Unchanging =
    [
        "diabetes", "herpes", "pancreas", "caries", "scabies", "rabies", "lens", "feces", "menses", "biceps", "triceps", "quadriceps", "forceps", "rickets",
        "mumps", "measles", "shingles", "hives", "always", "has", "was", "is", "his", "hers", "does", "this", "yes", "as", "its", "ms", "us", "gas",
        "series", "species", "facies", "ascites", "pes", "calculus", "aids", "nos", "abscess", "mellitus", "tetanus", "various", "previous",
        "acanthosis", "tabes", "meniscus", "sinus", "virus", "uterus", "thrombus", "embolus", "across", "less", "loss", "mass", "illness", "thus", "perhaps",
    ];

    private static readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Irregular = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["vertebrae"] = "vertebra",
        ["phalanges"] = "phalanx",
        ["metastases"] = "metastasis",
        ["diagnoses"] = "diagnosis",
        ["bullae"] = "bulla",
        ["calculi"] = "calculus",
        ["emboli"] = "embolus",
        ["thrombi"] = "thrombus",
        ["menisci"] = "meniscus",
        ["bronchi"] = "bronchus",
        ["fungi"] = "fungus",
        ["bacteria"] = "bacterium",
        ["diverticula"] = "diverticulum",
        ["teeth"] = "tooth",
        ["feet"] = "foot",
        ["women"] = "woman",
        ["men"] = "man",
        ["children"] = "child",
        ["ova"] = "ovum",
        ["testes"] = "testis",
        ["viruses"] = "virus",
        ["sinuses"] = "sinus",
        ["abscesses"] = "abscess",
        ["masses"] = "mass",
        ["losses"] = "loss",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Words of four letters that are plurals; others of that length are more often abbreviations ("PRES").</summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Short = new HashSet<string>(StringComparer.Ordinal)
    {
        "eyes", "legs", "arms", "toes", "ribs", "hips", "ears", "lips", "jaws", "feet", "pvcs", "pacs", "utis", "uris", "dvts", "tias", "bugs", "tics", "men",
    }.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Kept =
        Unchanging.ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The singular of a lower-case word, in <paramref name="buffer"/> or the word itself.</summary>
    public static ReadOnlySpan<char> Singular(ReadOnlySpan<char> word, Span<char> buffer)
    {
        if (word.Length < 5 && !Short.Contains(word) || word.Length > Vocabulary.MaxWord || word[^1] is not ('s' or 'e' or 'i' or 'a' or 'h' or 't' or 'n') || Kept.Contains(word))
            return word;
        if (Irregular.TryGetValue(word, out var irregular))
            return irregular;
        if (word[^1] != 's' || word[^2] is 's' or 'u' or 'i')
            return word;
        if (word.EndsWith("ies", StringComparison.Ordinal) && word.Length > 4)
            return Put(word[..^3], "y", buffer);
        if (word.EndsWith("oses", StringComparison.Ordinal) || word.EndsWith("yses", StringComparison.Ordinal) || word.EndsWith("ases", StringComparison.Ordinal) && word.EndsWith("stases", StringComparison.Ordinal))
            return Put(word[..^2], "is", buffer);
        if (word.EndsWith("ches", StringComparison.Ordinal) && !word.EndsWith("aches", StringComparison.Ordinal)
            || word.EndsWith("shes", StringComparison.Ordinal) || word.EndsWith("xes", StringComparison.Ordinal) || word.EndsWith("sses", StringComparison.Ordinal))
            return word[..^2];
        return word[..^1];
    }

    private static ReadOnlySpan<char> Put(ReadOnlySpan<char> stem, ReadOnlySpan<char> ending, Span<char> buffer)
    {
        stem.CopyTo(buffer);
        ending.CopyTo(buffer[stem.Length..]);
        return buffer[..(stem.Length + ending.Length)];
    }
}
