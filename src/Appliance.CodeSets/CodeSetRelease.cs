namespace Appliance.CodeSets;

/// <summary>One release of ICD-10-CM as it was compiled: which dates of service it serves and what it is made of.</summary>
/// <param name="Id">Name of the release (<c>FY2027</c>).</param>
/// <param name="EffectiveFrom">First date of service it serves.</param>
/// <param name="EffectiveTo">Last date of service it serves.</param>
/// <param name="Source">Where the tables come from, in words, gaps included.</param>
/// <param name="Guidelines">Release of the Official Guidelines that is applied to it (<c>FY2026</c>).</param>
/// <param name="Entries">Codes and categories together; chapters and blocks are not counted.</param>
/// <param name="Billable">Codes that may stand on a claim.</param>
/// <param name="HasNotes">True when the tabular list's notes (inclusion terms, Excludes, code first …) are there.</param>
/// <param name="HasIndex">True when alphabetic index terms are there; <paramref name="Source"/> says of which year.</param>
public sealed record CodeSetRelease(
    string Id,
    DateOnly EffectiveFrom,
    DateOnly EffectiveTo,
    string Source,
    string Guidelines,
    int Entries,
    int Billable,
    bool HasNotes,
    bool HasIndex);
