namespace Appliance.Coding.Evaluation;

/// <summary>The 22 chapters of ICD-10-CM by their ranges (tabular list, FY2027), for codes of any release.</summary>
public static class Chapters
{
    private static readonly (string Last, string Title)[] Ranges =
    [
        ("B99", "Infectious and parasitic"),
        ("D49", "Neoplasms"),
        ("D89", "Blood and immune"),
        ("E89", "Endocrine, nutritional, metabolic"),
        ("F99", "Mental and behavioral"),
        ("G99", "Nervous system"),
        ("H59", "Eye"),
        ("H95", "Ear"),
        ("I99", "Circulatory"),
        ("J99", "Respiratory"),
        ("K95", "Digestive"),
        ("L99", "Skin"),
        ("M99", "Musculoskeletal"),
        ("N99", "Genitourinary"),
        ("O9A", "Pregnancy and childbirth"),
        ("P96", "Perinatal"),
        ("QZZ", "Congenital and genetic"),
        ("R99", "Symptoms and findings"),
        ("T88", "Injury and poisoning"),
        ("U85", "Special purposes"),
        ("Y99", "External causes"),
        ("Z99", "Factors and services"),
    ];

    /// <summary>Number of the chapter, 1 to 22 as printed (special purposes is 22, external causes 20, factors 21); null when the code lies in none.</summary>
    public static int? Of(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (code.Length < 3 || !char.IsAsciiLetterUpper(code[0]))
            return null;
        var index = Array.FindIndex(Ranges, range => string.CompareOrdinal(code, 0, range.Last, 0, 3) <= 0);
        return index < 0 ? null : PrintedNumber(index);
    }

    /// <summary>A short name of a chapter.</summary>
    public static string NameOf(int chapter)
    {
        for (var i = 0; i < Ranges.Length; i++)
        {
            if (PrintedNumber(i) == chapter)
                return Ranges[i].Title;
        }

        throw new ArgumentOutOfRangeException(nameof(chapter));
    }

    /// <summary>The letter U stands before V, its chapter behind Z.</summary>
    private static int PrintedNumber(int index) => index switch
    {
        19 => 22,
        20 => 20,
        21 => 21,
        _ => index + 1,
    };
}
