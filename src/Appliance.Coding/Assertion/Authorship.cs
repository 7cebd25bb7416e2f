using Appliance.Domain;

namespace Appliance.Coding.Assertion;

/// <summary>What notes that the provider did not write may decide (guideline I.B.14); reads other-clinicians.txt.</summary>
internal static class Authorship
{
    /// <summary>What is left of a mention that needs the provider: kept for search, not shown.</summary>
    public const double NeedsProvider = 0.4;

    private static readonly (string Prefix, string[] Needs)[] Items =
        [.. DataFile.Read("other-clinicians.txt").Select(r => (r[0], r[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)))];

    /// <summary>How much the author's word counts for a code, before it is known what the provider says.</summary>
    public static double WeightOf(AuthorRole author, string code) => author switch
    {
        AuthorRole.OtherClinician when ItemOf(code) >= 0 => 1.0,

        // Guideline I.C.21.c.17: the patient's own words count for social determinants once a clinician has signed them.
        AuthorRole.Patient when IsSocial(code) => 1.0,
        AuthorRole.OtherClinician or AuthorRole.Patient => NeedsProvider,
        _ => 1.0,
    };

    /// <summary>True for an item that another clinician may document: such notes name no problems, so where it stands in them matters less.</summary>
    public static bool IsAnothersItem(AuthorRole author, string code) => author == AuthorRole.OtherClinician && ItemOf(code) >= 0;

    /// <summary>Takes back what other clinicians wrote of items whose diagnosis no provider documented.</summary>
    public static void Settle(List<Finding> findings)
    {
        HashSet<string>? provided = null;
        for (var i = 0; i < findings.Count; i++)
        {
            var finding = findings[i];
            if (finding.Note.Note.Author != AuthorRole.OtherClinician || ItemOf(finding.Code) is not (>= 0 and var item) || Items[item].Needs.Length == 0)
                continue;
            provided ??= findings.Where(IsProvider).Select(f => f.Code).ToHashSet(StringComparer.Ordinal);
            if (!provided.Any(code => Array.Exists(Items[item].Needs, need => code.StartsWith(need, StringComparison.Ordinal))))
                findings[i] = finding with { Weight = finding.Weight * NeedsProvider };
        }
    }

    private static bool IsProvider(Finding finding) => finding.Note.Note.Author is AuthorRole.Provider or AuthorRole.Unknown;

    private static bool IsSocial(string code) => string.CompareOrdinal(code, "Z55") >= 0 && string.CompareOrdinal(code, "Z66") < 0;

    private static int ItemOf(string code)
    {
        for (var i = 0; i < Items.Length; i++)
        {
            if (code.StartsWith(Items[i].Prefix, StringComparison.Ordinal))
                return i;
        }

        return -1;
    }
}
