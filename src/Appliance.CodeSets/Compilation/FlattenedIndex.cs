using System.Globalization;
using System.Text;

namespace Appliance.CodeSets.Compilation;

/// <summary>
/// Reads the alphabetic index of FY2025 as a flattened table. In it a title ends at its first non-essential modifier: "Old (previous) myocardial infarction"
/// is left as "Old". Where the rest was kept among the modifiers it is put back; where it is plainly lost the line keeps its place and loses its code.
/// </summary>
internal static class FlattenedIndex
{
    /// <summary>Main terms that, cut at the modifier, say nothing of a disease.</summary>
    private static readonly HashSet<string> NoDisease = new(StringComparer.OrdinalIgnoreCase)
    {
        "Aberrant", "Absence", "Age", "Amputee", "Anticoagulant", "Antibodies", "Band", "Bankruptcy", "Beat", "Blast", "Botalli", "Brash", "Break", "Calciferol", "Care", "Carrier",
        "Cell", "Change", "Checking", "Climacteric", "Clot", "Concern", "Conflict", "Contact", "Converter", "Counseling", "Death", "Decline", "Decrease", "Dependence", "Dentition",
        "Disorder", "Donor", "Effect", "Encounter", "Estrangement", "Exposure", "Feeling", "Fitting", "Fold", "Growth", "H", "Heat", "Hole", "Immunization", "Infant", "Knot",
        "Lag", "Line", "Loss", "Mammogram", "Monitoring", "Need", "Newborn", "Niacin", "Node", "Old", "Overlap", "Pearl", "Persistence", "Person", "Plus", "Presence", "Problem",
        "Puberty", "Removal", "Response", "Ring", "Screening", "Senescence", "Sequelae", "Small", "Spots", "State", "Status", "Tag", "Test", "Thymus", "Thyroid", "Toxic", "Trait",
        "Transient", "Transplant", "Triplet", "Twin", "Undiagnosed", "Use", "Vaccination", "Victim", "Web", "Weight", "Worm",
    };

    public static TermTableDraft Read(OfficialInput input, string edition)
    {
        var lines = new List<TermDraft>();
        foreach (var row in Csv.Read(input))
        {
            if (!int.TryParse(row["Level"], NumberStyles.None, CultureInfo.InvariantCulture, out var level) || level > 9)
            {
                throw input.Fault("a line has no level");
            }

            var modifiers = XmlTree.Fold(row["NonEssModif"]);
            var title = PutBack(XmlTree.Fold(row["Term"]), modifiers, out var recovered);
            var lost = level == 0 && !recovered && IsCut(title, modifiers);
            lines.Add(new TermDraft
            {
                Level = level,
                Title = title,
                Modifiers = modifiers,
                See = lost ? string.Empty : XmlTree.Fold(row["See"]),
                Codes = [lost ? string.Empty : IndexXml.Code(row["Code"])],
            });
        }

        return lines.Count > 0 ? new TermTableDraft(TermSource.Index, edition, 1, lines) : throw input.Fault("it holds no term");
    }

    /// <summary>Appends the words that stand among the modifiers but outside their parentheses.</summary>
    private static string PutBack(string title, string modifiers, out bool recovered)
    {
        var outside = new StringBuilder();
        var depth = 0;
        foreach (var c in modifiers)
        {
            depth += c == '(' ? 1 : 0;
            if (depth == 0)
            {
                outside.Append(c);
            }

            depth -= c == ')' && depth > 0 ? 1 : 0;
        }

        recovered = depth == 0 && outside.ToString().Any(char.IsLetter);
        return recovered ? XmlTree.Fold(title + outside).Replace(" ,", ",", StringComparison.Ordinal) : title;
    }

    /// <summary>
    /// True for a main term of one word whose modifier shows that more followed: half an eponym ("Bloom(-Machacek)"), a letter within a word ("Cancer(o)phobia"),
    /// a possessive without its noun ("Dawson's (inclusion body)"), or a word that names no disease.
    /// </summary>
    private static bool IsCut(string title, string modifiers)
    {
        if (title.Contains(' ', StringComparison.Ordinal) || modifiers.Length == 0)
        {
            return title.EndsWith("'s", StringComparison.Ordinal) && !title.Contains(' ', StringComparison.Ordinal);
        }

        var ending = modifiers.IndexOf(')', StringComparison.Ordinal);
        var first = ending > 0 ? modifiers[1..ending] : string.Empty;
        return (first.StartsWith('-') && !title.Contains('-', StringComparison.Ordinal))
            || (first.Length is 1 or 2 && first is not ("s" or "es") && char.IsAsciiLetterLower(first[0]) && first != "of" && first != "to" && first != "in" && first != "on")
            || title.EndsWith("'s", StringComparison.Ordinal)
            || NoDisease.Contains(title.Split(',')[0]);
    }
}
